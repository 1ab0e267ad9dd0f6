import { closeSync, openSync, readSync, writeSync } from "node:fs";

/*
 * The part of the tar format (POSIX.1-2017, ustar) that a backup needs: plain files in one folder.
 * Sizes from 8 GiB on are written in base 256, as GNU tar and all that came after it read them.
 */

const BLOCK = 512;
const CHUNK = 2 ** 20;
const MAX_OCTAL = 0o77777777777;
const SIZE_AT = 124;
const SIZE_BYTES = 12;
const SUM_AT = 148;
const SUM_BYTES = 8;

/** A file of an archive, and where its bytes are. */
export interface Entry {
  name: string;
  bytes: number;
  offset: number;
}

/** Appends a file to an archive. `name` is of ASCII letters, digits, dots and hyphens, at most 100. */
export function appendFile(archive: number, name: string, path: string, bytes: number): void {
  writeSync(archive, header(name, bytes));
  copyBytes(openSync(path, "r"), 0, bytes, (chunk) => writeSync(archive, chunk));
  writeSync(archive, new Uint8Array(-bytes & (BLOCK - 1)));
}

/** Ends an archive. */
export function endArchive(archive: number): void {
  writeSync(archive, new Uint8Array(2 * BLOCK));
}

/** The files of an archive; `null` for what is none, or ends too early. */
export function readEntries(archive: number, length: number): Entry[] | null {
  const entries: Entry[] = [];
  const block = Buffer.alloc(BLOCK);
  for (let at = 0; at + BLOCK <= length; ) {
    readSync(archive, block, 0, BLOCK, at);
    if (block.every((byte) => byte === 0)) return entries;
    const bytes = sizeOf(block);
    if (bytes === null || sumOf(block) !== Number.parseInt(text(block, SUM_AT, SUM_BYTES), 8)) {
      return null;
    }
    entries.push({ name: text(block, 0, 100), bytes, offset: at + BLOCK });
    at += BLOCK + Math.ceil(bytes / BLOCK) * BLOCK;
  }
  return null;
}

/** Reads a part of a file in pieces, and closes the file. */
export function copyBytes(
  from: number,
  offset: number,
  bytes: number,
  take: (chunk: Uint8Array) => void,
): void {
  try {
    const buffer = Buffer.alloc(CHUNK);
    for (let left = bytes; left > 0; ) {
      const read = readSync(from, buffer, 0, Math.min(CHUNK, left), offset + bytes - left);
      if (read === 0) throw new Error("the file ends too early");
      take(buffer.subarray(0, read));
      left -= read;
    }
  } finally {
    closeSync(from);
  }
}

/** What stands before a file of that many bytes in an archive. */
export function header(name: string, bytes: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0, "latin1");
  block.write("0000600\0", 100);
  block.write("0000000\0", 108);
  block.write("0000000\0", 116);
  if (bytes <= MAX_OCTAL) block.write(`${bytes.toString(8).padStart(11, "0")}\0`, SIZE_AT);
  else {
    block.writeUInt8(0x80, SIZE_AT);
    block.writeBigUInt64BE(BigInt(bytes), SIZE_AT + SIZE_BYTES - 8);
  }
  block.write("00000000000\0", 136);
  block.write("0", 156);
  block.write("ustar\x0000", 257);
  block.write(`${sumOf(block).toString(8).padStart(6, "0")}\0 `, SUM_AT);
  return block;
}

function sizeOf(block: Buffer): number | null {
  const binary = block.readUInt8(SIZE_AT) === 0x80;
  const bytes = binary
    ? Number(block.readBigUInt64BE(SIZE_AT + SIZE_BYTES - 8))
    : Number.parseInt(text(block, SIZE_AT, SIZE_BYTES), 8);
  return Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : null;
}

/** Of all bytes, those of the sum itself taken for spaces. */
function sumOf(block: Buffer): number {
  return block.reduce((sum, byte, at) => {
    return sum + (at >= SUM_AT && at < SUM_AT + SUM_BYTES ? 0x20 : byte);
  }, 0);
}

function text(block: Buffer, at: number, length: number): string {
  return block.toString("latin1", at, at + length).replace(/\0.*$/s, "");
}
