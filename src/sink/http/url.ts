import { SinkError } from "../error.ts";

/** What else an {@link httpUrl} may have. */
export interface HttpUrlOptions {
  /** Default `allow`. */
  query?: "allow" | "refuse";
}

/**
 * Reads the address that a setting gives. No user name or password may stand in it, which `fetch`
 * would send to whoever answers, and no fragment.
 *
 * @param setting its name in the config, for the message
 * @throws SinkError fatal, with one sentence that shows nothing of the address
 */
export function httpUrl(setting: string, text: string, { query }: HttpUrlOptions = {}): URL {
  const url = URL.parse(text);
  const problem = url === null ? "is not a URL" : problemOf(url, query === "refuse");
  if (url === null || problem !== null) {
    throw new SinkError(`\`${setting}\` ${problem}`, { fatal: true });
  }
  return url;
}

function problemOf(url: URL, noQuery: boolean): string | null {
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return "must begin with https:// or http://";
  }
  if (url.username !== "" || url.password !== "") {
    return "must not contain a user name or a password: credentials have settings of their own";
  }
  if (url.hash !== "") return "must not contain a fragment";
  return noQuery && url.search !== "" ? "must not contain a query" : null;
}
