import type { AlertConfig } from "../../config/config.ts";
import type { HourCount } from "../../journal/index.ts";
import type { IssueMark, ReaderMethods } from "../../sink/reader.ts";
import type { Finding } from "../finding.ts";

/** What rules may look at. Every call may reject. */
export interface Evidence {
  /** `null` where no sink can be read from: rules about issues find nothing then. */
  readonly reader: Pick<ReaderMethods, "issues" | "series" | "facets"> | null;
  /** What people said of issues. */
  marks(): readonly IssueMark[];
  /** The journal's counters from the hour of `since` on. */
  counters(since: number): HourCount[];
}

/** An alert at a moment. Times in milliseconds since the epoch. */
export interface Question {
  readonly alert: AlertConfig;
  readonly now: number;
  /** When it was asked last; `null` the first time. */
  readonly askedAt: number | null;
  /** Since when Tattle runs without a longer gap, so that silence is that of others. */
  readonly observedSince: number;
  /** Whether this alert has this finding already. */
  known(key: string): boolean;
}

/** What there is to tell now, told or not. Whoever asks leaves out what is known. */
export type Rule = (question: Question, evidence: Evidence) => Promise<Finding[]>;

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** Whether an alert is about a project. */
export function concerns({ projects }: Pick<AlertConfig, "projects">, project: string): boolean {
  return projects === null || projects.includes(project);
}
