import {
  blob,
  customType,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
  unique,
} from "drizzle-orm/sqlite-core";

/** A text, or the UTF-16 of one that SQLite cannot keep as text; see `textOf`. */
const anyText = customType<{ data: string | Uint8Array }>({ dataType: () => "any" });

/** What is true of the file as a whole: `seed`, 14 hexadecimal digits, salts its hashes. */
export const meta = sqliteTable("meta", {
  key: text().primaryKey(),
  value: text().notNull(),
});

/**
 * Dictionary of what reports say. `lastDay` is the last day, since the epoch, that a report named a
 * text on, `documentDay` the last that a count by document names it for; -1 for none.
 */
export const texts = sqliteTable(
  "texts",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    hash: integer().notNull(),
    lastDay: integer("last_day").notNull(),
    text: anyText().notNull(),
    documentDay: integer("document_day").notNull().default(-1),
  },
  (table) => [index("texts_by_hash").on(table.hash)],
);

/** The reports of one project and type and, for violations, of one issue; else `fingerprint` is empty. */
export const streams = sqliteTable(
  "streams",
  {
    id: integer().primaryKey(),
    project: text().notNull(),
    type: text().notNull(),
    fingerprint: text().notNull(),
    directiveId: integer("directive_id").notNull().default(0),
  },
  (table) => [
    unique().on(table.project, table.type, table.fingerprint),
    index("streams_by_fingerprint").on(table.fingerprint),
  ],
);

/** What streams are summed up by first: a directive of a project, or another type, whose directive is empty. */
export const directives = sqliteTable(
  "directives",
  {
    id: integer().primaryKey(),
    project: text().notNull(),
    type: text().notNull(),
    directive: text().notNull(),
  },
  (table) => [unique().on(table.project, table.type, table.directive)],
);

/** One row for each stream that is an issue, under the stream's id. Times in milliseconds since the epoch. */
export const issues = sqliteTable("issues", {
  id: integer()
    .primaryKey()
    .references(() => streams.id),
  directive: text().notNull(),
  blocked: text().notNull(),
  source: text(),
  firstSeen: integer("first_seen").notNull(),
  lastSeen: integer("last_seen").notNull(),
  received: integer().notNull(),
  estimated: real().notNull(),
  variance: real().notNull().default(0),
});

/** One row for each report. `id` is the UUIDv7's 16 bytes, so that rows lie in order of receipt. */
export const reports = sqliteTable(
  "reports",
  {
    id: blob({ mode: "buffer" }).primaryKey(),
    streamId: integer("stream_id")
      .notNull()
      .references(() => streams.id),
    data: blob({ mode: "buffer" }).notNull(),
  },
  (table) => [index("reports_by_stream").on(table.streamId, table.id)],
);

/** Names that rollups count by: policy versions, browsers, noise rules. */
export const labels = sqliteTable(
  "labels",
  {
    id: integer().primaryKey(),
    kind: text().notNull(),
    label: text().notNull(),
    firstDay: integer("first_day").notNull(),
    lastDay: integer("last_day").notNull().default(-1),
  },
  (table) => [unique().on(table.kind, table.label)],
);

const counts = { received: integer().notNull(), estimated: real().notNull() };
/** Of the estimate, see `Clusters`. */
const variance = real().notNull().default(0);

/** Counts of each hour since the epoch in which the violation occurred. */
export const hours = sqliteTable(
  "hours",
  {
    hour: integer().notNull(),
    streamId: integer("stream_id").notNull(),
    disposition: integer().notNull(),
    noiseId: integer("noise_id").notNull(),
    ...counts,
    variance,
  },
  (table) => [
    primaryKey({ columns: [table.hour, table.streamId, table.disposition, table.noiseId] }),
  ],
);

/** The sums of {@link hours} for each day since the epoch. */
export const days = sqliteTable(
  "days",
  {
    day: integer().notNull(),
    streamId: integer("stream_id").notNull(),
    disposition: integer().notNull(),
    noiseId: integer("noise_id").notNull(),
    ...counts,
    variance,
  },
  (table) => [
    primaryKey({ columns: [table.day, table.streamId, table.disposition, table.noiseId] }),
  ],
);

