/** Tab, line feed, form feed, carriage return, space: Infra's ASCII whitespace. */
function isAsciiWhitespace(c: number): boolean {
  return c === 0x20 || c === 0x09 || c === 0x0a || c === 0x0c || c === 0x0d;
}

/** Infra, "split on ASCII whitespace": the tokens between runs of it, none of them empty. */
export function splitOnAsciiWhitespace(text: string): string[] {
  const tokens: string[] = [];
  let start = -1;
  for (let i = 0; i < text.length; i++) {
    const space = isAsciiWhitespace(text.charCodeAt(i));
    if (!space && start < 0) start = i;
    if (space && start >= 0) {
      tokens.push(text.slice(start, i));
      start = -1;
    }
  }
  if (start >= 0) tokens.push(text.slice(start));
  return tokens;
}

/** Infra, "ASCII string": no code point above U+007F. */
export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

/** Infra, "ASCII lowercase". Other than `toLowerCase` it leaves `K` (Kelvin sign) and `İ` alone. */
export function asciiLowercase(text: string): string {
  return isAscii(text)
    ? text.toLowerCase()
    : text.replace(/[A-Z]+/g, (upper) => upper.toLowerCase());
}
