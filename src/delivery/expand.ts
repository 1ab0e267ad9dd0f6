import { decodeItem } from "../intake/index.ts";
import type { JournalEntry, JournalItem } from "../journal/index.ts";
import type { Report, RequestContext } from "../report/report.ts";

/** An `age` beyond this is a clock's error and not a report's delay. Milliseconds: seven days, as PostHog has it for crashes. */
const OLDEST = 7 * 24 * 3_600_000;

/** Reports that only some sinks are to have, by name. */
const addressed = new WeakMap<Report, readonly string[]>();

/** Whether a sink of that name is to have a report that {@link expandRow} made: only imports choose. */
export function isFor(report: Report, sink: string): boolean {
  return addressed.get(report)?.includes(sink) ?? true;
}

/** A journal row's text to its reports. The fields are decoded from what the browser sent, so that a later release reads old rows better. */
export function expandRow(text: string): Report[] {
  const entries: JournalEntry[] = JSON.parse(text);
  const reports: Report[] = [];
  for (const entry of entries) {
    const request = { id: entry.items[0]?.id ?? "", ...entry.request };
    for (const item of entry.items) {
      const report = expandItem(entry, request, item);
      if (entry.sinks !== undefined) addressed.set(report, entry.sinks);
      reports.push(report);
    }
  }
  return reports;
}

function expandItem(
  { project, receivedAt }: JournalEntry,
  request: RequestContext,
  item: JournalItem,
): Report {
  const { id, raw, sampling = null, weight = 1, noise = null } = item;
  const decoded = decodeItem(raw);
  const age = decoded?.age ?? null;
  return {
    id,
    project,
    receivedAt,
    occurredAt: receivedAt - Math.min(Math.max(age ?? 0, 0), OLDEST),
    // Intake has decoded the same object once; should a release ever refuse it, it is still delivered.
    type: decoded?.type ?? "unknown",
    url: decoded?.url ?? null,
    age,
    userAgent: decoded?.userAgent ?? request.userAgent,
    disposition: decoded?.disposition ?? null,
    violation: decoded?.violation ?? null,
    body: decoded?.body ?? null,
    raw,
    request,
    sampling,
    weight,
    noise,
  };
}
