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
  /** How the body ended. `long`: there was more than is read. `broken`: it stopped before its end. */
  readonly end: "complete" | "long" | "broken";
}

/** More than the answer to a request that writes something has to say. */
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Reads at most 64 KiB of a response's body and cancels the rest, so that no answer can fill the
 * memory or keep its connection. Call it once for each response. Never rejects: a body that breaks
 * off is an answer too, see {@link Answer.end}.
 */
export async function readAnswer(response: Response): Promise<Answer> {
  const { ok, status, headers } = response;
  const reader = response.body?.getReader();
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
  const bytes = Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES);
  return { ok, status, headers, bytes, text: new TextDecoder().decode(bytes), end };
}

/** The longest pause that an answer can ask for, in milliseconds. */
const MAX_PAUSE = 60 * 60 * 1000;

/**
 * `Retry-After` in milliseconds, for the option of that name of a `SinkError`: at most an hour,
 * `null` where the field is absent or unreadable. RFC 9110 §10.2.3: seconds, or an HTTP date.
 *
 * @param now milliseconds since the epoch, by the clock of the context
 */
export function retryAfter(headers: Headers, now: number): number | null {
  const value = headers.get("retry-after")?.trim() ?? "";
  if (/^\d+$/.test(value)) return Math.min(Number(value) * 1000, MAX_PAUSE);
  const date = /GMT$/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? null : Math.min(Math.max(date - now, 0), MAX_PAUSE);
}

/**
 * Where a redirect leads, for a message: the origin of `Location`, since the rest of an address
 * may carry anything; `another address` where it names none.
 */
export function redirectOrigin(headers: Headers): string {
  return originOf(headers.get("location") ?? "") ?? "another address";
}

/** The only part of an address that a message may show; `null` for what is no URL. */
export function originOf(url: string | URL): string | null {
  return URL.parse(String(url))?.origin ?? null;
}
