import type { Reason } from "../explanation.ts";
import type { Subject } from "../subject.ts";

/** One thing that speaks for a verdict. */
export interface Rule {
  /** Stable. What stands before the slash names the verdict. */
  readonly id: string;
  readonly speaksFor: Reason["speaksFor"];
  /** How much it weighs: 1 a hint, 3 enough where nothing speaks against it, 6 nearly certain. */
  readonly points: number;
  /** When it holds, for the documentation. */
  readonly when: string;
  /** The sentence for people where it holds, else `null`. */
  holds(subject: Subject): string | null;
}

/** The rules of one verdict. */
export function rulesFor(
  speaksFor: Rule["speaksFor"],
  prefix: string,
  rules: readonly (Omit<Rule, "speaksFor" | "id"> & { name: string })[],
): readonly Rule[] {
  return rules.map(({ name, ...rule }) => ({ ...rule, speaksFor, id: `${prefix}/${name}` }));
}
