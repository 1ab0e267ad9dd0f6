/** The query parameters of `/report/`. Blank counts as absent; of a repeated one the last wins. */
export interface ReportParameters {
  token: string | null;
  sampleRate: string | null;
  version: string | null;
  distinctId: string | null;
  sessionId: string | null;
}

/** What the query parameters of a route are called. Other vendors' names can be rows of the route table. */
export interface ParameterNames {
  token: string;
  /** Second name, used where the first is absent. */
  tokenAlias: string;
  sampleRate: string;
  version: string;
  distinctId: string;
  sessionId: string;
}

export const POSTHOG_PARAMETERS: ParameterNames = {
  token: "token",
  tokenAlias: "api_key",
  sampleRate: "sample_rate",
  version: "v",
  distinctId: "distinct_id",
  sessionId: "session_id",
};

/** No parameter is longer than this once it is kept; nobody's ids are, and each report pays for it. */
const LONGEST = 1024;

/** @param url absolute or relative, without fragment */
export function reportParameters(url: string, names: ParameterNames): ReportParameters {
  const query = parseQuery(url);
  const read = (name: string) => query.get(name)?.slice(0, LONGEST) || null;
  return {
    token: read(names.token) ?? read(names.tokenAlias),
    sampleRate: read(names.sampleRate),
    version: read(names.version),
    distinctId: read(names.distinctId),
    sessionId: read(names.sessionId),
  };
}

/** The parameters of a URL of ours, by PostHog's names. */
export function reportParametersOf(url: string): ReportParameters {
  return reportParameters(url, POSTHOG_PARAMETERS);
}

/** `application/x-www-form-urlencoded` by hand: `URLSearchParams` takes longer than all of intake, for every report. */
function parseQuery(url: string): Map<string, string> {
  const query = new Map<string, string>();
  let start = url.indexOf("?") + 1;
  while (start > 0) {
    const next = url.indexOf("&", start);
    const end = next < 0 ? url.length : next;
    const equals = url.indexOf("=", start);
    const split = equals < 0 || equals > end ? end : equals;
    query.set(decode(url.slice(start, split)), decode(url.slice(split + 1, end)));
    start = next + 1;
  }
  return query;
}

/** Plus signs are blanks, `%XX` is UTF-8; what is no such text becomes U+FFFD, as `URLSearchParams` has it. */
function decode(text: string): string {
  if (!text.includes("%") && !text.includes("+")) return text;
  return new URLSearchParams(`x=${text}`).get("x") ?? "";
}
