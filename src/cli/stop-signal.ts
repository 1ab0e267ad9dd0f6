import { EXIT } from "./exit.ts";
import type { Io } from "./io.ts";

/**
 * Resolves on the first signal to stop. The second one ends the process.
 *
 * @param last what to do before that, if anything
 */
export function firstStopSignal(io: Io, last: () => void = () => {}): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const on = (code: number) => () => {
      if (asked) {
        last();
        io.exit(code);
      }
      asked = true;
      resolve();
    };
    io.onSignal("SIGINT", on(EXIT.interrupted.code));
    io.onSignal("SIGTERM", on(EXIT.terminated.code));
  });
}
