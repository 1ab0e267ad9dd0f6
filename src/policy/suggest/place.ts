import { type Directive, directiveNamed, type Policy } from "../policy.ts";
import type { SourceExpression } from "../source/expression.ts";

/** Where a source goes: a directive, and what it holds before. */
export interface Place {
  readonly name: string;
  readonly value: readonly string[];
  /** The sources of `value`. */
  readonly sources: readonly SourceExpression[];
}

const PARENTS: ReadonlyMap<string, string> = new Map([
  ["script-src-elem", "script-src"],
  ["script-src-attr", "script-src"],
  ["style-src-elem", "style-src"],
  ["style-src-attr", "style-src"],
]);

/**
 * The directive to amend for an effective directive: the one that governs, if it is about nothing
 * else (`script-src` counts as that of all scripts). Where a wider one governs (`default-src`,
 * `child-src`) a new directive with its list, so that the others stay as they are.
 */
export function placeFor(effective: string, governing: Directive): Place {
  const parent = PARENTS.get(effective);
  if (governing.name === effective || governing.name === parent) return asIs(governing);
  const name = parent ?? effective;
  const sources = governing.sources.filter((source) => counts(source, name));
  return { name, value: sources.map(({ text }) => text), sources };
}

/** Whether a source of a wider directive means anything in this one. */
function counts(source: SourceExpression, name: string): boolean {
  if (source.kind === "scheme" || source.kind === "host") return true;
  if (source.kind === "invalid") return false;
  if (name === "script-src") return true;
  if (source.kind !== "keyword") return name === "style-src";
  if (source.keyword === "self" || source.keyword === "none") return true;
  return (
    name === "style-src" && /^(?:unsafe-inline|unsafe-hashes|report-sample)$/.test(source.keyword)
  );
}

function asIs({ name, value, sources }: Directive): Place {
  return { name, value, sources };
}

/** The directive itself where the policy has it, else a new and empty one of that name. */
export function narrowPlace(policy: Policy, name: string): Place {
  const directive = directiveNamed(policy, name);
  return directive === null ? { name, value: [], sources: [] } : asIs(directive);
}
