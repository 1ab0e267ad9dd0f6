import { withoutSecrets } from "./shown-url.ts";

/** `ok`: as it should be. `warn`: it works less than it could. `fail`: reports are lost. */
export type CheckState = "ok" | "warn" | "fail";

/** One thing that was looked at. */
export interface Check {
  /** Stable: `policy-present`. */
  readonly id: CheckId;
  readonly state: CheckState;
  /** What was found. May hold somebody else's text; whoever prints it makes it harmless. */
  readonly text: string;
  /** What to do; `null` where all is well. */
  readonly advice: string | null;
}

/** Every check, and what it looks at; `tattle doctor --help` prints it. */
export const CHECKS = {
  "site-answers": "the page is there, whatever redirects lead to it",
  "policy-present": "it has a policy",
  "policy-ascii": "no policy holds a byte outside ASCII, which makes browsers drop it",
  "policy-mistakes": "no part of a policy is without effect",
  "policy-count": "several policies, of which each reports for itself",
  "meta-policy": "nothing in a <meta> element that browsers ignore there",
  "policy-reports": "every policy says where its reports go",
  "report-uri-shadowed": "no report-to beside report-uri, which browsers then ignore",
  "group-defined": "the group of report-to is in Reporting-Endpoints",
  "default-endpoint": "Reporting-Endpoints has default, for what is no violation",
  "page-secure": "the page is https, as Reporting-Endpoints needs it",
  "nonce-fresh": "nonces are new in each answer",
  "cache-headers": "caches give the same headers, and share no user's own",
  "endpoint-url": "the endpoint is a URL, https or on this machine",
  "sample-rate": "its sample_rate makes sense",
  "endpoint-path": "its path is Tattle's, without a redirect",
  "preflight-chromium": "the preflight is answered as Chromium needs it",
  "preflight-firefox": "the preflight is answered as Firefox needs it",
  "report-taken": "a report that is sent the same way is taken",
  "answer-cors": "its answer has the CORS header that Firefox needs",
} as const;

export type CheckId = keyof typeof CHECKS;

export function ok(id: CheckId, text: string): Check {
  return { id, state: "ok", text: withoutSecrets(text), advice: null };
}

export function warn(id: CheckId, text: string, advice: string): Check {
  return { id, state: "warn", text: withoutSecrets(text), advice };
}

export function fail(id: CheckId, text: string, advice: string): Check {
  return { id, state: "fail", text: withoutSecrets(text), advice };
}
