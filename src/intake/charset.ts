/**
 * The text of a JSON body, its encoding told by the first bytes as Python's `json` does: UTF-8,
 * UTF-16 and UTF-32, with or without byte order mark. What is not valid becomes U+FFFD, since
 * Chromium cuts samples inside a character.
 */
export function decodeText(bytes: Uint8Array): string {
  return bytes[0] === 0x7b || bytes[0] === 0x5b
    ? decodeAscii(bytes)
    : decodeAs(encodingOf(bytes), bytes, false);
}

/** Whether {@link decodeText} would have to replace something. */
export function isUndecodable(bytes: Uint8Array): boolean {
  try {
    decodeAs(encodingOf(bytes), bytes, true);
    return false;
  } catch {
    return true;
  }
}

type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "utf-32le" | "utf-32be";

const utf8 = new TextDecoder("utf-8");

/** For a body that starts with `{` or `[`, which tells by the next byte whether it is UTF-8. */
function decodeAscii(bytes: Uint8Array): string {
  return bytes[1] === 0 ? decodeAs(encodingOf(bytes), bytes, false) : utf8.decode(bytes);
}

function encodingOf(bytes: Uint8Array): Encoding {
  const [a = 1, b = 1, c = 1, d = 1] = bytes;
  if (a === 0xff && b === 0xfe)
    return bytes.length >= 4 && c === 0 && d === 0 ? "utf-32le" : "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  if (a === 0) return b === 0 ? "utf-32be" : "utf-16be";
  if (b === 0) return c === 0 && d === 0 ? "utf-32le" : "utf-16le";
  return "utf-8";
}

function decodeAs(encoding: Encoding, bytes: Uint8Array, fatal: boolean): string {
  if (encoding === "utf-32le" || encoding === "utf-32be") {
    return decodeUtf32(bytes, encoding === "utf-32le", fatal);
  }
  return new TextDecoder(encoding, { fatal }).decode(bytes);
}

function decodeUtf32(bytes: Uint8Array, littleEndian: boolean, fatal: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const characters: string[] = [];
  for (let i = 0; i + 4 <= bytes.length; i += 4) {
    const point = view.getUint32(i, littleEndian);
    const valid = point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
    if (fatal && !valid) throw new TypeError("not a code point");
    if (i > 0 || point !== 0xfeff) characters.push(valid ? String.fromCodePoint(point) : "\ufffd");
  }
  if (bytes.length % 4 === 0) return characters.join("");
  if (fatal) throw new TypeError("cut inside a code point");
  return `${characters.join("")}\ufffd`;
}
