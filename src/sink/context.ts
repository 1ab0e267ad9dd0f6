/** Fields of a log line. Values are quoted by the logger; never put a secret in one. */
export type LogFields = Record<string, string | number | boolean | null | undefined>;

/** Structured logging. Whoever handles an error logs it, once. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Time, passed in so that tests can hold it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds, or at once when `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The part of `fetch` that sinks may use. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** The real clock. */
export const systemClock: Clock = {
  now: Date.now,
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal?.addEventListener("abort", done, { once: true });
    }),
};

/** Waits for a promise, but not longer than `ms` milliseconds. Resolves to whether it settled; never rejects. */
export async function settledWithin(
  clock: Clock,
  ms: number,
  promise: Promise<unknown>,
): Promise<boolean> {
  const settled = new AbortController();
  const done = promise.then(
    () => true,
    () => true,
  );
  const late = clock.sleep(ms, settled.signal).then(() => false);
  try {
    return await Promise.race([done, late]);
  } finally {
    settled.abort();
  }
}
