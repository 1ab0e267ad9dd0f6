const NUMBER = new Intl.NumberFormat("en-US");
/** Longer texts of reports are cut here; the API has them whole. */
const LONGEST = 200;

/** `12,345`. */
export function count(value: number): string {
  return NUMBER.format(value);
}

/** `42 s ago`, `3 min ago`, `5 h ago`, `2 d ago`. Milliseconds since the epoch. */
export function ago(at: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - at) / 1000));
  if (seconds < 90) return `${seconds} s ago`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86_400)} d ago`;
}

/** A text of a report for one cell of a table: cut, without control and direction characters. */
export function cell(text: string | null): string {
  if (text === null) return "–";
  const plain = text.slice(0, LONGEST).replace(/\p{C}+/gu, "\u{fffd}");
  return text.length > LONGEST ? `${plain}…` : plain;
}

/** `sampled_out` as `sampled out`. */
export function words(name: string): string {
  return name.replaceAll("_", " ");
}
