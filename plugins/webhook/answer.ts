/** What the receiver answered, read as far as it matters. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body, or its beginning. */
  readonly text: string;
  /** `long`: there was more than anybody reads. `broken`: it stopped before its end. */
  readonly end: "complete" | "long" | "broken";
}

/** More than a receiver has to say. */
export const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Reads at most 64 KiB of a response and cancels the rest, so that no answer can fill the memory
 * or keep its connection. Never rejects.
 */
export async function readAnswer(response: Response): Promise<Answer> {
  const { status, headers } = response;
  const reader = response.body?.getReader();
  if (reader === undefined) return { status, headers, text: "", end: "complete" };
  const decoder = new TextDecoder();
  let [text, bytes] = ["", 0];
  let end: Answer["end"] = "long";
  try {
    while (bytes <= MAX_ANSWER_BYTES && end === "long") {
      const { done, value } = await reader.read();
      if (done) end = "complete";
      bytes += value?.byteLength ?? 0;
      text += decoder.decode(value?.subarray(0, MAX_ANSWER_BYTES), { stream: !done });
    }
  } catch {
    end = "broken";
  }
  reader.cancel().catch(() => {});
  return { status, headers, text: text.slice(0, MAX_ANSWER_BYTES), end };
}
