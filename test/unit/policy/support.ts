import { parsePolicy } from "../../../src/policy/index.ts";
import type { Directive, Policy } from "../../../src/policy/policy.ts";
import type { SourceExpression } from "../../../src/policy/source/expression.ts";
import { parseSource } from "../../../src/policy/source/parse.ts";
import type { Violation } from "../../../src/report/report.ts";

/** A violation of a page of the shop; what is not given the browser did not say. */
export function violation(fields: Partial<Violation>): Violation {
  return {
    documentURL: "https://www.shop.example/cart",
    referrer: null,
    blockedURL: null,
    effectiveDirective: null,
    originalPolicy: null,
    sourceFile: null,
    sample: null,
    disposition: "enforce",
    statusCode: 200,
    lineNumber: null,
    columnNumber: null,
    ...fields,
  };
}

/** The first directive of a policy of one. */
export function directive(text: string): Directive {
  const [first] = parsePolicy(text).directives;
  if (first === undefined) throw new Error(`no directive in ${text}`);
  return first;
}

/** A source list. */
export function sources(text: string): SourceExpression[] {
  return text.split(" ").filter(Boolean).map(parseSource);
}

/** The policy's directives as they are written, for comparing. */
export function texts(policy: Policy): string[] {
  return policy.directives.map(({ name, value }) => [name, ...value].join(" "));
}
