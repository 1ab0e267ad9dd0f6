import { ndjsonLine, type Rejection, type Report } from "tattle/sink";

/** A batch as lines, and what of it can be no line. */
export interface Encoded {
  readonly bytes: Uint8Array;
  readonly rejected: Rejection[];
}

/** The lines of a batch. */
export function encode(reports: readonly Report[]): Encoded {
  const lines: string[] = [];
  const rejected: Rejection[] = [];
  for (const [index, report] of reports.entries()) {
    try {
      lines.push(ndjsonLine(report));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      rejected.push({ index, reason: "it is nested too deeply to be written as JSON" });
    }
  }
  return { bytes: Buffer.from(lines.join("")), rejected };
}
