import { createReadStream } from "node:fs";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createGzip, createZstdCompress } from "node:zlib";
import { PARTIAL, SUFFIXES } from "./names.ts";
import { lookAt, syncFolder } from "./places.ts";
import type { Compression } from "./settings.ts";

/** Bytes read at once; with the compressor's own window all the memory that it takes. */
const CHUNK = 256 * 1024;

/**
 * Replaces a file by its compressed form, in other threads. At every moment at least one of the
 * two is whole and on disk. Throws what the disk says, and the reason of `signal`; the file is
 * untouched then.
 */
export async function compressFile(
  path: string,
  compression: Exclude<Compression, "none">,
  signal: AbortSignal,
): Promise<void> {
  const compressed = `${path}${SUFFIXES[compression]}`;
  const partial = `${compressed}${PARTIAL}`;
  signal.throwIfAborted();
  const { mode } = await stat(path);
  // Whatever lies there already is somebody else's.
  const file = await open(partial, "wx", mode);
  try {
    await compressTo(path, file, mode, compressor(compression), signal);
    if ((await lookAt(compressed)) !== null) throw new Error(`${compressed} is there already`);
    await rename(partial, compressed);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  await rm(path);
}

async function compressTo(
  from: string,
  file: FileHandle,
  mode: number,
  transform: Transform,
  signal: AbortSignal,
): Promise<void> {
  try {
    await file.chmod(mode);
    const source = createReadStream(from, { highWaterMark: CHUNK });
    await pipeline(source, transform, (chunks: AsyncIterable<Uint8Array>) => drain(chunks, file), {
      signal,
    });
    await file.sync();
  } finally {
    await file.close();
  }
}

async function drain(chunks: AsyncIterable<Uint8Array>, file: FileHandle): Promise<void> {
  for await (const chunk of chunks) await file.writeFile(chunk);
}

function compressor(compression: Exclude<Compression, "none">): Transform {
  if (compression === "gzip") return createGzip();
  // Off by default, and gzip has one.
  return createZstdCompress({ params: { [constants.ZSTD_c_checksumFlag]: 1 } });
}
