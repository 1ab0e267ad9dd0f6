import { isDeepStrictEqual } from "node:util";
import type { Report, ReportReader } from "tattle/sink";
import { type Clause, demand } from "../clause.ts";
import { violations } from "../reports.ts";
import type { Stage } from "../stage.ts";

/** What the dashboard asks. */
export const reader: readonly Clause[] = [
  {
    id: "reader/reports",
    rule: "reads what was written, from an instance that is never opened",
    needs: ["reader"],
    async run(stage) {
      const { reports, reading } = await written(stage, 3);
      for (const report of reports) {
        const found = await reading.report(report.id);
        demand(
          isDeepStrictEqual(found, report),
          "reader().report(id) did not give the report back as it was written. Every member has to come back, `raw` included.",
        );
      }
      const unknown = await reading.report(Bun.randomUUIDv7());
      demand(unknown === null, "reader().report(id) must give null for an id that is unknown.");
      await reading.close();
    },
  },
  {
    id: "reader/pages",
    rule: "lists every report once, newest first, page by page",
    needs: ["reader"],
    async run(stage) {
      const { reports, reading } = await written(stage, 7);
      const listed: Report[] = [];
      let cursor: string | null = null;
      do {
        const query: { limit: number; cursor?: string } = { limit: 3, ...(cursor && { cursor }) };
        const page = await reading.reports(query);
        demand(page.items.length <= 3, "reader().reports() gave more reports than its limit.");
        listed.push(...page.items);
        cursor = page.next;
      } while (cursor !== null && listed.length <= reports.length);
      const ids = listed.map(({ id }) => id);
      const own = new Set(reports.map(({ id }) => id));
      const expected = [...own].reverse();
      demand(
        isDeepStrictEqual(
          ids.filter((id) => own.has(id)),
          expected,
        ),
        "reader().reports() did not list each report once and newest first over its pages. `next` of one page is the `cursor` of the next.",
      );
      await reading.close();
    },
  },
];

async function written(
  stage: Stage,
  count: number,
): Promise<{ reports: Report[]; reading: ReportReader }> {
  const reports = violations(count);
  const writer = await stage.open();
  await writer.write(reports);
  const idle = await stage.create(writer.home);
  const reading = idle.sink.reader?.();
  demand(reading !== undefined, "supports.reader is true, but the sink has no reader().");
  return { reports, reading };
}
