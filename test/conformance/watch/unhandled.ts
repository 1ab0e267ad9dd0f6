/** Errors that nobody has handled, seen until it is disposed of. A runner that watches for them itself fails the test by itself. */
export interface UnhandledWatch extends Disposable {
  readonly seen: readonly unknown[];
}

/** Watches the process. */
export function watchUnhandled(): UnhandledWatch {
  const seen: unknown[] = [];
  const see = (error: unknown) => void seen.push(error);
  const events = ["unhandledRejection", "uncaughtException"] as const;
  for (const event of events) process.on(event, see);
  return {
    seen,
    [Symbol.dispose]: () => {
      for (const event of events) process.off(event, see);
    },
  };
}
