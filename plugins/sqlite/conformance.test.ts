import { Database } from "bun:sqlite";
import { test } from "bun:test";
import { existsSync, mkdirSync, rmdirSync, statSync } from "node:fs";
import { testSink } from "tattle/conformance";
import { formatUuid } from "./codec/uuid.ts";
import { databasePath } from "./connection.ts";
import plugin from "./index.ts";

/** What a full disk does: every insert fails. */
const FULL = "CREATE TRIGGER full BEFORE INSERT ON reports BEGIN SELECT RAISE(ABORT, 'full'); END";

function run(path: string, sql: string): void {
  using db = new Database(path);
  db.run(sql);
}

testSink({
  test,
  plugin,
  config: {},
  probe: ({ config, dataDir }) => {
    const path = databasePath(dataDir, config.path);
    if (!existsSync(path)) return [];
    using db = new Database(path, { readonly: true });
    const rows = db.query<{ id: Uint8Array }, []>("SELECT id FROM reports").all();
    return rows.map(({ id }) => formatUuid(id));
  },
  outage: {
    begin({ config, dataDir }) {
      const path = databasePath(dataDir, config.path);
      if (existsSync(path)) run(path, FULL);
      // What cannot be opened, where nothing is open yet.
      else mkdirSync(path);
    },
    end({ config, dataDir }) {
      const path = databasePath(dataDir, config.path);
      if (statSync(path).isDirectory()) rmdirSync(path);
      else run(path, "DROP TRIGGER full");
    },
  },
  unacceptable: (report) => ({ ...report, id: `not-a-uuid-${report.id}` }),
});
