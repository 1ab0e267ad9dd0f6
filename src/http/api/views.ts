import type { LetterInfo, SinkStatus } from "../../delivery/index.ts";
import { fingerprint } from "../../report/fingerprint.ts";
import type { Report } from "../../report/report.ts";
import type { Page } from "../../sink/reader.ts";
import type { LetterInfoView } from "./schema/dead-letter.ts";
import type { ReportView } from "./schema/report.ts";
import type { SinkView } from "./schema/sink.ts";
import { optionalTimestamp, timestamp } from "./time.ts";

/** A report with its times as the API writes them, and the issue that violations like it are. */
export function reportView(report: Report): ReportView {
  const { id, receivedAt, occurredAt, ...rest } = report;
  const { project, violation } = report;
  return {
    id,
    receivedAt: timestamp(receivedAt),
    occurredAt: timestamp(occurredAt),
    ...rest,
    issue: violation && fingerprint(project, violation),
  };
}

export function reportPageView(page: Page<Report>): Page<ReportView> {
  return { items: page.items.map(reportView), next: page.next };
}

export function letterView(letter: LetterInfo): LetterInfoView {
  const { id, reportId, type, url, reason, at, bytes, attempts, state } = letter;
  return { id, reportId, type, url, reason, at: timestamp(at), bytes, attempts, state };
}

export function sinkView(status: SinkStatus): SinkView {
  const { backlog, lastError } = status;
  return {
    ...status,
    backlog: { ...backlog, oldestAt: optionalTimestamp(backlog.oldestAt) },
    lastError: lastError && { ...lastError, at: timestamp(lastError.at) },
    retryAt: optionalTimestamp(status.retryAt),
  };
}
