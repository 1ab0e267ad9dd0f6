import type { DropReason } from "../report/drop.ts";
import type { ImportFormat, LineProblem } from "./formats/index.ts";

/** Why a report of an import was left out: what a project does not take, and what its sinks no longer keep. */
export type ImportDrop = DropReason | "too_old";

/** Lines that are named one by one. */
export const MAX_PROBLEMS = 100;

/** What became of an import. `lines` = `empty` + `malformed` + the sum of `formats`; `reports` = `imported` + `duplicates` + the sum of `dropped`. */
export interface ImportResult {
  lines: number;
  /** Blank, or requests without a body. */
  empty: number;
  /** Lines of which nothing could be used. */
  malformed: number;
  /** The others by what they were read as. */
  formats: Partial<Record<ImportFormat, number>>;
  /** Reports of those lines. */
  reports: number;
  /** In the journal, and on their way. */
  imported: number;
  /** Came before in the same import, by their id. */
  duplicates: number;
  dropped: Partial<Record<ImportDrop, number>>;
  /** The first {@link MAX_PROBLEMS} lines that were malformed, or had something malformed in them. */
  problems: Array<{ line: number; reason: LineProblem | "malformed" }>;
  /** When the first and the last of the imported were received; `null` where none was. Milliseconds since the epoch. */
  from: number | null;
  to: number | null;
  /** Sinks that get them. */
  sinks: string[];
}

/** Keeps count of an import. */
export class Account {
  readonly result: ImportResult;

  constructor(sinks: readonly string[]) {
    this.result = {
      lines: 0,
      empty: 0,
      malformed: 0,
      formats: {},
      reports: 0,
      imported: 0,
      duplicates: 0,
      dropped: {},
      problems: [],
      from: null,
      to: null,
      sinks: [...sinks],
    };
  }

  empty(): void {
    this.result.lines += 1;
    this.result.empty += 1;
  }

  malformed(line: number, reason: LineProblem): void {
    this.result.lines += 1;
    this.result.malformed += 1;
    this.#problem(line, reason);
  }

  used(format: ImportFormat): void {
    const { formats } = this.result;
    this.result.lines += 1;
    formats[format] = (formats[format] ?? 0) + 1;
  }

  dropped(line: number, reason: ImportDrop, count = 1): void {
    const { dropped } = this.result;
    this.result.reports += count;
    dropped[reason] = (dropped[reason] ?? 0) + count;
    if (reason === "malformed") this.#problem(line, reason);
  }

  duplicate(): void {
    this.result.reports += 1;
    this.result.duplicates += 1;
  }

  imported(receivedAt: number, count: number): void {
    const { result } = this;
    result.reports += count;
    result.imported += count;
    result.from = Math.min(result.from ?? receivedAt, receivedAt);
    result.to = Math.max(result.to ?? receivedAt, receivedAt);
  }

  #problem(line: number, reason: LineProblem | "malformed"): void {
    const { problems } = this.result;
    if (problems.length < MAX_PROBLEMS) problems.push({ line, reason });
  }
}
