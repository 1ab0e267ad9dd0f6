/** Runs a task when there is room for it; rejects where `signal` ended it before. */
export type Queue = <T>(task: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/**
 * A queue that runs at most so many tasks at once, in the order in which they came.
 *
 * @param pause what is waited for behind each task that was run, which took so many milliseconds
 */
export function queueOf(
  atOnce: number,
  pause: (took: number) => Promise<void> = () => Promise.resolve(),
): Queue {
  const waiting: Array<() => void> = [];
  let running = 0;
  const enter = () => {
    if (running < atOnce) {
      running++;
      return Promise.resolve();
    }
    return new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leave = () => {
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
  };
  return async (task, signal) => {
    await enter();
    if (signal.aborted) {
      leave();
      throw signal.reason;
    }
    const began = performance.now();
    try {
      return await task();
    } finally {
      void pause(performance.now() - began).then(leave);
    }
  };
}
