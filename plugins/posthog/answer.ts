/** What PostHog answered, read as far as it matters. */
export interface Answer {
  status: number;
  headers: Headers;
  /** The body, or its beginning where it is not `complete`. */
  text: string;
  complete: boolean;
}

/** More than PostHog ever answers. */
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Reads at most 64 KiB of a response and cancels the rest, so that no answer can fill the memory
 * or keep its connection. A body that breaks off counts as incomplete.
 */
export async function readAnswer(response: Response): Promise<Answer> {
  const { status, headers } = response;
  const reader = response.body?.getReader();
  if (reader === undefined) return { status, headers, text: "", complete: true };
  const decoder = new TextDecoder();
  let [text, bytes, complete] = ["", 0, false];
  try {
    while (bytes <= MAX_ANSWER_BYTES && !complete) {
      const { done, value } = await reader.read();
      complete = done;
      bytes += value?.byteLength ?? 0;
      text += decoder.decode(value, { stream: !done });
    }
  } catch {
    complete = false;
  }
  reader.cancel().catch(() => {});
  return { status, headers, text: text.slice(0, MAX_ANSWER_BYTES), complete };
}

/** The longest pause that an answer can ask for, in milliseconds. */
export const MAX_PAUSE = 60 * 60 * 1000;

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
