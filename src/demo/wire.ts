import type { Browser, Engine } from "./browsers.ts";

/** A violation as it happened, whatever a browser makes of it. */
export interface Violation {
  readonly document: string;
  readonly referrer: string;
  readonly directive: string;
  readonly blocked: string;
  readonly policy: string;
  readonly disposition: "enforce" | "report";
  /** `null` where the markup asked for it. */
  readonly source: Source | null;
  readonly sample: string;
}

export interface Source {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A report of another type, by the names of its specification. */
export interface OtherReport {
  readonly type: string;
  readonly url: string;
  readonly body: object;
}

/** What a site's header asks for: `report-uri` alone, or `report-to` as well. */
export type Delivery = "report-uri" | "report-to";

/** The parts of a request that say what is reported. */
export interface Wire {
  readonly contentType: string;
  readonly body: string;
}

const REPORTS = "application/reports+json";

/** Browsers cut samples here. */
const SAMPLE = 40;

/** A request for each violation of a visit, or one for all, as that browser sends them. */
export function wiresOf(
  violations: readonly Violation[],
  { engine, userAgent }: Browser,
  delivery: Delivery,
  age: number,
): Wire[] {
  if (delivery === "report-to" && (engine === "chromium" || engine === "gecko")) {
    const reports = violations.map((violation) => ({
      age,
      body: bodyOf(violation, engine),
      type: "csp-violation",
      url: violation.document,
      user_agent: userAgent,
    }));
    return [
      { contentType: REPORTS, body: JSON.stringify(reports, null, engine === "gecko" ? 1 : 0) },
    ];
  }
  return violations.map((violation) => ({
    contentType: "application/csp-report",
    body: JSON.stringify(LEGACY[engine](violation)),
  }));
}

/** The Reporting API's request for reports of other types. */
export function otherWire(reports: readonly OtherReport[], userAgent: string, age: number): Wire {
  const list = reports.map(({ type, url, body }) => ({
    age,
    body,
    type,
    url,
    user_agent: userAgent,
  }));
  return { contentType: REPORTS, body: JSON.stringify(list) };
}

function bodyOf(violation: Violation, engine: "chromium" | "gecko"): object {
  const { document, referrer, directive, blocked, policy, disposition, source } = violation;
  const none = engine === "gecko" ? null : "";
  return {
    blockedURL: blocked,
    ...(source && { columnNumber: source.column }),
    disposition,
    documentURL: document,
    effectiveDirective: directive,
    ...(source && { lineNumber: source.line }),
    originalPolicy: policy,
    referrer: referrer === "" ? none : referrer,
    sample: sampleOf(violation, engine) || none,
    ...(source && { sourceFile: source.file }),
    statusCode: 200,
  };
}

/** How each engine writes the deprecated serialization, members in its order. */
const LEGACY: Readonly<Record<Engine, (violation: Violation) => object>> = {
  chromium: (violation) => ({
    "csp-report": {
      ...start(violation),
      "original-policy": violation.policy,
      disposition: violation.disposition,
      "blocked-uri": violation.blocked,
      ...position(violation),
      "status-code": 200,
      "script-sample": sampleOf(violation, "chromium"),
    },
  }),
  gecko: (violation) => {
    const sample = sampleOf(violation, "gecko");
    return {
      "csp-report": {
        "blocked-uri": violation.blocked,
        "column-number": violation.source?.column ?? 1,
        disposition: violation.disposition,
        "document-uri": violation.document,
        "effective-directive": violation.directive,
        ...(violation.source && { "line-number": violation.source.line }),
        "original-policy": violation.policy,
        referrer: violation.referrer,
        ...(sample !== "" && { "script-sample": sample }),
        ...(violation.source && { "source-file": violation.source.file }),
        "status-code": 200,
        "violated-directive": violation.directive,
      },
    };
  },
  webkit: (violation) => ({
    type: "csp-violation",
    url: violation.document,
    "csp-report": {
      ...start(violation),
      "original-policy": violation.policy,
      "blocked-uri": violation.blocked,
      "status-code": 0,
      ...position(violation),
    },
  }),
  csp2: (violation) => {
    const directive = violation.directive.replace(/-(?:elem|attr)$/, "");
    return {
      "csp-report": {
        ...start({ ...violation, directive }),
        "violated-directive": governing(violation.policy, directive),
        "original-policy": violation.policy,
        "blocked-uri": violation.blocked === "inline" ? "" : violation.blocked,
        "status-code": 0,
      },
    };
  },
};

function start({ document, referrer, directive }: Violation) {
  return {
    "document-uri": document,
    referrer,
    "violated-directive": directive,
    "effective-directive": directive,
  };
}

function position({ source }: Violation): object {
  if (source === null) return {};
  return { "line-number": source.line, "column-number": source.column, "source-file": source.file };
}

/** Firefox marks where it cuts; WebKit sends none. Of trusted types the sink's name is not counted. */
function sampleOf({ sample }: Violation, engine: "chromium" | "gecko"): string {
  const start = sample.indexOf("|") + 1;
  const cut = sample.slice(0, start + SAMPLE);
  return engine === "gecko" && cut.length < sample.length ? `${cut}…` : cut;
}

/** The directive of a policy that decides, with its sources: what CSP2 calls violated. */
function governing(policy: string, directive: string): string {
  const directives = policy.split("; ");
  const named = (name: string) => directives.find((each) => each.startsWith(`${name} `));
  return named(directive) ?? named("default-src") ?? directive;
}
