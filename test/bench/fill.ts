import type { Journal } from "../../src/journal/index.ts";
import type { Clock } from "../../src/sink/context.ts";
import { entryOf } from "./corpus.ts";

/** Reports that arrive within one turn of the event loop, and so share a row and an fsync. */
export const GROUP = 50;

/** Appends reports `from` to `to` - 1 as that many requests of the same moment; resolves when they are durable. */
export async function appendGroup(
  journal: Journal,
  clock: Clock,
  from: number,
  to: number,
): Promise<void> {
  const receivedAt = clock.now();
  const appended: Promise<void>[] = [];
  for (let number = from; number < to; number++) {
    const text = JSON.stringify(entryOf(number, receivedAt));
    appended.push(journal.append({ project: "default", text, reports: 1 }));
  }
  await Promise.all(appended);
}

/** Appends reports 0 to `count` - 1 in groups. */
export async function fill(journal: Journal, clock: Clock, count: number): Promise<void> {
  for (let number = 0; number < count; number += GROUP) {
    await appendGroup(journal, clock, number, Math.min(count, number + GROUP));
  }
}
