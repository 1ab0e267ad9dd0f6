import { type Answer, PAUSES, redirectOrigin, retryAfter } from "tattle/sink";

/** What an answer means for the reports of its request. */
export type Verdict =
  | { readonly kind: "accepted" }
  /** Not now. `pause` in milliseconds; `null` leaves it to the host, which then may also suspect a report. */
  | { readonly kind: "retry"; readonly reason: string; readonly pause: number | null }
  /** Never, until somebody changes the settings or the receiver. */
  | { readonly kind: "stop"; readonly reason: string };

/**
 * May be about a single report, so the host may halve the batch to find it. Nothing is rejected
 * here: a wrong endpoint answers 400 to everything.
 */
const PERHAPS_A_REPORT: ReadonlySet<number> = new Set([400, 408, 409, 413, 422, 425]);

/** Reads an answer: the status is the contract. `now` in milliseconds since the epoch. */
export function judge(answer: Answer, now: number): Verdict {
  const { status, headers } = answer;
  if (status >= 200 && status < 300) return judgeSuccess(answer);
  if (status >= 300 && status < 400) return judgeRedirect(answer);
  if (status === 410) return { kind: "stop", reason: "answered 410: it wants no more requests" };
  if (status === 413) return retry("answered 413, too large; see batch.max_bytes", null);
  if (PERHAPS_A_REPORT.has(status)) return retry(`answered ${status}`, null);
  const pause = status === 429 ? PAUSES.rateLimited : status >= 500 ? null : PAUSES.attended;
  return retry(`answered ${status}`, retryAfter(headers, now) ?? pause);
}

function judgeSuccess(answer: Answer): Verdict {
  const { status, end } = answer;
  if (end === "broken") return retry(`answered ${status}, and the answer broke off`, null);
  // A login page, a captive portal or a site's fallback page says 200 and keeps nothing.
  if (end === "long" || isWebPage(answer)) {
    const what = end === "long" ? "an answer without end" : "a web page";
    return retry(`answered ${status} with ${what}; is \`url\` a webhook?`, PAUSES.attended);
  }
  return { kind: "accepted" };
}

/** By its beginning, or by what it is called where that cannot be read. */
function isWebPage({ text, end, headers }: Answer): boolean {
  return end === "encoded"
    ? /html/i.test(headers.get("content-type") ?? "")
    : /^\s*<(?:!doctype html|html)\b/i.test(text);
}

/** Never followed: the reports would go to nobody knows whom. */
function judgeRedirect({ status, headers }: Answer): Verdict {
  const reason = `redirects to ${redirectOrigin(headers)} (${status}), which is not followed`;
  const permanent = status === 301 || status === 308;
  return permanent ? { kind: "stop", reason } : retry(reason, PAUSES.attended);
}

function retry(reason: string, pause: number | null): Verdict {
  return { kind: "retry", reason, pause };
}
