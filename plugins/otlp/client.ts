import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { type SinkContext, SinkError } from "tattle/sink";
import { type Answer, readAnswer } from "./answer.ts";
import type { Codec } from "./codec.ts";
import { logsUrl, type Settings } from "./settings.ts";

/** Off the thread, unlike `Bun.gzipSync`: other sinks run on it too. */
const compress = promisify(gzip);

/**
 * Makes one export request. Any answer is returned, redirects included; no answer throws a
 * {@link SinkError}, and an aborted signal its reason.
 */
export async function post(
  settings: Settings,
  { fetch }: SinkContext,
  contentType: Codec["contentType"],
  body: Uint8Array,
  signal: AbortSignal,
): Promise<Answer> {
  const { request_timeout: limit, compression } = settings;
  const url = logsUrl(settings);
  const zipped = compression === "gzip";
  const payload = zipped ? await compress(body) : body.slice();
  const headers = new Headers({ "user-agent": "tattle" });
  for (const [name, value] of Object.entries(settings.headers)) headers.set(name, value);
  headers.set("content-type", contentType);
  if (zipped) headers.set("content-encoding", "gzip");
  const timeout = AbortSignal.timeout(limit);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers,
      body: payload,
      redirect: "manual",
      signal: AbortSignal.any([signal, timeout]),
    });
    const answer = await readAnswer(response);
    signal.throwIfAborted();
    return answer;
  } catch (error) {
    signal.throwIfAborted();
    const what = timeout.aborted ? `no answer within ${limit} ms` : describe(error);
    throw new SinkError(`${url.origin}: ${what}`, { cause: error });
  }
}

/** `ECONNREFUSED`, `ENOTFOUND` and the like say it best. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return "the request failed";
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
