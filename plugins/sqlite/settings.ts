import { Duration, Path, Size, type Static, t } from "tattle/sink";

const retention = t.Object(
  {
    reports: Duration({
      default: "30d",
      minimum: "1h",
      description: "Reports that came in longer ago than this are deleted. Their counts stay.",
    }),
    size: Size({
      default: "10GiB",
      minimum: "64MiB",
      description:
        "What the database may take of the disk, its log included; the oldest reports are deleted.",
    }),
    rollups: Duration({
      default: "396d",
      minimum: "1d",
      description:
        "Counts of days longer ago than this are deleted, and with them issues of which nothing is left.",
    }),
  },
  { additionalProperties: false, default: {}, description: "How long everything is kept." },
);

/** The settings of an `sqlite` sink, by the names of the config file. */
export const settings = t.Object(
  {
    path: t.Optional(
      Path({
        example: "/var/lib/tattle/reports.db",
        description:
          "The database file. Default: `reports.db` in the sink's own folder. Must be on a local disk.",
      }),
    ),
    retention,
    new_issues_per_hour: t.Integer({
      default: 100,
      minimum: 1,
      maximum: 1_000_000,
      description:
        "New issues of a project and directive in an hour. Violations beyond it go to one overflow issue, until they come often.",
    }),
  },
  { additionalProperties: false },
);

/** What the plugin reads of them. */
export type Settings = Static<typeof settings>;

/** Ages in milliseconds, `size` in bytes. */
export type RetentionSettings = Settings["retention"];
