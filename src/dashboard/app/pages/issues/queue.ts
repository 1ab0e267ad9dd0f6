/** Runs a task when there is room for it; rejects where `signal` ended it before. */
export type Queue = <T>(task: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/** A queue that runs at most so many tasks at once, in the order in which they came. */
export function queueOf(atOnce: number): Queue {
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
    try {
      signal.throwIfAborted();
      return await task();
    } finally {
      leave();
    }
  };
}
