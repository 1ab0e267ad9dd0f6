import { isKnownDirective } from "../report/directives.ts";

/** Longest piece of somebody else's text within a sentence, in characters. */
const LONGEST = 100;
const NOT_PRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * Somebody else's text within a sentence: on one line, cut, in quotation marks, and characters
 * that are not seen or that turn others around written as `\u{…}`. For HTML it still has to be escaped.
 */
export function quoted(text: string, longest = LONGEST): string {
  // Cut first, so that a text of megabytes costs no more than a short one.
  const start = text.slice(0, longest).toWellFormed();
  const line = start.replace(NOT_PRINTABLE, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
  return `“${line}${text.length > longest ? "…" : ""}”`;
}

/** The name of a directive; one that nobody knows is somebody else's text. */
export function directiveName(directive: string): string {
  return isKnownDirective(directive) ? directive : quoted(directive, 60);
}

/** Stores count no further. */
const MOST = Number.MAX_SAFE_INTEGER;

const NUMBER = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** `1 report`, `1,200 reports`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  const whole = Number.isNaN(count) ? 0 : Math.min(Math.max(0, Math.round(count)), MOST);
  return `${NUMBER.format(whole)} ${whole === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c`; beyond `most` the rest is counted. */
export function listed(items: readonly string[], most = 4): string {
  const shown = items.slice(0, most);
  const rest = items.length - shown.length;
  const all = rest > 0 ? [...shown, counted(rest, "other")] : shown;
  const last = all.at(-1) ?? "";
  return all.length < 2 ? last : `${all.slice(0, -1).join(", ")} and ${last}`;
}

/** `93 %`; what is not all is never rounded up to all. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return "0 %";
  const rounded = Math.round(Math.min(1, Math.max(0, share)) * 100);
  return `${share < 1 ? Math.min(99, rounded) : rounded} %`;
}

/** The UTC day of a time: `2026-11-22`. */
export function day(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? "an unknown day" : date.toISOString().slice(0, 10);
}
