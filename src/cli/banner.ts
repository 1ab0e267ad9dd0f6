import type { Config } from "../config/index.ts";

/** What a person needs to know of a collector that has just started. */
export interface Started {
  /** Base URLs without a slash at the end: of `/report/`, and of dashboard and API. */
  readonly reportUrl: string;
  readonly adminUrl: string;
  /** Opens the dashboard once; holds a one-time code, never the token. `null`: none was made. */
  readonly loginUrl: string | null;
}

/** The text that `tattle serve` prints to stderr, headers to copy included. */
export function banner(version: string, config: Config, started: Started): string {
  const token = config.projects.find((project) => project.state === "active")?.tokens[0];
  const query = token === undefined ? "" : `?token=${encodeURIComponent(token)}`;
  const url = `${config.publicUrl ?? started.reportUrl}/report/${query}`;
  const login = started.loginUrl ?? `${started.adminUrl}/ (run \`tattle login\`)`;
  return `Tattle ${version}
  reports    ${url}
  dashboard  ${login}
  data       ${config.data}

Headers for your site, to try a policy out and to enforce it (the policy is an example):
  Content-Security-Policy-Report-Only: default-src 'self'; report-uri ${url}
  Content-Security-Policy: default-src 'self'; report-uri ${url}
and for all other types of reports:
  Reporting-Endpoints: default="${url}"

`;
}
