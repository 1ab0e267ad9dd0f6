import { SinkError } from "../error.ts";
import { describeFailure } from "./failure.ts";
import { originOf } from "./fields.ts";

/** How long an attempt may take. */
export interface AttemptOptions {
  /** The one that `open` or `write` was given. */
  signal: AbortSignal;
  /** Milliseconds for all of it, the answer's body included. */
  timeout: number;
}

/**
 * Makes one attempt of something at `url` that may hang or fail. `post` is made of it; use it for
 * other methods, with `fetchAnswer`.
 *
 * - resolves to what the task resolves to;
 * - throws the reason of `signal` when that aborts;
 * - throws a `SinkError` that the task has thrown;
 * - throws a `SinkError` for all else, with one sentence that shows of `url` its origin only.
 *
 * @param task passes its signal to everything that takes one
 * @example
 * const answer = await attempt(url, { signal, timeout }, (limited) =>
 *   fetchAnswer(context, url, { method: "PUT", body, signal: limited }),
 * );
 */
export async function attempt<T>(
  url: string | URL,
  { signal, timeout }: AttemptOptions,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = AbortSignal.timeout(timeout);
  try {
    const result = await task(AbortSignal.any([signal, late]));
    signal.throwIfAborted();
    return result;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SinkError) throw error;
    const what = late.aborted ? `no answer within ${timeout} ms` : describeFailure(error);
    throw new SinkError(`${originOf(url) ?? "the address"}: ${what}`);
  }
}
