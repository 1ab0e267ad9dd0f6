/** Somebody else's text as one line without control characters, cut to a bearable length. */
export function printable(text: string, length = 200): string {
  const line = text.replace(/[\p{C}\s]+/gu, " ").trim();
  return line.length > length ? `${line.slice(0, length)}…` : line;
}

/** The same text on one line, whole: what could command a terminal, or hide in it, is shown as `\uXXXX`. */
export function visible(text: string): string {
  return text.replace(/\s*[\r\n]\s*/g, " ").replace(/[\p{C}\p{Zl}\p{Zp}]/gu, escaped);
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
