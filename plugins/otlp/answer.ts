/** What the receiver answered, read as far as it matters. */
export interface Answer {
  status: number;
  headers: Headers;
  /** The body, or its beginning where it is not `complete`. */
  bytes: Uint8Array;
  complete: boolean;
}

/** More than a receiver ever answers. */
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Reads little more than 64 KiB of a response and cancels the rest, so that no answer can fill the
 * memory or keep its connection. A body that breaks off counts as incomplete.
 */
export async function readAnswer(response: Response): Promise<Answer> {
  const { status, headers } = response;
  const reader = response.body?.getReader();
  if (reader === undefined) return { status, headers, bytes: new Uint8Array(), complete: true };
  const chunks: Uint8Array[] = [];
  let [size, complete] = [0, false];
  try {
    while (size <= MAX_ANSWER_BYTES && !complete) {
      const { done, value } = await reader.read();
      complete = done;
      if (value !== undefined) chunks.push(value);
      size += value?.byteLength ?? 0;
    }
  } catch {
    complete = false;
  }
  reader.cancel().catch(() => {});
  return { status, headers, bytes: Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES), complete };
}

/** The body as text, whatever it is. */
export function textOf({ bytes }: Answer): string {
  return new TextDecoder().decode(bytes);
}

/** The longest pause that an answer can ask for, in milliseconds. */
const MAX_PAUSE = 60 * 60 * 1000;

/**
 * `Retry-After` in milliseconds from `now`, bounded to an hour; `null` where it is absent or
 * unreadable. RFC 9110 §10.2.3: seconds, or an HTTP date.
 */
export function retryAfter(headers: Headers, now: number): number | null {
  const value = headers.get("retry-after")?.trim() ?? "";
  if (/^\d+$/.test(value)) return Math.min(Number(value) * 1000, MAX_PAUSE);
  const date = /GMT$/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? null : Math.min(Math.max(date - now, 0), MAX_PAUSE);
}
