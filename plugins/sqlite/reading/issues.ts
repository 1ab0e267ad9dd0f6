import type { Database } from "bun:sqlite";
import type { Report } from "tattle/sink";
import { Cursors } from "../cursor.ts";
import type { Names } from "./conditions.ts";
import type { Counter } from "./counter.ts";
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

/** What it is put together of. */
export interface IssuesOptions {
  db: Database;
  /** The database's. */
  seed: bigint;
  names: Names;
  counter: Counter;
  /** Reads one report by its key. */
  report: (id: Uint8Array) => Report | null;
}

/** Puts it together. */
export function issuesOf({ db, seed, names, counter, report }: IssuesOptions): Issues {
  const summaries = new Summaries(db, names, counter.sums, new Regressions(db, report).of);
  return {
    list: new IssueList(db, counter, summaries, new Cursors(seed)),
    details: new IssueDetails(db, names, counter, summaries),
    versions: new Versions(db, names),
  };
}
