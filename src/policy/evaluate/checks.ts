import { DIRECTIVES, type DirectiveName, isKnownDirective } from "../../report/directives.ts";
import type { Violation } from "../../report/report.ts";
import { DIRECTIVE_TABLE } from "../directive-table.ts";
import type { InlineType } from "../match/inline.ts";
import { originOfDocument } from "../match/target.ts";
import { blockedOf } from "./blocked.ts";
import type { Check } from "./check.ts";
import { evalCheck, inlineCheck, wasmCheck } from "./check-code.ts";
import {
  ancestorsCheck,
  mixedContentCheck,
  policyNameCheck,
  sinkCheck,
  unmodelledCheck,
  unsaidCheck,
  webrtcCheck,
} from "./check-other.ts";
import { urlCheck } from "./check-url.ts";
import { wholeSample } from "./sample.ts";

const SCRIPTS: readonly InlineType[] = ["script", "script attribute"];
const STYLES: readonly InlineType[] = ["style", "style attribute"];

/** Inline code by effective directive; engines of CSP1 and CSP2 do not tell elements from attributes. */
const INLINE: Partial<Record<DirectiveName, readonly InlineType[]>> = {
  "script-src-elem": ["script"],
  "script-src-attr": ["script attribute"],
  "style-src-elem": ["style"],
  "style-src-attr": ["style attribute"],
  "script-src": SCRIPTS,
  "style-src": STYLES,
  "default-src": [...SCRIPTS, ...STYLES],
};

/** Asked for by their parts, or no longer. */
const NOT_ASKED: ReadonlySet<string> = new Set([
  "child-src",
  "prefetch-src",
  "script-src",
  "style-src",
]);

/** Directives that stand for several others in reports of engines of CSP1 and CSP2. */
const COARSE: Partial<Record<DirectiveName, readonly DirectiveName[]>> = {
  "script-src": ["script-src-elem", "script-src-attr"],
  "style-src": ["style-src-elem", "style-src-attr"],
  "child-src": ["frame-src", "worker-src"],
  "default-src": DIRECTIVES.filter(
    (name) => !NOT_ASKED.has(name) && DIRECTIVE_TABLE[name].fallback.includes("default-src"),
  ),
};

const SOLE: Partial<Record<DirectiveName, Check>> = {
  "frame-ancestors": ancestorsCheck,
  "block-all-mixed-content": mixedContentCheck,
  webrtc: webrtcCheck,
};

/**
 * The questions that a violation comes down to: one, or several where the report does not say
 * what kind of request or code it was; none where its directive cannot be violated.
 */
export function checksOf(violation: Violation): readonly Check[] {
  const blocked = blockedOf(violation);
  if (blocked.kind === "trusted-types-sink") return [sinkCheck];
  if (blocked.kind === "trusted-types-policy") return [policyNameCheck(wholeSample(violation))];
  if (blocked.kind === "eval") return [evalCheck];
  if (blocked.kind === "wasm-eval") return [wasmCheck];
  const name = violation.effectiveDirective;
  if (name === null || !isKnownDirective(name)) return [];
  const { kind, value } = DIRECTIVE_TABLE[name];
  if (kind === "reporting") return [];
  const sole = SOLE[name];
  if (sole !== undefined) return [sole];
  if (value !== "source-list") return [unmodelledCheck(name)];
  const types = blocked.kind === "inline" ? INLINE[name] : undefined;
  if (types !== undefined) return types.map(inlineCheck);
  const names = COARSE[name] ?? [name];
  if (blocked.kind !== "url") return names.map(unsaidCheck);
  const origin = originOfDocument(violation.documentURL);
  const requests = names.filter((one) => !one.endsWith("-attr"));
  return requests.map((one) => urlCheck(one, blocked.target, origin));
}
