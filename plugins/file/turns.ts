/**
 * Tasks one after the other. The host may give up waiting for one that the disk holds up; what
 * it calls next comes after that one all the same.
 */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs a task when all before it have ended. With a signal, throws its reason as soon as it aborts. */
  take<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const run = this.#last.then(() => {
      signal?.throwIfAborted();
      return task();
    });
    this.#last = run.catch(() => {});
    return signal === undefined ? run : orAbort(run, signal);
  }
}

async function orAbort<T>(run: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([run, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
