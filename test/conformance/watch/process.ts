/** What code asked of the process until it is disposed of. Nothing of it happens meanwhile. */
export interface ProcessWatch extends Disposable {
  /** Calls that end the process, as they were written. */
  readonly exits: readonly string[];
  /** What was printed. */
  readonly printed: readonly string[];
}

const ENDINGS = ["exit", "abort", "reallyExit"] as const;
const CONSOLE = ["log", "info", "warn", "error", "debug", "trace", "table", "dir"] as const;

/** Watches `process` and `console`. */
export function watchProcess(): ProcessWatch {
  const exits: string[] = [];
  const printed: string[] = [];
  const restore = [
    ...ENDINGS.map((name) =>
      replace(process, name, (code) => {
        exits.push(`process.${name}(${code === undefined ? "" : String(code)})`);
        // As good as an end for whoever called it.
        throw new Error(`process.${name}() was called.`);
      }),
    ),
    ...CONSOLE.map((name) =>
      replace(console, name, (...said) => void printed.push(said.map(String).join(" "))),
    ),
    ...[process.stdout, process.stderr].map((stream) =>
      replace(stream, "write", (text) => {
        printed.push(String(text));
        return true;
      }),
    ),
  ];
  return {
    exits,
    printed,
    [Symbol.dispose]: () => {
      for (const undo of restore) undo();
    },
  };
}

function replace(
  object: object,
  name: string,
  stand: (...given: unknown[]) => unknown,
): () => void {
  const own = Reflect.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { value: stand, configurable: true, writable: true });
  return () => {
    if (own) Object.defineProperty(object, name, own);
    else Reflect.deleteProperty(object, name);
  };
}
