import {
  type Answer,
  isJsonObject,
  type Json,
  PAUSES,
  redirectOrigin,
  retryAfter,
} from "tattle/sink";

/** What an answer of the batch API means for the events of its request. */
export type Verdict =
  /** Stored, or at least taken over. */
  | { kind: "accepted" }
  /** Something in it is wrong or it is too much: smaller requests find out what. */
  | { kind: "split"; reason: string }
  /** This project key is not usable. */
  | { kind: "bad_key"; reason: string }
  /** The project is over its billing quota: nothing was stored. */
  | { kind: "over_quota"; reason: string }
  /** Not now. `pause` in milliseconds; `perKey` where another key may well be served. */
  | { kind: "later"; reason: string; pause: number | null; perKey: boolean }
  /** The `host` setting leads somewhere else. */
  | { kind: "wrong_host"; reason: string };

/** Reads an answer by PostHog's documented statuses. `now` in milliseconds since the epoch. */
export function judge(answer: Answer, now: number): Verdict {
  const { status, headers } = answer;
  if (status >= 200 && status < 300) return judgeSuccess(answer);
  if (status >= 300 && status < 400) return judgeRedirect(answer);
  switch (status) {
    case 400:
      return { kind: "split", reason: "PostHog cannot read it (400)" };
    case 401:
      return { kind: "bad_key", reason: "PostHog does not take this project key (401)" };
    case 402:
      return { kind: "over_quota", reason: "quota_limited: over the billing quota (402)" };
    case 413:
      return { kind: "split", reason: "PostHog finds it too large (413)" };
    case 429: {
      const pause = retryAfter(headers, now) ?? PAUSES.rateLimited;
      return { kind: "later", reason: "rate limited (429)", pause, perKey: true };
    }
    default: {
      const pause = retryAfter(headers, now) ?? (status < 500 ? PAUSES.attended : null);
      return later(`answered ${status}`, pause);
    }
  }
}

function judgeSuccess({ status, text, end }: Answer): Verdict {
  if (end === "encoded") {
    return later(`answered ${status} and compressed it, unasked`, PAUSES.attended);
  }
  if (end !== "complete") return later(`answered ${status} with a body that did not end`);
  // A login page, a captive portal or a site's fallback page says 200 and stores nothing.
  if (text.trimStart().startsWith("<")) {
    return later(`answered ${status} with a web page; is \`host\` a PostHog?`, PAUSES.attended);
  }
  const limited = parse(text);
  if (isJsonObject(limited) && isLimited(limited.quota_limited)) {
    return { kind: "over_quota", reason: "quota_limited: over the billing quota" };
  }
  return { kind: "accepted" };
}

/** Never followed: the body would be sent again to nobody knows whom. */
function judgeRedirect({ status, headers }: Answer): Verdict {
  const reason = `\`host\` redirects to ${redirectOrigin(headers)} (${status})`;
  const permanent = status === 301 || status === 308;
  return permanent ? { kind: "wrong_host", reason } : later(reason, PAUSES.attended);
}

function isLimited(value: Json | undefined): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function later(reason: string, pause: number | null = null): Verdict {
  return { kind: "later", reason, pause, perKey: false };
}
