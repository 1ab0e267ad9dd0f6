import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { SinkContext } from "../sink.ts";
import { type Answer, readAnswer } from "./answer.ts";
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
 * Makes one POST: no second try, no redirect followed, at most 64 KiB of the answer read. Call it
 * in `write`, as often as a batch needs requests.
 *
 * Any answer is returned, errors and redirects included; what it means for the reports is up to
 * the sink. A `SinkError` that says why (`https://example.org: nobody listens there
 * (ECONNREFUSED)`) is thrown where there is none, and the reason of `signal` when that aborts: let
 * both pass, the host takes them for *not now*.
 *
 * @param context the one that `create` was given
 */
export async function post(
  { fetch }: Pick<SinkContext, "fetch">,
  url: string | URL,
  { body, headers = {}, compression = "none", ...limits }: PostOptions,
): Promise<Answer> {
  const payload = compression === "gzip" ? await compress(body) : body;
  return attempt(url, limits, async (signal) => {
    const fields = new Headers({ "user-agent": "tattle" });
    for (const [name, value] of Object.entries(headers)) fields.set(name, value);
    if (compression === "gzip") fields.set("content-encoding", "gzip");
    const init = { method: "POST", headers: fields, redirect: "manual", signal } as const;
    return readAnswer(await fetch(url, { ...init, body: payload }));
  });
}
