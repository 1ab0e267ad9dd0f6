/** Bytes of a UUID. */
export const UUID_BYTES = 16;

const HYPHENS = [8, 13, 18, 23];
const CANONICAL = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The 16 bytes of a UUID in canonical lower-case form (RFC 9562 §4); `null` for any other text. */
export function parseUuid(text: string): Uint8Array | null {
  if (text.length !== 36 || !CANONICAL.test(text)) return null;
  return Uint8Array.fromHex(text.replaceAll("-", ""));
}

/** The canonical form of 16 bytes. */
export function formatUuid(bytes: Uint8Array): string {
  const hex = bytes.toHex();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Cheap test that spares most texts the regular expression: right length, hyphens in place. */
export function looksLikeUuid(text: string): boolean {
  return text.length === 36 && HYPHENS.every((at) => text.charCodeAt(at) === 45);
}

/** Milliseconds since the epoch that a UUIDv7 carries in its first 48 bits (RFC 9562 §5.7). */
export function uuidTime(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(0) * 2 ** 16 + view.getUint16(4);
}
