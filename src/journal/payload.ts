/**
 * Texts from this length on are compressed: the entries of a group have policies, documents and
 * user agents in common, and what SQLite does not write it needs not checksum, checkpoint and
 * delete. A shorter text is one or few reports, in which there is little in common.
 */
const COMPRESS_FROM = 4_096;

const ZSTD = { level: 1 } as const;

/** A row's text as it is stored: itself, or as a Zstandard frame. */
export type Payload = string | Uint8Array;

export function packPayload(text: string): Payload {
  return text.length < COMPRESS_FROM ? text : Bun.zstdCompressSync(text, ZSTD);
}

export function unpackPayload(payload: Payload): string {
  return typeof payload === "string" ? payload : Bun.zstdDecompressSync(payload).toString("utf8");
}
