import { defineSink, Path, t } from "tattle/sink";
import { databasePath } from "./connection.ts";
import { SqliteSink } from "./sink.ts";

/** Keeps reports, issues and counts in one SQLite file, and answers the dashboard from it. */
export default defineSink({
  name: "sqlite",
  summary: "Keeps reports, issues and counts in one SQLite file; what the dashboard reads.",
  config: t.Object(
    {
      path: t.Optional(
        Path({
          example: "/var/lib/tattle/reports.db",
          description:
            "The database file. Default: `reports.db` in the sink's own folder. Must be on a local disk.",
        }),
      ),
    },
    { additionalProperties: false },
  ),
  supports: { reader: true, idempotent: true, deferred: true },
  batch: { maxReports: 1_000, maxAge: 200 },
  create: (config, context) =>
    new SqliteSink(databasePath(context.dataDir, config.path), context.log),
});
