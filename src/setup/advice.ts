import { ADVICE, type AdviceLevel } from "./advice-words.ts";

/** One thing that was recommended or found, and why. */
export interface SetupAdvice {
  /** Stable. */
  readonly id: AdviceId;
  readonly level: AdviceLevel;
  /** Plain text: whoever shows it escapes it. */
  readonly text: string;
}

export type AdviceId = keyof typeof ADVICE;

/** Longest part of somebody else's text that is shown. */
const LONGEST = 80;
/** Texts that one piece of advice is given for; a pasted text may hold thousands. */
const MOST_OF_ONE = 5;

/** Advice as it comes together; each is said once for each text that it is about. */
export class AdviceList {
  readonly #items = new Map<string, SetupAdvice>();
  readonly #times = new Map<AdviceId, number>();

  /** @param about somebody else's text, shown cut and in quotation marks */
  add(id: AdviceId, about: string | null = null): void {
    const [level, text] = ADVICE[id];
    const whole = about === null ? text : `${text} Here: ${quoted(about)}.`;
    const times = this.#times.get(id) ?? 0;
    if (this.#items.has(whole) || times >= MOST_OF_ONE) return;
    this.#times.set(id, times + 1);
    this.#items.set(whole, { id, level, text: whole });
  }

  /** Problems first, then warnings, then notes. */
  sorted(): SetupAdvice[] {
    const order: readonly AdviceLevel[] = ["problem", "warning", "note"];
    return [...this.#items.values()].sort(
      (a, b) => order.indexOf(a.level) - order.indexOf(b.level),
    );
  }
}

function quoted(text: string): string {
  const line = text
    .slice(0, LONGEST)
    .toWellFormed()
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, "\u{fffd}");
  return `“${line}${text.length > LONGEST ? "…" : ""}”`;
}
