import type { ReportQuery } from "tattle/sink";
import { SHELF, ShelfReader, shelf } from "../shelf.ts";
import type { Mutant } from "./mutant.ts";

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
];