/** The sums of {@link days}, told apart by everything that people compare. */
export const facetDays = sqliteTable(
  "facet_days",
  {
    day: integer().notNull(),
    streamId: integer("stream_id").notNull(),
    disposition: integer().notNull(),
    noiseId: integer("noise_id").notNull(),
    versionId: integer("version_id").notNull(),
    browserId: integer("browser_id").notNull(),
    ...counts,
  },
  (table) => [
    primaryKey({
      columns: [
        table.day,
        table.streamId,
        table.disposition,
        table.noiseId,
        table.versionId,
        table.browserId,
      ],
    }),
  ],
);

/** Where an issue happened. `textId` 0 stands for all documents beyond the cap of an issue and day. */
export const documentDays = sqliteTable(
  "document_days",
  {
    day: integer().notNull(),
    streamId: integer("stream_id").notNull(),
    textId: integer("text_id").notNull(),
    ...counts,
  },
  (table) => [
    primaryKey({ columns: [table.day, table.textId, table.streamId] }),
    index("document_days_by_stream").on(table.day, table.streamId),
  ],
);

/** The sums of {@link hours} for all issues of a directive. */
export const directiveHours = sqliteTable(
  "directive_hours",
  {
    hour: integer().notNull(),
    directiveId: integer("directive_id").notNull(),
    disposition: integer().notNull(),
    noiseId: integer("noise_id").notNull(),
    ...counts,
  },
  (table) => [
    primaryKey({ columns: [table.hour, table.directiveId, table.disposition, table.noiseId] }),
  ],
);

/** The sums of {@link facetDays} for all issues of a directive. */
export const directiveDays = sqliteTable(
  "directive_days",
  {
    day: integer().notNull(),
    directiveId: integer("directive_id").notNull(),
    disposition: integer().notNull(),
    noiseId: integer("noise_id").notNull(),
    versionId: integer("version_id").notNull(),
    browserId: integer("browser_id").notNull(),
    ...counts,
  },
  (table) => [
    primaryKey({
      columns: [
        table.day,
        table.directiveId,
        table.disposition,
        table.noiseId,
        table.versionId,
        table.browserId,
      ],
    }),
  ],
);

/** As {@link documentDays}, over all issues of a project. */
export const projectDocumentDays = sqliteTable(
  "project_document_days",
  {
    day: integer().notNull(),
    project: text().notNull(),
    textId: integer("text_id").notNull(),
    ...counts,
  },
  (table) => [primaryKey({ columns: [table.day, table.project, table.textId] })],
);

/** Which documents an issue was ever seen in. A text may be gone. */
export const issueDocuments = sqliteTable(
  "issue_documents",
  {
    streamId: integer("stream_id").notNull(),
    textId: integer("text_id").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.streamId, table.textId] }),
    index("issue_documents_by_text").on(table.textId),
  ],
);

/** An issue under one policy version, over all time. Times in milliseconds since the epoch. */
export const issueVersions = sqliteTable(
  "issue_versions",
  {
    streamId: integer("stream_id").notNull(),
    versionId: integer("version_id").notNull(),
    firstSeen: integer("first_seen").notNull(),
    lastSeen: integer("last_seen").notNull(),
    ...counts,
  },
  (table) => [primaryKey({ columns: [table.streamId, table.versionId] })],
);

/** The forms that an issue takes, the first few of them. `hash` is of the four columns that tell them apart. */
export const variants = sqliteTable(
  "variants",
  {
    streamId: integer("stream_id").notNull(),
    hash: integer().notNull(),
    sample: anyText(),
    sourceFile: anyText("source_file"),
    line: integer(),
    col: integer(),
    firstSeen: integer("first_seen").notNull(),
    lastSeen: integer("last_seen").notNull(),
    ...counts,
  },
  (table) => [primaryKey({ columns: [table.streamId, table.hash] })],
);

/** The cap on new issues. `directive` is "*" for the whole project. */
export const newIssues = sqliteTable(
  "new_issues",
  {
    project: text().notNull(),
    directive: text().notNull(),
    hour: integer().notNull(),
    made: integer().notNull(),
    promoted: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.project, table.directive] })],
);

/**
 * How often the counts of an hour, and of the day that begins with it, have changed; hour -1 is of
 * texts of issues that are gone. Triggers write it.
 */
export const changes = sqliteTable("changes", {
  hour: integer().primaryKey(),
  times: integer().notNull(),
});
