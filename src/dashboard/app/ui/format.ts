const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const SHARE = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });
const MOMENT = new Intl.DateTimeFormat("en", {
  dateStyle: "medium",
  timeStyle: "medium",
  hourCycle: "h23",
});
const CLOCK = new Intl.DateTimeFormat("en", { timeStyle: "medium", hourCycle: "h23" });
const DAY = new Intl.DateTimeFormat("en", { weekday: "short", day: "numeric", month: "short" });

/** `12,345`. */
export function whole(value: number): string {
  return WHOLE.format(value);
}

/** `12.3K`, where there is little room. */
export function compact(value: number): string {
  return COMPACT.format(value);
}

/** The least that `share` tells from nothing, and from all. */
const LEAST = 0.0005;

/** `12.5%` of a whole; `–` of nothing. What is there is never `0%`, and what is not all never `100%`. */
export function share(part: number, all: number): string {
  if (all === 0) return "–";
  const value = part / all;
  if (value > 0 && value < LEAST) return "<0.1%";
  return value < 1 && value >= 1 - LEAST ? ">99.9%" : SHARE.format(value);
}

/** `1 issue`, `2 issues`. `many` where an s does not make it. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${whole(count)} ${count === 1 ? one : many}`;
}

const UNITS: ReadonlyArray<[limit: number, size: number, name: string]> = [
  [90_000, 1_000, "s"],
  [90 * 60_000, 60_000, "min"],
  [36 * 3_600_000, 3_600_000, "h"],
  [Number.POSITIVE_INFINITY, 86_400_000, "d"],
];

/** `42 s`, `3 min`, `5 h`, `2 d`: a length in milliseconds. */
export function duration(length: number): string {
  const [, size, name] = UNITS.find(([limit]) => length < limit) ?? [0, 1, "ms"];
  return `${Math.round(length / size)} ${name}`;
}

/** `3 min ago`. A viewer's clock that is late makes nothing come from the future. */
export function ago(at: number, now: number): string {
  return now - at < 5_000 ? "just now" : `${duration(now - at)} ago`;
}

/** Date and time in the viewer's zone. */
export function moment(at: number): string {
  return MOMENT.format(at);
}

/** The same with the zone's name, where nothing near says it. */
export function zoned(at: number): string {
  return `${moment(at)} (${zone()})`;
}

/** `17:04:59` in the viewer's zone. */
export function clock(at: number): string {
  return CLOCK.format(at);
}

/** `Sun, Nov 29`. */
export function day(at: number): string {
  return DAY.format(at);
}

/** The viewer's zone, as pages name it: `Europe/Berlin`. */
export function zone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** `sampled_out` as `sampled out`. */
export function words(name: string): string {
  return name.replaceAll("_", " ");
}

/**
 * A text of strangers, harmless to read: control characters, lone surrogates and marks that turn
 * text around are shown as U+FFFD.
 */
export function readable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, "\u{fffd}");
}

/** The beginning of a text, with an ellipsis where it was cut. */
export function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
