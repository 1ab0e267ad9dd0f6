import { isDeepStrictEqual } from "node:util";
import { fingerprint, type Report, type ReportReader } from "tattle/sink";
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
  {
    id: "reader/counts",
    rule: "counts every report once, in the overview, by directive and in its issues alike",
    needs: ["reader"],
    async run(stage) {
      const { reports, reading } = await written(stage, 6);
      const [first] = reports;
      const span = spanOf(reports);
      const filter = { ...span, project: first?.project ?? "" };
      const own = reports.filter(({ project }) => project === filter.project);
      const { total } = await reading.overview(filter);
      demand(
        total.received === own.length,
        `reader().overview() counted ${total.received} reports of a project and span that has ${own.length}. It counts by \`occurredAt\`.`,
      );
      const directives = await reading.top({ ...filter, dimension: "directive", limit: 100 });
      const issues = await reading.issues({ ...filter, limit: 100 });
      for (const [name, counted] of [
        ["top()", directives.items],
        ["issues()", issues.items.map(({ counts }) => counts)],
      ] as const) {
        const sum = counted.reduce((all, { received }) => all + received, 0);
        demand(
          sum === own.length,
          `reader().${name} counted ${sum} violations where overview() counted ${own.length}.`,
        );
      }
      await reading.close();
    },
  },
  {
    id: "reader/issues",
    rule: "lists violations as issues under their fingerprint",
    needs: ["reader"],
    async run(stage) {
      const { reports, reading } = await written(stage, 6);
      const span = spanOf(reports);
      const { items, total } = await reading.issues({ ...span, limit: 100 });
      const expected = new Set(
        reports.flatMap(({ project, violation }) => violation && fingerprint(project, violation)),
      );
      const listed = items.map(({ id }) => id);
      demand(
        isDeepStrictEqual(new Set(listed), expected) && listed.length === expected.size,
        "reader().issues() did not list each issue once, under the id that `fingerprint` of tattle/sink gives.",
      );
      demand(
        total === listed.length,
        "reader().issues() gave a `total` of another number of issues.",
      );
      for (const { id, counts } of items) {
        const issue = await reading.issue({ ...span, id });
        demand(
          issue !== null && issue.counts.received === counts.received,
          "reader().issue() did not know an issue of its list, or counted it otherwise.",
        );
      }
      const unknown = await reading.issue({ ...span, id: "0".repeat(16) });
      demand(unknown === null, "reader().issue() must give null for an id that is unknown.");
      await reading.close();
    },
  },
  {
    id: "reader/bounds",
    rule: "refuses limits and cursors that cannot be, and finds nothing in a span that ends before it begins",
    needs: ["reader"],
    async run(stage) {
      const { reports, reading } = await written(stage, 2);
      const { from, to } = spanOf(reports);
      for (const limit of [0, -1, 1.5, 1_000_000]) {
        await refused(() => reading.reports({ limit }), `reports({ limit: ${limit} })`);
        await refused(() => reading.issues({ from, to, limit }), `issues({ limit: ${limit} })`);
      }
      await refused(() => reading.reports({ limit: 1, cursor: "forged" }), "reports() of a cursor");
      const { total } = await reading.overview({ from: to, to: from });
      demand(total.received === 0, "reader().overview() counted something in an inverted span.");
      await reading.close();
    },
  },
];

/** A span that all of them occurred in. */
function spanOf(reports: readonly Report[]): { from: number; to: number } {
  const times = reports.map(({ occurredAt }) => occurredAt);
  return { from: Math.min(...times), to: Math.max(...times) + 1 };
}

async function refused(call: () => Promise<unknown>, what: string): Promise<void> {
  let thrown: unknown = null;
  try {
    await call();
  } catch (error) {
    thrown = error;
  }
  demand(thrown instanceof RangeError, `reader().${what} must be a RangeError.`);
}

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
