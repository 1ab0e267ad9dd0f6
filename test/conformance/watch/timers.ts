/** Counts what code sets by the global timer functions until it is disposed of. */
export interface TimerWatch extends Disposable {
  /** Timers that were set and neither cleared nor, for those that fire once, fired. */
  readonly active: number;
}

type Run = (...given: unknown[]) => void;

/** Watches `setTimeout` and `setInterval`. Only one watch at a time. */
export function watchTimers(): TimerWatch {
  const { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis;
  const active = new Set<unknown>();
  const watched = (timer: ReturnType<typeof setTimeout>) => {
    if (!isOfRuntime()) active.add(timer);
    return timer;
  };
  const once = (run: Run, ms?: number, ...given: unknown[]) => {
    const timer = setTimeout(() => {
      active.delete(timer);
      run(...given);
    }, ms);
    return watched(timer);
  };
  const often = (run: Run, ms?: number, ...given: unknown[]) =>
    watched(setInterval(run, ms, ...given));
  const clear = (timer?: Parameters<typeof clearTimeout>[0]) => {
    active.delete(timer);
    clearTimeout(timer);
  };
  Object.assign(globalThis, {
    setTimeout: Object.assign(once, setTimeout),
    setInterval: Object.assign(often, setInterval),
    clearTimeout: clear,
    clearInterval: clear,
  });
  return {
    get active() {
      return active.size;
    },
    [Symbol.dispose]: () =>
      void Object.assign(globalThis, { setTimeout, setInterval, clearTimeout, clearInterval }),
  };
}

/** Below this function, {@link watchTimers}' two and the message. */
const CALLER = 4;

/** Set by the runtime's own modules: a test's HTTP server in this process keeps connections by timers. */
function isOfRuntime(): boolean {
  const caller = new Error().stack?.split("\n")[CALLER] ?? "";
  return caller.includes("node:");
}
