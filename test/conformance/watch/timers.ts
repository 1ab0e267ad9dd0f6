/** Counts what code sets by the global timer functions until it is disposed of. */
export interface TimerWatch extends Disposable {
  /** Timers that were set and neither cleared nor, for those that fire once, fired. */
  readonly active: number;
}

/** Watches `setTimeout` and `setInterval`. Only one at a time. */
export function watchTimers(): TimerWatch {
  const { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis;
  const active = new Set<unknown>();
  const once = (run: (...given: unknown[]) => void, ms?: number, ...given: unknown[]) => {
    const timer = setTimeout(() => {
      active.delete(timer);
      run(...given);
    }, ms);
    active.add(timer);
    return timer;
  };
  const often = (run: (...given: unknown[]) => void, ms?: number, ...given: unknown[]) => {
    const timer = setInterval(run, ms, ...given);
    active.add(timer);
    return timer;
  };
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
