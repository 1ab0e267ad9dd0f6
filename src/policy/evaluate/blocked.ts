import type { Violation } from "../../report/report.ts";
import { type Target, targetOf } from "../match/target.ts";

/** What was blocked, CSP3 #violation-resource, as far as the report says. */
export type Blocked =
  | { readonly kind: "inline" | "eval" | "wasm-eval" }
  | { readonly kind: "trusted-types-policy" | "trusted-types-sink" }
  | { readonly kind: "url"; readonly target: Target }
  | { readonly kind: "unsaid" };

const UNSAID: Blocked = { kind: "unsaid" };

/** Engines that name the bare origin write it with a slash here, which is no path then. */
const ORIGIN_WITH_SLASH: ReadonlySet<string> = new Set(["base-uri", "frame-ancestors"]);

/**
 * Reads `blockedURL`. Old Firefox's `self` stands for inline code as well as for the document's
 * own origin, so it says nothing.
 */
export function blockedOf(violation: Violation): Blocked {
  const { blockedURL, effectiveDirective } = violation;
  switch (blockedURL) {
    case null:
    case "self":
      return UNSAID;
    case "inline":
    case "eval":
    case "wasm-eval":
    case "trusted-types-policy":
    case "trusted-types-sink":
      return { kind: blockedURL };
  }
  const target = targetOf(blockedURL);
  if (target === null) return UNSAID;
  const origin = ORIGIN_WITH_SLASH.has(effectiveDirective ?? "") && target.path === "/";
  return { kind: "url", target: origin ? { ...target, path: null } : target };
}
