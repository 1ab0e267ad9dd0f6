import type { Database } from "bun:sqlite";
import type { Report } from "tattle/sink";
import { Cursors } from "../cursor.ts";
import { Names } from "./conditions.ts";
import { Counter } from "./counter.ts";
import { IssueDetails } from "./issue-detail.ts";
import { IssueList } from "./issue-list.ts";
import { Regressions } from "./regressions.ts";
import { Summaries } from "./summaries.ts";
import { Versions } from "./versions.ts";

/** What answers questions about issues. */
export interface Issues {
  list: IssueList;
  details: IssueDetails;
  versions: Versions;
}

/** Puts it together. `seed` is the database's, `report` reads one report by its key. */
export function issuesOf(
  db: Database,
  seed: bigint,
  report: (id: Uint8Array) => Report | null,
): Issues {
  const names = new Names(db, seed);
  const counter = new Counter(db, names);
  const summaries = new Summaries(db, names, new Regressions(db, report).of);
  return {
    list: new IssueList(db, counter, summaries, new Cursors(seed)),
    details: new IssueDetails(db, names, counter, summaries),
    versions: new Versions(db, names),
  };
}
