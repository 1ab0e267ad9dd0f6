/** What turns text around, cannot be seen or breaks lines elsewhere: written as escapes, so that JSON stays the same. */
const UNSEEN = /[\p{Cf}\p{Cs}\u007f-\u009f\u2028\u2029]/gu;

/** JSON for people, in which no character of strangers fools a reader; it reads back to the same value. */
export function safeJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(UNSEEN, (text) =>
    Array.from({ length: text.length }, (_, at) => escaped(text.charCodeAt(at))).join(""),
  );
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}
