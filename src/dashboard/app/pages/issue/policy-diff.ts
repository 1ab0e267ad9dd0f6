// By file: the index brings hashing along, which browsers do not have in this form.
import { governingDirective } from "../../../../policy/governing.ts";
import { parsePolicy } from "../../../../policy/parse.ts";
import { directiveNamed } from "../../../../policy/policy.ts";

/** A part of a directive, and what a change does with it. */
export interface Token {
  readonly text: string;
  readonly change: "kept" | "added" | "removed";
}

/** What a change makes of a policy. */
export interface PolicyDiff {
  readonly tokens: readonly Token[];
  /** The directive that decides as long as the changed one is not there; `null` where it is there, or none does. */
  readonly instead: string | null;
}

/**
 * Compares a directive as a policy has it with what it is to be.
 *
 * @param policy as a report has it; `null` where none is at hand
 * @param text the whole directive; `null`: it is to go
 */
export function diffPolicy(
  policy: string | null,
  directive: string,
  text: string | null,
): PolicyDiff {
  const parsed = policy === null ? null : parsePolicy(policy);
  const now = parsed && directiveNamed(parsed, directive);
  const deciding = now ?? (parsed && governingDirective(parsed, directive));
  const before = deciding === null ? [] : deciding.value;
  const after = text === null ? null : text.split(" ").slice(1);
  const name: Token = {
    text: directive,
    change: after === null ? "removed" : now === null ? "added" : "kept",
  };
  return {
    tokens: [name, ...diffTokens(before, after ?? [], now === null)],
    instead: now === null && deciding !== null ? deciding.name : null,
  };
}

/** @param fresh the directive is new, and so are all of its tokens */
function diffTokens(before: readonly string[], after: readonly string[], fresh: boolean): Token[] {
  if (fresh)
    return after.map((text) => ({ text, change: before.includes(text) ? "kept" : "added" }));
  const removed = before.filter((token) => !after.includes(token));
  return [
    ...removed.map((text): Token => ({ text, change: "removed" })),
    ...after.map((text): Token => ({ text, change: before.includes(text) ? "kept" : "added" })),
  ];
}
