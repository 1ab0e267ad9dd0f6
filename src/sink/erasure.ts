import type { Report } from "../report/report.ts";

/** What is to be forgotten of a person or of a page: reports, not counts. */
export interface Erasure {
  /** Stable over all steps, also after a restart. */
  readonly id: string;
  /** Only in this project; `null` for all of them. */
  readonly project: string | null;
  /** Exactly one of the two is set, and compared with reports letter by letter. */
  readonly distinctId: string | null;
  /** As reports have it: without its query, unless the configuration keeps that. */
  readonly documentURL: string | null;
}

/** What one step of an erasure has come to. */
export interface ErasureStep {
  /** Nothing is left to do, and nothing of it is left in any file. */
  done: boolean;
  /** Reports that this step has deleted. */
  reports: number;
}

/** Whether an erasure means this report. */
export function isMeant({ project, distinctId, documentURL }: Erasure, report: Report): boolean {
  if (project !== null && report.project !== project) return false;
  if (distinctId !== null) return report.request.distinctId === distinctId;
  return report.url === documentURL || report.violation?.documentURL === documentURL;
}
