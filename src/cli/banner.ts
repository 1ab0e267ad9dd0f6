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

/** Stands for the name of the proxy in front of a socket, which nobody has said. */
const PROXY = "https://csp.example.org";

/** The text that `tattle serve` prints to stderr, headers to copy included. */
export function banner(version: string, { publicUrl, data }: Config, started: Started): string {
  const behindProxy = publicUrl === null && started.url.startsWith("unix:");
  const base = publicUrl ?? (behindProxy ? PROXY : started.url);
  const { endpoint, lines } = startHeaders(base, started.projectToken());
  const hint = behindProxy
    ? `\n${PROXY} stands for your proxy's name; set \`public_url\` to it.`
    : "";
  return `Tattle ${version}
  reports    ${behindProxy ? started.url : endpoint}
  dashboard  ${started.loginUrl()}
  data       ${data}

Headers for your site; the policy is an example and blocks nothing:${hint}
${lines.map((line) => `  ${line}\n`).join("")}
`;
}
