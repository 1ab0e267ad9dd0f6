import type { Config } from "../config/index.ts";
import { startHeaders } from "../setup/index.ts";

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
  const { endpoint, lines } = startHeaders(config.publicUrl ?? started.url, started.projectToken());
  return `Tattle ${version}
  reports    ${endpoint}
  dashboard  ${started.loginUrl()}
  data       ${config.data}

Headers for your site; the policy is an example and blocks nothing:
${lines.map((line) => `  ${line}\n`).join("")}
`;
}
