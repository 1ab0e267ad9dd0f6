import { targetOf } from "../policy/index.ts";
import { OVERFLOW } from "../report/fingerprint.ts";
import type { Violation } from "../report/report.ts";

const KEYWORDS = [
  "inline",
  "eval",
  "wasm-eval",
  "trusted-types-policy",
  "trusted-types-sink",
  "self",
  "unknown",
] as const;

/** What was blocked, as the issue names it. */
export interface Blocked {
  /** `overflow`: all that came beyond the cap on new issues. */
  readonly kind: (typeof KEYWORDS)[number] | "scheme" | "url" | "overflow";
  /** Of a URL or a bare scheme, lower case. */
  readonly scheme: string | null;
  readonly host: string | null;
  /** The URL of the example where there is one, else what the issue names. */
  readonly url: string;
}

const LONGEST = 2048;

/** Reads the `blocked` of a fingerprint. What is no known word and no URL is `unknown`. */
export function blockedOf(text: string, example: Violation | null): Blocked {
  const url = example?.blockedURL ?? text;
  const none = { scheme: null, host: null, url: text };
  if (text === OVERFLOW) return { kind: "overflow", ...none };
  const keyword = KEYWORDS.find((word) => word === text);
  if (keyword === "self") {
    // An own origin in the example tells more than the word; old Firefox has the word alone.
    const target = targetOf(url.slice(0, LONGEST));
    const host = target?.host ?? null;
    return { kind: keyword, scheme: host === null ? null : (target?.scheme ?? null), host, url };
  }
  if (keyword !== undefined) return { kind: keyword, ...none };
  const target = targetOf(text.slice(0, LONGEST));
  if (target === null) return { kind: "unknown", ...none };
  const { scheme, host } = target;
  return host === null ? { kind: "scheme", scheme, host, url } : { kind: "url", scheme, host, url };
}
