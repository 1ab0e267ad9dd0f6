import type { Report } from "tattle/sink";
import { violations } from "./reports.ts";
import type { Stage } from "./stage.ts";
import type { Subject } from "./subject.ts";

/**
 * A whole life of one instance: open, writes, an outage where the kit can make one, writes again,
 * close. How the calls end is for other clauses; this is for what they leave behind.
 */
export async function exercise(stage: Stage): Promise<void> {
  const subject = await stage.create();
  await subject.tryOpen();
  await attempt(subject, violations(5));
  if (stage.options.outage !== undefined) {
    await stage.beginOutage();
    const reports = violations(3);
    await attempt(subject, reports);
    await stage.endOutage();
    await attempt(subject, reports);
  }
  const aborted = AbortSignal.abort(new Error("Tattle is stopping."));
  await attempt(subject, violations(2), aborted);
  await subject.sync().catch(() => {});
  await subject.close().catch(() => {});
  // What was begun and not waited for shows a moment later.
  await Bun.sleep(20);
}

async function attempt(
  subject: Subject,
  reports: readonly Report[],
  signal?: AbortSignal,
): Promise<void> {
  await subject.tryWrite(reports, signal).catch(() => {});
}
