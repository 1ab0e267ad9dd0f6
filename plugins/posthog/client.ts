import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { type SinkContext, SinkError } from "tattle/sink";
import { type Answer, readAnswer } from "./answer.ts";
import { batchUrl, type Settings } from "./settings.ts";

/** Off the thread, unlike `Bun.gzipSync`: other sinks run on it too. */
const compress = promisify(gzip);

/**
 * Makes one request to the batch API. Any answer is returned, redirects included; no answer
 * throws a {@link SinkError}, and an aborted signal its reason.
 *
 * The body is gzipped and says so in `Content-Encoding`. PostHog goes by the body's first bytes,
 * so this also holds behind a proxy that unpacks it; `?compression=gzip` would not.
 */
export async function postBatch(
  { host, request_timeout: limit }: Settings,
  { fetch }: SinkContext,
  body: string,
  signal: AbortSignal,
): Promise<Answer> {
  const url = batchUrl(host);
  const compressed = await compress(body);
  const timeout = AbortSignal.timeout(limit);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "content-encoding": "gzip",
        "user-agent": "tattle",
      },
      body: compressed,
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
