import type { Clock, Log } from "../sink/context.ts";
import type { Member } from "./member.ts";

/** What {@link drain} works with. */
export interface DrainOptions {
  members: readonly Member[];
  clock: Clock;
  log: (sink: string) => Log;
}

/** Between two looks, in milliseconds. */
const LOOK = 10;

/** A stop that takes longer than this says what it waits for, in milliseconds. */
const TELL_AFTER = 1_000;

/**
 * Lets every sink take what is in the journal, for at most `ms` milliseconds, and says what is
 * left. A sink that would be tried again too late is waited for no longer than one last attempt.
 */
export async function drain({ members, clock, log }: DrainOptions, ms: number): Promise<void> {
  const began = clock.now();
  for (const { loop } of members) loop.drain(began + ms);
  let told = false;
  while (clock.now() < began + ms) {
    const busy = members.filter((member) => !isDone(member));
    if (busy.length === 0) break;
    if (!told && clock.now() >= began + TELL_AFTER) {
      told = true;
      for (const member of busy) {
        log(member.spec.name).info("stopping waits for this sink", { reports: waiting(member) });
      }
    }
    await clock.sleep(LOOK);
  }
  for (const member of members) {
    const reports = waiting(member);
    if (reports > 0)
      log(member.spec.name).warn("left in the journal for the next start", { reports });
  }
}

function isDone({ loop }: Member): boolean {
  return loop.idle || loop.tooLate || loop.state === "stopped" || loop.state === "closed";
}

function waiting({ backlog, progress }: Member): number {
  return backlog.measure(progress.position).backlog.reports;
}
