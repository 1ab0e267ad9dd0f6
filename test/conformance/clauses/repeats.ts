import type { Clause } from "../clause.ts";
import { violations } from "../reports.ts";

/** What an idempotent sink does with reports that come again. */
export const repeats: readonly Clause[] = [
  {
    id: "write/again",
    rule: "holds each report once when a batch comes again",
    needs: ["probe", "idempotent"],
    async run(stage) {
      const reports = violations(20);
      const subject = await stage.open();
      await subject.write(reports);
      await subject.write(reports, "reports that came before");
      await stage.expectHeld(subject, reports, "after the same batch came twice");
    },
  },
  {
    id: "write/halves",
    rule: "holds each report once when a batch comes again in parts, or with others",
    needs: ["probe", "idempotent"],
    async run(stage) {
      const reports = violations(20);
      const subject = await stage.open();
      await subject.write(reports.slice(0, 15));
      for (const part of [reports.slice(0, 7), reports.slice(7, 8), reports.slice(8)]) {
        await subject.write(part, "reports of which some came before");
      }
      await stage.expectHeld(subject, reports, "after their batch came again in parts");
    },
  },
  {
    id: "write/restarted",
    rule: "holds each report once when a batch comes again after a restart",
    needs: ["probe", "idempotent"],
    async run(stage) {
      const reports = violations(20);
      const first = await stage.open();
      await first.write(reports);
      await first.close();
      const second = await stage.open(first.home);
      await second.write(reports, "reports that came before the restart");
      await stage.expectHeld(second, reports, "after their batch came again after a restart");
    },
  },
];
