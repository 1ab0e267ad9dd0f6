import type { SampleRateProblem } from "./sample-rate.ts";

/** What a header of a site says that cannot be meant so. Stable. */
export type WarningCode =
  | SampleRateProblem
  | "sample_rate_too_small"
  | "token_missing"
  | "token_unknown";

/** A mistake in a site's report URL, to be shown until it stops. */
export interface ProjectWarning {
  /** `null` where the token names none. */
  readonly project: string | null;
  readonly code: WarningCode;
  /** The last offending value, at most 32 characters and safe to print; empty where there is none. */
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly firstSeen: number;
  /** Milliseconds since the epoch. */
  readonly lastSeen: number;
  /** Requests. */
  readonly count: number;
}

const MAX_VALUE = 32;
const UNPRINTABLE = /[^\p{L}\p{N}\p{P}\p{S} ]/gu;

/** Keeps one warning per project and code, so senders cannot make it grow. */
export class WarningLog {
  readonly #warnings = new Map<string, ProjectWarning>();

  add(project: string | null, code: WarningCode, value: string, now: number): void {
    const key = `${code} ${project ?? ""}`;
    const known = this.#warnings.get(key);
    this.#warnings.set(key, {
      project,
      code,
      value: printable(value),
      firstSeen: known?.firstSeen ?? now,
      lastSeen: now,
      count: (known?.count ?? 0) + 1,
    });
  }

  /** Most recently first seen last. */
  list(): ProjectWarning[] {
    return [...this.#warnings.values()];
  }
}

/** Cut, and without control characters, direction marks and halves of surrogate pairs. */
function printable(value: string): string {
  const cut = [...value.slice(0, 2 * MAX_VALUE)].slice(0, MAX_VALUE).join("");
  return cut.replace(UNPRINTABLE, "\u{fffd}");
}
