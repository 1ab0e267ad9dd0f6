import type { Json } from "../report/json.ts";
import type { Disposition } from "../report/report.ts";

/**
 * Readers of single members. Each takes whatever the sender wrote and answers `null` for what
 * cannot be meant: a value of the wrong type costs its field, never the report.
 */

type Member = Json | undefined;

/** A text that says something. */
export function textOf(value: Member): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** A whole number from `min`; also written as text, as polyfills do. */
export function integerOf(value: Member, min: number): number | null {
  const number = numberOf(value);
  return number !== null && number >= min && Number.isSafeInteger(number) ? number : null;
}

/** A finite number, also written as text in digits. */
export function numberOf(value: Member): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  return typeof value === "string" && isDecimal(value) ? Number(value) : null;
}

/** CSP's own two words, and `reporting`, which COOP and COEP use for the second. */
export function dispositionOf(value: Member): Disposition | null {
  if (value === "enforce") return "enforce";
  return value === "report" || value === "reporting" ? "report" : null;
}

function isDecimal(text: string): boolean {
  if (text.length === 0 || text.length > 16) return false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 0x30 || c > 0x39) return false;
  }
  return true;
}
