import type { Report } from "../../../report/report.ts";
import { REPORT } from "../examples.ts";

/** The documentation's report as the reader has it. */
export const SAMPLE: Report = {
  ...REPORT,
  receivedAt: Date.parse(REPORT.receivedAt),
  occurredAt: Date.parse(REPORT.occurredAt),
};
