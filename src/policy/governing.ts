import { directiveInfo } from "./directive-table.ts";
import type { InlineType } from "./match/inline.ts";
import { type Directive, directiveNamed, type Policy } from "./policy.ts";
import { hasKeyword } from "./source/expression.ts";

/** CSP3 #create-violation-for-global and the checks of eval: where they look for a source list. */
const EVAL = ["script-src", "default-src"];

/** CSP3 #directive-fallback-list, the directive itself first; of an unknown one only itself. */
export function fallbackList(directive: string): readonly string[] {
  return directiveInfo(directive)?.fallback ?? [directive];
}

/**
 * CSP3 #should-directive-execute: the one directive of the policy that decides for an effective
 * directive, itself or what it falls back to. `null` where the policy says nothing of it.
 */
export function governingDirective(policy: Policy, effective: string): Directive | null {
  return firstOf(policy, fallbackList(effective));
}

/** CSP3 #can-compile-strings and #can-compile-wasm-bytes: the directive that decides over eval. */
export function governingEval(policy: Policy): Directive | null {
  return firstOf(policy, EVAL);
}

/** CSP3 #effective-directive-for-inline-check. */
export function effectiveForInline(type: InlineType): string {
  if (type === "script attribute") return "script-src-attr";
  if (type === "style attribute") return "style-src-attr";
  return type === "style" ? "style-src-elem" : "script-src-elem";
}

/** CSP3 #effective-directive-for-a-request, by Fetch's destination; `null` where none governs. */
export function effectiveForDestination(destination: string): string | null {
  return DESTINATIONS.get(destination) ?? null;
}

const DESTINATIONS: ReadonlyMap<string, string> = new Map([
  ["", "connect-src"],
  ["webidentity", "connect-src"],
  ["manifest", "manifest-src"],
  ["object", "object-src"],
  ["embed", "object-src"],
  ["frame", "frame-src"],
  ["iframe", "frame-src"],
  ["audio", "media-src"],
  ["track", "media-src"],
  ["video", "media-src"],
  ["font", "font-src"],
  ["image", "img-src"],
  ["style", "style-src-elem"],
  ["script", "script-src-elem"],
  ["xslt", "script-src-elem"],
  ["audioworklet", "script-src-elem"],
  ["paintworklet", "script-src-elem"],
  ["serviceworker", "worker-src"],
  ["sharedworker", "worker-src"],
  ["worker", "worker-src"],
]);

/** CSP3 #report-violation's `'report-sample'`: whether a violation of that directive would carry a sample. */
export function reportsSample(policy: Policy, effective: string): boolean {
  const directive = governingDirective(policy, effective);
  return directive !== null && hasKeyword(directive.sources, "report-sample");
}

function firstOf(policy: Policy, names: readonly string[]): Directive | null {
  for (const name of names) {
    const directive = directiveNamed(policy, name);
    if (directive !== null) return directive;
  }
  return null;
}
