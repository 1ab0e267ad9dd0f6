import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { SinkContext } from "../sink.ts";
import { type Answer, fetchAnswer } from "./answer.ts";
import { type AttemptOptions, attempt } from "./attempt.ts";

/** Off the thread, unlike `Bun.gzipSync`: other sinks run on it too. */
const compress = promisify(gzip);

/** A request that is to be made once. */
export interface PostOptions extends AttemptOptions {
  body: string | Uint8Array;
  /** Header fields; name the body's `content-type`. `user-agent` is `tattle` unless it is given. */
  headers?: Readonly<Record<string, string>>;
  /** `gzip` compresses the body and says so in `content-encoding`. Default `none`. */
  compression?: "gzip" | "none";
}

/**
 * Makes one POST: no second try, no redirect followed, at most 64 KiB of the answer read and none
 * that is compressed. Call it in `write`, as often as a batch needs requests.
 *
 * Any answer is returned, errors and redirects included; what it means for the reports is up to
 * the sink. A `SinkError` that says why (`https://example.org: nobody listens there
 * (ECONNREFUSED)`) is thrown where there is none, and the reason of `signal` when that aborts: let
 * both pass, the host takes them for *not now*.
 *
 * @param context the one that `create` was given
 */
export async function post(
  context: Pick<SinkContext, "fetch">,
  url: string | URL,
  { body, headers: given = {}, compression = "none", ...limits }: PostOptions,
): Promise<Answer> {
  const payload = compression === "gzip" ? await compress(body) : body;
  return attempt(url, limits, (signal) => {
    const headers = new Headers(given);
    if (compression === "gzip") headers.set("content-encoding", "gzip");
    return fetchAnswer(context, url, { method: "POST", headers, body: payload, signal });
  });
}
