import type { SinkContext } from "../sink.ts";

/** What the other side answered to a request, read as far as anybody needs it. */
export interface Answer {
  /** Whether the status is 200 to 299, as `Response.ok` has it. */
  readonly ok: boolean;
  readonly status: number;
  readonly headers: Headers;
  /** The body, or its beginning: at most 64 KiB. */
  readonly bytes: Uint8Array;
  /** {@link bytes} as UTF-8; what is none becomes U+FFFD. */
  readonly text: string;
  /**
   * How the body ended. `long`: there was more than is read. `broken`: it stopped before its end.
   * `encoded`: it is compressed, which nobody had asked for, and nothing of it was read.
   */
  readonly end: "complete" | "long" | "broken" | "encoded";
}

/** More than the answer to a request that writes something has to say. */
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Makes one request and reads its answer: no redirect followed, at most 64 KiB of the body read,
 * and none that is compressed, since a kilobyte of that may become a gigabyte. `user-agent` is
 * `tattle` unless it is given. Rejects where `fetch` does: call it within `attempt`.
 *
 * @param context the one that `create` was given
 * @param init with the signal of the attempt
 */
export async function fetchAnswer(
  { fetch }: Pick<SinkContext, "fetch">,
  url: string | URL,
  init: RequestInit,
): Promise<Answer> {
  const headers = new Headers(init.headers);
  if (!headers.has("user-agent")) headers.set("user-agent", "tattle");
  headers.set("accept-encoding", "identity");
  // Without `decompress: false` the whole of what came is unpacked before anybody can look at it.
  const careful: BunFetchRequestInit = { redirect: "manual", decompress: false };
  return readAnswer(await fetch(url, { ...init, headers, ...careful }));
}

/**
 * Reads at most 64 KiB of a response's body and cancels the rest, so that no answer can fill the
 * memory or keep its connection. Never rejects: a body that breaks off is an answer too, see
 * {@link Answer.end}.
 */
export async function readAnswer(response: Response): Promise<Answer> {
  const { ok, status, headers, body } = response;
  const { bytes, end } = isEncoded(headers) ? refuseBody(body) : await readBody(body);
  return { ok, status, headers, bytes, text: new TextDecoder().decode(bytes), end };
}

type Body = Pick<Answer, "bytes" | "end">;

function isEncoded(headers: Headers): boolean {
  const encoding = headers.get("content-encoding")?.trim().toLowerCase() ?? "";
  return encoding !== "" && encoding !== "identity";
}

function refuseBody(body: Response["body"]): Body {
  body?.cancel().catch(() => {});
  return { bytes: new Uint8Array(), end: "encoded" };
}

async function readBody(body: Response["body"]): Promise<Body> {
  const reader = body?.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let end: Answer["end"] = reader === undefined ? "complete" : "long";
  try {
    while (reader !== undefined && end === "long" && size <= MAX_ANSWER_BYTES) {
      const { done, value } = await reader.read();
      if (done) end = "complete";
      if (value !== undefined) chunks.push(value);
      size += value?.byteLength ?? 0;
    }
  } catch {
    end = "broken";
  }
  reader?.cancel().catch(() => {});
  return { bytes: Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES), end };
}
