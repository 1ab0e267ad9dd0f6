import { violations } from "../reports.ts";
import type { Subject } from "../subject.ts";

const BATCHES = 20;
const SIZE = 25;

/** Which share of the reports of all batches but the last is still in memory after they were written. */
export async function keptShare(subject: Subject): Promise<number> {
  const written: Array<WeakRef<object>> = [];
  for (let batch = 0; batch < BATCHES; batch += 1) await writeOne(subject, written);
  await subject.sync();
  // What an engine holds for a moment is gone after a few turns; what a sink holds is not.
  for (let turn = 0; turn < 5; turn += 1) {
    await Bun.sleep(1);
    Bun.gc(true);
  }
  const earlier = written.slice(0, -SIZE);
  return earlier.filter((reference) => reference.deref() !== undefined).length / earlier.length;
}

/** In a function of its own, so that no variable holds the reports. */
async function writeOne(subject: Subject, written: Array<WeakRef<object>>): Promise<void> {
  const reports = violations(SIZE);
  for (const report of reports) written.push(new WeakRef(report));
  await subject.write(reports);
}
