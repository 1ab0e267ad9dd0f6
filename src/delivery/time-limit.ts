import type { Clock } from "../sink/context.ts";

/**
 * Runs `task` with a signal that aborts after `ms` milliseconds or with `parent`. Waits for the
 * task to settle in any case: whether it listens to the signal is its own affair.
 */
export async function timeLimited<T>(
  clock: Clock,
  ms: number,
  parent: AbortSignal,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const settled = new AbortController();
  const limit = new AbortController();
  void clock.sleep(ms, settled.signal).then(() => {
    if (!settled.signal.aborted) limit.abort(new Error(`No answer within ${ms} ms.`));
  });
  try {
    return await task(AbortSignal.any([parent, limit.signal]));
  } finally {
    settled.abort();
  }
}
