import type { Run } from "./connection.ts";
import { misconfigured, type Names, VERSIONS } from "./settings.ts";

/** Held while tables are made, so that several Tattles may start at once. Of all programs' locks only ours: "tattle" in ASCII. */
const LOCK = "127961914436709";

/**
 * How the table came to be, one step a version. Never changed once released, only added to; a
 * step may add what an older Tattle does not write, since nodes are upgraded one after the other.
 */
const STEPS: ReadonlyArray<(names: Names) => readonly string[]> = [
  ({ reports }) => [
    `CREATE TABLE ${reports} (
      id uuid PRIMARY KEY,
      project text NOT NULL,
      received_at timestamptz NOT NULL,
      occurred_at timestamptz NOT NULL,
      type text NOT NULL,
      url text,
      user_agent text,
      disposition text,
      fingerprint text,
      document_url text,
      referrer text,
      blocked_url text,
      effective_directive text,
      original_policy text,
      source_file text,
      sample text,
      status_code bigint,
      line_number bigint,
      column_number bigint,
      policy_version text,
      token text,
      distinct_id text,
      session_id text,
      sample_rate double precision,
      weight double precision NOT NULL,
      noise text,
      body jsonb,
      raw jsonb NOT NULL
    )`,
    // Rows come in the order of time, which makes this index a few pages however many they are.
    `CREATE INDEX ON ${reports} USING brin (received_at) WITH (autosummarize = on)`,
    `CREATE INDEX ON ${reports} (project, received_at)`,
  ],
];

/** The version of the table that this Tattle makes. */
export const VERSION = STEPS.length;

/**
 * Makes the schema and the table where they are missing, and takes the steps to {@link VERSION}.
 * To be run in a transaction. Needs no right to create where nothing has to be created.
 *
 * Throws a fatal SinkError for a table of a newer Tattle or of somebody else.
 */
export async function migrate(run: Run, names: Names): Promise<void> {
  await run(`SELECT pg_advisory_xact_lock(${LOCK})`);
  const version = await currentVersion(run, names);
  if (version === VERSION) return;
  if (version > VERSION) throw misconfigured(newer(names, version));
  for (const step of STEPS.slice(version)) {
    for (const statement of step(names)) await run(statement);
  }
  await run(
    `INSERT INTO ${names.versions} (table_name, version) VALUES ($1, $2)
     ON CONFLICT (table_name) DO UPDATE SET version = excluded.version`,
    names.key,
    VERSION,
  );
}

/** 0 where there is no table yet; what it needs besides itself is there afterwards. */
async function currentVersion(run: Run, names: Names): Promise<number> {
  const { schema, reports, versions, key } = names;
  const [found] = await run(
    `SELECT to_regnamespace($1::text) IS NOT NULL AS schema,
       to_regclass($2::text) IS NOT NULL AS reports,
       to_regclass($3::text) IS NOT NULL AS versions`,
    schema,
    reports,
    versions,
  );
  if (!found?.schema) await run(`CREATE SCHEMA ${schema}`);
  if (!found?.versions) {
    await run(`CREATE TABLE ${versions} (table_name text PRIMARY KEY, version integer NOT NULL)`);
  }
  if (!found?.reports) return 0;
  const [row] = await run(`SELECT version FROM ${versions} WHERE table_name = $1`, key);
  if (typeof row?.version !== "number") throw misconfigured(foreign(names));
  return row.version;
}

function newer({ reports }: Names, version: number): string {
  return `${reports} is of a newer Tattle (version ${version}, this one knows ${VERSION}): run that release, or name another \`table\``;
}

function foreign({ reports }: Names): string {
  return `${reports} is there, but ${VERSIONS} does not say that Tattle made it: name another \`table\`, or set \`create = "never"\` if it is meant`;
}
