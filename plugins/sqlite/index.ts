import { defineSink } from "tattle/sink";
import { databasePath } from "./connection.ts";
import { settings } from "./settings.ts";
import { SqliteSink } from "./sink.ts";

/** Keeps reports, issues and counts in one SQLite file, and answers the dashboard from it. */
export default defineSink({
  name: "sqlite",
  summary: "Keeps reports, issues and counts in one SQLite file; what the dashboard reads.",
  config: settings,
  supports: {
    reader: true,
    idempotent: true,
    deferred: true,
    backup: true,
    erase: true,
    retag: true,
  },
  keeps: ({ retention }) => retention.reports,
  batch: { maxReports: 1_000, maxAge: 200 },
  create: ({ path, retention, new_issues_per_hour }, { dataDir, clock, log }) =>
    new SqliteSink({
      path: databasePath(dataDir, path),
      retention,
      newIssuesPerHour: new_issues_per_hour,
      clock,
      log,
    }),
});
