import { type DirectiveName, isKnownDirective } from "../report/directives.ts";

/** What CSP3 §6 sorts directives by. */
export type DirectiveKind = "fetch" | "document" | "navigation" | "reporting" | "other";

/** `deprecated`: still obeyed, replaced by something else. `removed`: modern engines ignore it. */
export type DirectiveStatus = "current" | "deprecated" | "removed";

/** What the value of a directive is made of. */
export type ValueGrammar =
  | "source-list"
  | "ancestor-source-list"
  | "sandbox-tokens"
  | "uri-references"
  | "endpoint-name"
  | "trusted-types"
  | "sink-groups"
  | "webrtc"
  | "tokens"
  | "none";

/** What is known of a directive. */
export interface DirectiveInfo {
  readonly kind: DirectiveKind;
  readonly value: ValueGrammar;
  /** CSP3 #directive-fallback-list: who governs, the directive itself first. */
  readonly fallback: readonly DirectiveName[];
  readonly status: DirectiveStatus;
  /** Where it is defined: an anchor of CSP3, or another document and its anchor. */
  readonly spec: string;
  /** What engines do differently, or what stands in its place. */
  readonly note?: string;
}

/** A fetch directive of CSP3 §6.1 that takes a source list. */
function fetching(
  name: DirectiveName,
  parents: readonly DirectiveName[],
  rest: Partial<DirectiveInfo> = {},
): DirectiveInfo {
  return {
    kind: "fetch",
    value: "source-list",
    fallback: [name, ...parents],
    status: "current",
    spec: `CSP3 #directive-${name}`,
    ...rest,
  };
}

/** A directive without fallback. */
function alone(
  name: DirectiveName,
  kind: DirectiveKind,
  value: ValueGrammar,
  rest: Partial<DirectiveInfo> = {},
): DirectiveInfo {
  const spec = `CSP3 #directive-${name}`;
  return { kind, value, fallback: [name], status: "current", spec, ...rest };
}

/** Every directive that a browser knows or knew. The names are those of `src/report/directives.ts`. */
export const DIRECTIVE_TABLE: Readonly<Record<DirectiveName, DirectiveInfo>> = {
  "child-src": fetching("child-src", ["default-src"], {
    note: "Governs frames and workers where frame-src and worker-src are missing. Engines of CSP2 report it as the effective directive.",
  }),
  "connect-src": fetching("connect-src", ["default-src"]),
  "default-src": fetching("default-src", [], {
    note: "Chromium reports it as the effective directive of a prefetch; engines of CSP1 for whatever it governs.",
  }),
  "font-src": fetching("font-src", ["default-src"]),
  "frame-src": fetching("frame-src", ["child-src", "default-src"], {
    note: "Reports hold the origin alone. After a redirect Chromium and WebKit name the target's origin, Firefox that before it.",
  }),
  "img-src": fetching("img-src", ["default-src"]),
  "manifest-src": fetching("manifest-src", ["default-src"]),
  "media-src": fetching("media-src", ["default-src"]),
  "object-src": fetching("object-src", ["default-src"]),
  "script-src": fetching("script-src", ["default-src"], {
    note: "Engines of CSP3 report it for eval alone, where default-src was written too.",
  }),
  "script-src-attr": fetching("script-src-attr", ["script-src", "default-src"]),
  "script-src-elem": fetching("script-src-elem", ["script-src", "default-src"]),
  "style-src": fetching("style-src", ["default-src"]),
  "style-src-attr": fetching("style-src-attr", ["style-src", "default-src"]),
  "style-src-elem": fetching("style-src-elem", ["style-src", "default-src"]),
  "worker-src": fetching("worker-src", ["child-src", "script-src", "default-src"]),
  "fenced-frame-src": fetching("fenced-frame-src", ["frame-src", "child-src", "default-src"], {
    spec: "Fenced Frame #new-csp-directive",
    note: "Chromium alone.",
  }),
  "prefetch-src": fetching("prefetch-src", ["default-src"], {
    status: "removed",
    note: "Only old Chromium obeyed it; default-src governs prefetches now.",
  }),
  "base-uri": alone("base-uri", "document", "source-list"),
  sandbox: alone("sandbox", "document", "sandbox-tokens", {
    note: "Sends no reports, and is ignored in a report-only policy and in a meta element.",
  }),
  "form-action": alone("form-action", "navigation", "source-list", {
    note: "Firefox does not report it after a redirect.",
  }),
  "frame-ancestors": alone("frame-ancestors", "navigation", "ancestor-source-list", {
    note: "Reports name the framed document, not who framed it; in Firefox and WebKit the referrer does.",
  }),
  "navigate-to": alone("navigate-to", "navigation", "source-list", {
    status: "removed",
    note: "Never shipped.",
  }),
  "report-to": alone("report-to", "reporting", "endpoint-name"),
  "report-uri": alone("report-uri", "reporting", "uri-references", {
    status: "deprecated",
    note: "Modern engines ignore it beside report-to, old ones know nothing else; ignored in a meta element.",
  }),
  "require-trusted-types-for": alone("require-trusted-types-for", "other", "sink-groups", {
    spec: "Trusted Types #require-trusted-types-for-csp-directive",
  }),
  "trusted-types": alone("trusted-types", "other", "trusted-types", {
    spec: "Trusted Types #trusted-types-csp-directive",
  }),
  "upgrade-insecure-requests": alone("upgrade-insecure-requests", "other", "none", {
    spec: "Upgrade Insecure Requests #delivery",
    note: "Ignored in a report-only policy. Sends no reports.",
  }),
  webrtc: alone("webrtc", "other", "webrtc", { note: "Sends no reports." }),
  "block-all-mixed-content": alone("block-all-mixed-content", "other", "none", {
    status: "deprecated",
    spec: "Mixed Content #strict-checking",
    note: "Browsers block or upgrade mixed content without it.",
  }),
  "plugin-types": alone("plugin-types", "document", "tokens", {
    status: "removed",
    spec: "CSP2 #directive-plugin-types",
    note: "object-src 'none' stands in its place.",
  }),
  "reflected-xss": alone("reflected-xss", "other", "tokens", {
    status: "removed",
    spec: "CSP 1.1 #reflected-xss",
  }),
  referrer: alone("referrer", "other", "tokens", {
    status: "removed",
    spec: "CSP 1.1 #referrer",
    note: "The Referrer-Policy header stands in its place.",
  }),
  "require-sri-for": alone("require-sri-for", "other", "tokens", {
    status: "removed",
    spec: "Subresource Integrity #require-sri-for",
    note: "The Integrity-Policy header stands in its place.",
  }),
};

/** What is known of the directive of that name; `null` where that is nothing. */
export function directiveInfo(name: string): DirectiveInfo | null {
  return isKnownDirective(name) ? DIRECTIVE_TABLE[name] : null;
}

/** True where the value of that directive is a source list. */
export function takesSources(name: string): boolean {
  const grammar = directiveInfo(name)?.value;
  return grammar === "source-list" || grammar === "ancestor-source-list";
}
