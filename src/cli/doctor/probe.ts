import { DOCTOR_URL } from "../../report/doctor-report.ts";
import type { Request } from "../io.ts";
import { TIMEOUT } from "./page.ts";
import { shownPage } from "./shown-url.ts";

/** An answer of an endpoint, or why there is none. */
export type Answer =
  | { readonly status: number; readonly headers: Headers; readonly text: string }
  | { readonly error: string };

/** Longest part of an answer that is looked at. */
const LONGEST = 2_000;

/** Asks as a browser does before it sends reports of another origin. */
export function preflight(url: URL, page: URL, fetch: Request): Promise<Answer> {
  return send(url, fetch, {
    method: "OPTIONS",
    headers: {
      origin: page.origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type",
    },
  });
}

/**
 * Sends one report by the same way as a browser would: about the page, with a blocked URL that
 * tells everybody what it is.
 */
export function sendReport(
  url: URL,
  page: URL,
  byReportUri: boolean,
  version: string,
  fetch: Request,
): Promise<Answer> {
  return send(url, fetch, {
    method: "POST",
    headers: {
      origin: page.origin,
      "content-type": byReportUri ? "application/csp-report" : "application/reports+json",
      "user-agent": `tattle-doctor/${version}`,
    },
    body: JSON.stringify(byReportUri ? legacyReport(shownPage(page)) : [report(shownPage(page))]),
  });
}

const POLICY = "default-src 'self'";

function legacyReport(page: string): object {
  return {
    "csp-report": {
      "document-uri": page,
      referrer: "",
      "violated-directive": "default-src",
      "effective-directive": "default-src",
      "original-policy": POLICY,
      disposition: "report",
      "blocked-uri": DOCTOR_URL,
      "status-code": 200,
    },
  };
}

function report(page: string): object {
  const body = {
    documentURL: page,
    referrer: "",
    effectiveDirective: "default-src",
    originalPolicy: POLICY,
    disposition: "report",
    blockedURL: DOCTOR_URL,
    statusCode: 200,
  };
  return { age: 0, type: "csp-violation", url: page, user_agent: "tattle-doctor", body };
}

async function send(url: URL, fetch: Request, init: RequestInit): Promise<Answer> {
  try {
    const target = new URL(url);
    // Browsers send no credentials of a report URL.
    target.username = "";
    target.password = "";
    target.hash = "";
    const signal = AbortSignal.timeout(TIMEOUT);
    const response = await fetch(target.href, { ...init, redirect: "manual", signal });
    const { status, headers } = response;
    return { status, headers, text: await start(response) };
  } catch (error) {
    return { error: reasonOf(error) };
  }
}

async function start({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length >= LONGEST) break;
  }
  return text.slice(0, LONGEST);
}

/** Why a request came to nothing, without the URL that messages may repeat. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if (error.name === "TimeoutError") return `no answer within ${TIMEOUT / 1000} s`;
  const code = "code" in error ? String(error.code) : "";
  return code === "" ? error.message.replace(/https?:\/\/\S+/g, "…") : code;
}

/** What to do about a request that came to nothing. */
export function adviceFor(reason: string, otherwise: string): string {
  return /CERT|SIGNATURE|ISSUER|ALTNAME/.test(reason)
    ? "The certificate is not trusted, and browsers do not send reports then. NODE_EXTRA_CA_CERTS names a file with an authority of your own."
    : otherwise;
}
