/**
 * The process that delivers, apart from the one that prints: its standard output is the bit bucket
 * that the stdout sink writes to, and its memory and processor time are those of delivery alone.
 * Takes one task at a time and answers each.
 */
import { type DeliverTask, deliver } from "./deliver.ts";
import { type OutageTask, outage } from "./outage.ts";

export type Task = { deliver: DeliverTask } | { outage: OutageTask };

/** What a task came to. */
export type Answer<T> = { result: T } | { error: string };

if (import.meta.main) {
  process.on("message", (task: Task) => {
    perform(task)
      .then((result) => process.send?.({ result }))
      .catch((error) => process.send?.({ error: String(error) }));
  });
}

function perform(task: Task): Promise<unknown> {
  return "deliver" in task ? deliver(task.deliver) : outage(task.outage);
}
