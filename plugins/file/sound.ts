import type { FileHandle } from "node:fs/promises";

const NEWLINE = 10;
const CHUNK = 64 * 1024;

/**
 * How much of a file of lines is whole: up to the end of the last line that has its newline and
 * no NUL, which is what file systems leave of a write that a loss of power cut off. What comes
 * after it was never acknowledged as written.
 *
 * @param size the file's size in bytes
 */
export async function soundLength(file: FileHandle, size: number): Promise<number> {
  const buffer = Buffer.alloc(CHUNK);
  let sound = (await lastNewline(file, buffer, size)) + 1;
  while (sound > 0) {
    const start = (await lastNewline(file, buffer, sound - 1)) + 1;
    if (!(await hasNul(file, buffer, start, sound))) return sound;
    sound = start;
  }
  return 0;
}

/** Where the last newline before `end` is; -1 where there is none. */
async function lastNewline(file: FileHandle, buffer: Buffer, end: number): Promise<number> {
  for (let to = end; to > 0; to -= CHUNK) {
    const from = Math.max(0, to - CHUNK);
    const { bytesRead } = await file.read(buffer, 0, to - from, from);
    const at = buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE);
    if (at >= 0) return from + at;
  }
  return -1;
}

async function hasNul(file: FileHandle, buffer: Buffer, from: number, to: number) {
  for (let at = from; at < to; at += CHUNK) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(CHUNK, to - at), at);
    if (buffer.subarray(0, bytesRead).includes(0)) return true;
  }
  return false;
}
