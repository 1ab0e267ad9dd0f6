/**
 * JSON for people and programs: what strangers wrote cannot command the terminal. Control and
 * format characters and Unicode's line separators can only stand inside of strings, where an
 * escape means the same.
 *
 * @param indent spaces; 0 for all on one line
 */
export function safeJson(value: unknown, indent = 2): string {
  const text = JSON.stringify(value, null, indent);
  return `${text.replace(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu, escaped)}\n`;
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
