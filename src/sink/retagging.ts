import type { Report } from "../report/report.ts";

/** Noise rules have changed: reports that are stored are to carry the tags that these rules give. */
export interface Retagging {
  /** Stable over all steps, also after a restart. Rules that changed once more come with another. */
  readonly id: string;
  /**
   * The `noise` that a stored report is to have from now on. Pure, fast, and throws for no report;
   * its answer for a report that it has tagged is the tag.
   */
  readonly tag: (report: Report) => string | null;
}

/** What a retagging has come to, all its steps together, those before a restart included. */
export interface RetagStep {
  /** No report of the time before is left to be looked at. */
  done: boolean;
  /** Reports that were looked at. */
  read: number;
  /** Reports that have another tag now. */
  changed: number;
  /** How much is done, 0 to 1, as far as the sink can tell. */
  progress: number;
}
