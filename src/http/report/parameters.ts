/** The query parameters of `/report/`. Blank counts as absent; of a repeated one the last wins. */
export interface ReportParameters {
  token: string | null;
  sampleRate: string | null;
  version: string | null;
  distinctId: string | null;
  sessionId: string | null;
}

/** Which query parameters a route reads. Other vendors' names can be rows of the route table. */
export interface ParameterNames {
  /** In the order in which they win. */
  token: readonly string[];
  sampleRate: string;
  version: string;
  distinctId: string;
  sessionId: string;
}

export const POSTHOG_PARAMETERS: ParameterNames = {
  token: ["token", "api_key"],
  sampleRate: "sample_rate",
  version: "v",
  distinctId: "distinct_id",
  sessionId: "session_id",
};

/** No parameter is longer than this once it is kept; nobody's ids are, and each report pays for it. */
const LONGEST = 1024;

/** @param url absolute or relative, its fragment gone already as requests have none */
export function reportParameters(url: string, names: ParameterNames): ReportParameters {
  const query = url.indexOf("?");
  const parameters = new URLSearchParams(query < 0 ? "" : url.slice(query + 1));
  let token: string | null = null;
  for (const name of names.token) token ??= last(parameters, name);
  return {
    token,
    sampleRate: last(parameters, names.sampleRate),
    version: last(parameters, names.version),
    distinctId: last(parameters, names.distinctId),
    sessionId: last(parameters, names.sessionId),
  };
}

function last(parameters: URLSearchParams, name: string): string | null {
  const value = parameters.getAll(name).at(-1);
  return value === undefined || value === "" ? null : value.slice(0, LONGEST);
}
