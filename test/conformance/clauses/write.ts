import { isDeepStrictEqual } from "node:util";
import type { Report } from "tattle/sink";
import { type Clause, demand } from "../clause.ts";
import { hostileShapes, hostileTexts, largeReports, reportsOfEveryType } from "../hostile.ts";
import { violations } from "../reports.ts";
import type { Stage } from "../stage.ts";
import { batchOf } from "../subject.ts";
import { keptShare } from "../watch/kept.ts";

/** The host's default size of a batch. */
const FULL = 500;

/** What one attempt does with good, odd and impossible reports. */
export const write: readonly Clause[] = [
  {
    id: "write/single",
    rule: "writes a batch of one report",
    async run(stage) {
      await arrive(stage, violations(1), "from a batch of one");
    },
  },
  {
    id: "write/all",
    rule: `writes every report of a full batch of ${FULL}`,
    async run(stage) {
      await arrive(stage, violations(FULL), `from a batch of ${FULL}`);
    },
  },
  {
    id: "write/many",
    rule: "writes batch after batch",
    async run(stage) {
      const batches = [violations(3), violations(40), violations(1)];
      const subject = await stage.open();
      for (const batch of batches) await subject.write(batch);
      await stage.expectHeld(subject, batches.flat(), "from three batches", true);
    },
  },
  {
    id: "write/types",
    rule: "writes reports of every type that browsers send",
    async run(stage) {
      await arrive(stage, reportsOfEveryType(), "of different types");
    },
  },
  {
    id: "write/hostile-texts",
    rule: "accepts or rejects each report with hostile texts, and keeps its neighbours",
    run: (stage) => settleEach(stage, hostileTexts()),
  },
  {
    id: "write/hostile-shapes",
    rule: "accepts or rejects each report of an odd shape, and keeps its neighbours",
    run: (stage) => settleEach(stage, hostileShapes()),
  },
  {
    id: "write/large",
    rule: "accepts or rejects each large report, and keeps its neighbours",
    run: (stage) => settleEach(stage, largeReports()),
  },
  {
    id: "write/untouched",
    rule: "leaves the batch as it was given",
    async run(stage) {
      const reports = violations(10);
      const before = structuredClone(reports);
      const batch = batchOf(reports);
      const subject = await stage.open();
      await subject.sink.write(batch, new AbortController().signal);
      demand(
        isDeepStrictEqual(reports, before) && batch.reports === reports,
        "write() changed the batch or a report in it. Other sinks see the same objects, and the same batch may come again: copy what has to be changed.",
      );
    },
  },
  {
    id: "write/released",
    rule: "lets go of reports that are written",
    async run(stage) {
      const share = await keptShare(await stage.open());
      demand(
        share <= 0.5,
        `${Math.round(share * 100)} % of the reports of earlier batches are still in memory. A sink must not keep what it has written: what lasts for weeks would fill the memory.`,
      );
    },
  },
  {
    id: "write/rejects",
    rule: "rejects the report that can never be accepted, and it alone",
    needs: ["unacceptable"],
    async run(stage) {
      const { unacceptable } = stage.options;
      const [first, second, third] = violations(3);
      if (!first || !second || !third || !unacceptable) return;
      const bad = unacceptable(second);
      const subject = await stage.open();
      const outcome = await subject.tryWrite([first, bad, third]);
      demand(
        outcome.kind === "accepted",
        `write() threw for a batch with a report that can never be accepted: ${outcome.kind === "accepted" ? "" : outcome.error}. Resolve { rejected: [{ index, reason }] } for it, so that the others need not wait.`,
      );
      const indices = outcome.rejected.map(({ index }) => index);
      demand(
        isDeepStrictEqual(indices, [1]),
        `write() rejected the indices [${indices}] where the report at index 1 can never be accepted. \`index\` counts from 0 in batch.reports.`,
      );
      await stage.expectHeld(subject, [first, third], "next to a rejected one");
      await stage.arrivals.expectNone(subject.home, [bad], "that write() rejected");
    },
  },
];

/** Writes one batch of ordinary reports and looks whether all of it is there. */
async function arrive(stage: Stage, reports: Report[], when: string): Promise<void> {
  const subject = await stage.open();
  await subject.write(reports);
  await stage.expectHeld(subject, reports, when, true);
}

/** Each odd report between two ordinary ones, since the odd ones must not fail together. */
async function settleEach(stage: Stage, cases: Array<[string, Report]>): Promise<void> {
  const subject = await stage.open();
  const due: Report[] = [];
  for (const [what, odd] of cases) {
    const [before, after] = violations(2);
    if (!before || !after) continue;
    const outcome = await subject.tryWrite([before, odd, after]);
    demand(
      outcome.kind === "accepted",
      `write() threw for a report with ${what}: ${outcome.kind === "accepted" ? "" : outcome.error}. It would throw for ever. Accept it, or resolve { rejected } with its index and the reason.`,
    );
    const others = outcome.rejected.filter(({ index }) => index !== 1);
    demand(
      others.length === 0,
      `write() rejected the ordinary neighbour of a report with ${what}: ${others[0]?.reason}. Reject only the report that is at fault.`,
    );
    due.push(before, after, ...(outcome.rejected.length === 0 ? [odd] : []));
  }
  await stage.expectHeld(subject, due, "next to hostile ones or hostile themselves");
}
