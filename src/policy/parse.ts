import { asciiLowercase, isAscii, splitOnAsciiWhitespace } from "./ascii.ts";
import { takesSources } from "./directive-table.ts";
import type { Finding } from "./finding.ts";
import type { Directive, Policy } from "./policy.ts";
import { parseSource } from "./source/parse.ts";

/**
 * CSP3 #parse-serialized-policy: one serialized policy, as a `<meta>` element or the
 * `originalPolicy` of a report holds it. The first directive of a name counts; later ones, and
 * directives with a character outside ASCII, are left out and become findings.
 *
 * @returns never throws, whatever the text is; the policy may be empty
 */
export function parsePolicy(text: string): Policy {
  const directives = new Map<string, Directive>();
  const findings: Finding[] = [];
  for (const part of text.split(";")) {
    const [first, ...value] = splitOnAsciiWhitespace(part);
    if (first === undefined) continue;
    const name = asciiLowercase(first);
    if (!isAscii(part)) findings.push({ code: "non-ascii", directive: name, text: part.trim() });
    else if (directives.has(name)) {
      findings.push({ code: "duplicate-directive", directive: name, text: part.trim() });
    } else directives.set(name, directiveOf(name, value));
  }
  return { directives: [...directives.values()], findings };
}

/**
 * CSP3 #parse-serialized-policy-list: the policies of a header's value, which commas part. All
 * of them hold, each for itself. Policies without directives are left out.
 *
 * @param values one value, or those of several headers of the same name
 */
export function parsePolicyList(values: string | readonly string[]): Policy[] {
  const list = typeof values === "string" ? [values] : values;
  return list
    .flatMap((value) => value.split(","))
    .filter((part) => part !== "")
    .map(parsePolicy)
    .filter(({ directives, findings }) => directives.length > 0 || findings.length > 0);
}

/** A directive out of its parts, with the value read as a source list where it is one. */
export function directiveOf(name: string, value: readonly string[]): Directive {
  return { name, value, sources: takesSources(name) ? value.map(parseSource) : [] };
}
