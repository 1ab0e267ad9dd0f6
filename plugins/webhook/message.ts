import type { Batch, Report } from "tattle/sink";

/** What one request says. */
export interface Message {
  /** The `webhook-id`: the same whenever the same message is sent again. */
  readonly id: string;
  /** Reports in it. */
  readonly count: number;
  /** Of its only report; `null` where there may be several. */
  readonly project: string | null;
  /** The body, in the shape that Standard Webhooks recommends. Made anew by each call, always the same. */
  readonly json: () => string;
}

/** The messages of a batch, in order of receipt: one for all its reports, or one for each. */
export function messagesOf(batch: Batch, body: "batch" | "single"): Message[] {
  return body === "single" ? batch.reports.map(singleMessage) : [batchMessage(batch)];
}

function batchMessage({ id, reports }: Batch): Message {
  const timestamp = isoTime(reports.at(-1)?.receivedAt ?? 0);
  return {
    id: messageId(id),
    count: reports.length,
    project: null,
    json: () => JSON.stringify({ type: "tattle.reports", timestamp, data: { reports } }),
  };
}

function singleMessage(report: Report): Message {
  const timestamp = isoTime(report.receivedAt);
  return {
    id: messageId(report.id),
    count: 1,
    project: report.project,
    json: () => JSON.stringify({ type: "tattle.report", timestamp, data: report }),
  };
}

/** Nothing but what a header may hold, and no full stop: it separates the parts of what is signed. */
export function messageId(id: string): string {
  return id.replace(/[^\w-]/g, "-");
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
