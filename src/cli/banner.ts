import type { Config } from "../config/index.ts";

/** What a person needs to know of a collector that has just started. */
export interface Started {
  /** Base URLs without a slash at the end: of `/report/`, and of dashboard and API. */
  readonly url: string;
  readonly adminUrl: string;
  /** A URL that opens the dashboard once; it holds a one-time code, never the token. */
  loginUrl(): string;
  /** The token that the headers need, `null` where they need none. */
  projectToken(): string | null;
}

/** The text that `tattle serve` prints to stderr, headers to copy included. */
export function banner(version: string, config: Config, started: Started): string {
  const token = started.projectToken();
  const query = token === null ? "" : `?token=${encodeURIComponent(token)}`;
  const url = `${config.publicUrl ?? started.url}/report/${query}`;
  return `Tattle ${version}
  reports    ${url}
  dashboard  ${started.loginUrl()}
  data       ${config.data}

Headers for your site, to try a policy out and to enforce it (the policy is an example):
  Content-Security-Policy-Report-Only: default-src 'self'; report-uri ${url}
  Content-Security-Policy: default-src 'self'; report-uri ${url}
and for all other types of reports:
  Reporting-Endpoints: default="${url}"

`;
}
