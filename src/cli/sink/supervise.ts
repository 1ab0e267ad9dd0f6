import type { Clock } from "../../sink/context.ts";
import type { BunRun, Io, Signal } from "../io.ts";

/** Between two looks at how far the tests are, in milliseconds. */
const LOOK = 250;

/** How long a process that was asked to end may take for it, in milliseconds. */
const GRACE = 2_000;

/** How a process ended: by itself, because we were asked to end, or because it stood still. */
export type Ending =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signal"; readonly signal: Signal }
  | { readonly kind: "stuck" };

/** What makes us end a process. */
export interface Supervision {
  readonly clock: Clock;
  /** Resolves when this program is asked to end. */
  readonly asked: Promise<Signal>;
  /** What changes for as long as the process does something. */
  readonly progress: () => string;
  /** How long it may stay the same, in milliseconds. */
  readonly limit: number;
}

/** Resolves on the first signal to end. */
export function askedToEnd(io: Pick<Io, "onSignal">): Promise<Signal> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      io.onSignal(signal, () => resolve(signal));
    }
  });
}

/** Waits until the process has ended, and sees to it that it does, whatever it is doing. */
export async function supervise(child: BunRun, supervision: Supervision): Promise<Ending> {
  const { clock, asked } = supervision;
  const over = new AbortController();
  const ending = await Promise.race<Ending>([
    child.exited.then((code) => ({ kind: "exited", code })),
    asked.then((signal) => ({ kind: "signal", signal })),
    stoodStill(supervision, over.signal).then(() => ({ kind: "stuck" })),
  ]);
  if (ending.kind === "signal") {
    child.kill(ending.signal);
    // A loop that never comes to an end hears no signal that it has a handler for.
    void clock.sleep(GRACE, over.signal).then(() => over.signal.aborted || child.kill("SIGKILL"));
  }
  if (ending.kind === "stuck") child.kill("SIGKILL");
  await child.exited;
  over.abort();
  return ending;
}

/**
 * Resolves when there was no progress for the limit. Counts its own looks and not the clock's
 * time, which also goes on while the whole machine sleeps.
 */
async function stoodStill(supervision: Supervision, over: AbortSignal): Promise<void> {
  const { clock, progress, limit } = supervision;
  let last = progress();
  for (let still = 0; still < limit && !over.aborted; still += LOOK) {
    await clock.sleep(LOOK, over);
    const now = progress();
    if (now !== last) still = 0;
    last = now;
  }
}
