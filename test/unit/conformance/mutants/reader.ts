import type { CountQuery, IssueQuery, ReportQuery } from "tattle/sink";
import { SHELF, ShelfReader, shelf } from "../shelf.ts";
import type { Mutant } from "./mutant.ts";

const HOUR = 3_600_000;

export const reader: readonly Mutant[] = [
  {
    clause: "reader/reports",
    what: "forgets what the browser sent",
    plugin: shelf(
      class extends ShelfReader {
        override async report(id: string) {
          const report = await super.report(id);
          return report && { ...report, raw: {} };
        }
      },
    ),
    ...SHELF,
  },
  {
    clause: "reader/pages",
    what: "begins each page with the last report of the one before",
    plugin: shelf(
      class extends ShelfReader {
        override async reports({ limit, cursor = "0" }: ReportQuery) {
          const from = Math.max(0, Number(cursor) - 1);
          return super.reports({ limit, cursor: String(from) });
        }
      },
    ),
    ...SHELF,
  },
  {
    clause: "reader/counts",
    what: "counts reports by when they came in",
    plugin: shelf(
      class extends ShelfReader {
        override async overview(query: CountQuery) {
          const late = { ...query, from: query.from + HOUR, to: query.to + HOUR };
          return super.overview(late);
        }
      },
    ),
    ...SHELF,
  },
  {
    clause: "reader/issues",
    what: "numbers its issues",
    plugin: shelf(
      class extends ShelfReader {
        override async issues(query: IssueQuery) {
          const page = await super.issues(query);
          return { ...page, items: page.items.map((item, n) => ({ ...item, id: String(n) })) };
        }
      },
    ),
    ...SHELF,
  },
  {
    clause: "reader/bounds",
    what: "takes every limit for as much as it likes to give",
    plugin: shelf(
      class extends ShelfReader {
        override async reports({ limit, ...query }: ReportQuery) {
          return super.reports({
            ...query,
            limit: Math.min(1_000, Math.max(1, Math.trunc(limit))),
          });
        }
      },
    ),
    ...SHELF,
  },
];
