const utf8 = new TextDecoder("utf-8");

/**
 * A text in which nginx has written `"`, `\`, control characters and every byte from 0x7f on as
 * `\xHH`, with those put back.
 *
 * @param quote how to write what was escaped; default: as it is
 */
export function withoutHexEscapes(text: string, quote = (part: string) => part): string {
  const parts: string[] = [];
  let done = 0;
  for (let at = text.indexOf("\\x"); at >= 0; at = text.indexOf("\\x", done)) {
    parts.push(text.slice(done, at));
    const bytes: number[] = [];
    for (done = at; text.startsWith("\\x", done); done += 4) {
      const byte = byteOf(text, done + 2);
      if (byte === null) break;
      bytes.push(byte);
    }
    // Not an escape: leave it as it stands.
    if (bytes.length === 0) {
      parts.push("\\x");
      done = at + 2;
    } else parts.push(quote(utf8.decode(Uint8Array.from(bytes))));
  }
  parts.push(text.slice(done));
  return parts.join("");
}

function byteOf(text: string, at: number): number | null {
  const digits = text.slice(at, at + 2);
  return /^[0-9A-Fa-f]{2}$/.test(digits) ? Number.parseInt(digits, 16) : null;
}
