import type { PolicyChange } from "../policy/index.ts";

/**
 * What an issue is. `noise`: nothing of the site causes it. `attack`: somebody tries to make the
 * page do what it should not. `broken-page`: the policy forbids what the page itself does.
 * `new-dependency`: the page uses somebody else's host that the policy does not name.
 */
export const VERDICTS = [
  "noise",
  "attack",
  "broken-page",
  "new-dependency",
  "cannot-tell",
] as const;

export type Verdict = (typeof VERDICTS)[number];

/** How far the evidence for the verdict outweighs the rest. */
export type Confidence = "high" | "medium" | "low";

/** One rule that holds for an issue. */
export interface Reason {
  /** Stable: `noise/extension-scheme`. */
  readonly rule: string;
  /** What speaks for which verdict; a rule may speak against the one that was found. */
  readonly speaksFor: Exclude<Verdict, "cannot-tell">;
  /** How much it weighs, 1 to 6. */
  readonly points: number;
  /** A sentence with the facts it rests on. */
  readonly text: string;
}

/** An issue in plain words. Texts are plain: whoever shows them escapes them. */
export interface Explanation {
  /** What happened, in a sentence or two. */
  readonly summary: string;
  /** The first sentence of it. */
  readonly happened: string;
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  /** All rules that hold, the heaviest first. Never empty for `noise` and `attack`. */
  readonly reasons: readonly Reason[];
  /** What to do, in order. */
  readonly advice: readonly string[];
  /** Changes of the policy, the narrowest first; only where letting it in is right. */
  readonly changes: readonly PolicyChange[];
  /** What to know before following the advice. */
  readonly warnings: readonly string[];
}
