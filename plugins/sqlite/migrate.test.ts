import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { getTableConfig, type SQLiteTable } from "drizzle-orm/sqlite-core";
import { backUp, backupPath } from "./backup.ts";
import { DATABASE_FILE, openWriter } from "./connection.ts";
import { APPLICATION_ID, MIGRATIONS, migrate, schemaVersion } from "./migrate.ts";
import * as schema from "./schema.ts";
import {
  createSink,
  queryAll,
  report,
  SIGNAL,
  storeOf,
  withFolder,
  withStore,
} from "./test-support.ts";

const NEXT = [...MIGRATIONS, { name: "next", sql: "ALTER TABLE issues ADD COLUMN note TEXT" }];
const NEVER = () => {
  throw new Error("there was nothing to lose");
};

/** Makes a database as the release with that schema version left it. */
async function databaseOf(dir: string, version: number): Promise<string> {
  const path = join(dir, DATABASE_FILE);
  const db = openWriter(path);
  migrate(db, NEVER, MIGRATIONS.slice(0, version));
  db.run(`
    INSERT INTO texts (id, hash, last_day, text) VALUES (1, 0, 0, '{"a":0}');
    INSERT INTO streams (id, project, type, fingerprint)
      VALUES (1, 'default', 'csp-violation', 'feedc0de');
    INSERT INTO issues (id, directive, blocked, first_seen, last_seen, received, estimated
        ${version === 1 ? ", status, status_at" : ""})
      VALUES (1, 'img-src', 'data', 1, 2, 3, 4.5 ${version === 1 ? ", 'resolved', 5" : ""});
    INSERT INTO hours (hour, stream_id, disposition, noise_id, received, estimated)
      VALUES (1, 1, 1, 0, 3, 4.5);`);
  db.close(true);
  return path;
}

/** What the first schema knew of two issues and a crash, in two days. */
const FIRST = `
  INSERT INTO texts (id, hash, last_day, text) VALUES (7, 0, 0, 'https://shop.example/');
  INSERT INTO labels VALUES (2, 'version', '3', 0), (3, 'browser', 'Firefox', 0);
  INSERT INTO streams VALUES (1, 'shop', 'csp-violation', 'a'), (2, 'shop', 'csp-violation', 'b'),
    (3, 'shop', 'crash', '');
  INSERT INTO issues VALUES
    (1, 'img-src', 'data', NULL, 86400005, 172800009, 3, 3, 'resolved', 5, NULL),
    (2, 'img-src', 'blob', NULL, 86400007, 86400007, 1, 10, 'open', 5, NULL);
  INSERT INTO hours VALUES
    (24, 1, 1, 0, 2, 2), (24, 2, 1, 0, 1, 10), (48, 1, 1, 0, 1, 1), (24, 3, 0, 0, 1, 1);
  INSERT INTO days VALUES
    (1, 1, 1, 0, 2, 2), (1, 2, 1, 0, 1, 10), (2, 1, 1, 0, 1, 1), (1, 3, 0, 0, 1, 1);
  INSERT INTO facet_days VALUES
    (1, 1, 1, 0, 2, 3, 2, 2), (1, 2, 1, 0, 2, 3, 1, 10), (2, 1, 1, 0, 0, 3, 1, 1),
    (1, 3, 0, 0, 0, 3, 1, 1);
  INSERT INTO document_days VALUES (1, 1, 7, 2, 2), (1, 2, 7, 1, 10), (2, 1, 0, 1, 1);`;

describe("a new database", () => {
  test("gets the newest schema, our mark and no backup", async () => {
    await withStore(async (store) => {
      expect(store.value("PRAGMA user_version")).toBe(MIGRATIONS.length);
      expect(store.value("PRAGMA application_id")).toBe(APPLICATION_ID);
      expect(existsSync(backupPath(store.path, 0))).toBe(false);
    });
  });

  test("has the tables and columns that the schema declares, and no others", async () => {
    await withStore(async (store) => {
      const tables = Object.values(schema).map((table: SQLiteTable) => getTableConfig(table));
      const there = store.rows(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
      );
      expect(there.map(({ name }) => String(name)).sort()).toEqual(
        tables.map(({ name }) => name).sort(),
      );
      for (const { name, columns } of tables) {
        const declared = columns.map((column) => ({
          name: column.name,
          type: column.getSQLType(),
        }));
        const actual = store.rows(
          `SELECT name, lower(type) AS type FROM pragma_table_info('${name}')`,
        );
        expect({ name, columns: actual }).toEqual({ name, columns: declared });
      }
    });
  });
});

describe("an upgrade", () => {
  test("from every released version keeps what is there", async () => {
    for (const version of MIGRATIONS.map((_, index) => index + 1)) {
      await withFolder(async (dir) => {
        const path = await databaseOf(dir, version);
        const sink = createSink(dir);
        await sink.open(SIGNAL);
        await storeOf(dir, sink).write([report(1)]);
        await sink.close();
        expect(queryAll(path, "SELECT blocked, received FROM issues WHERE id = 1")).toEqual([
          { blocked: "data", received: 3 },
        ]);
        expect(queryAll(path, "PRAGMA user_version")).toEqual([
          { user_version: MIGRATIONS.length },
        ]);
      });
    }
  });

  test("from the first version fills what is counted since from what was counted then", async () => {
    await withFolder(async (dir) => {
      const path = join(dir, DATABASE_FILE);
      const old = openWriter(path);
      migrate(old, NEVER, MIGRATIONS.slice(0, 1));
      old.run(FIRST);
      old.close(true);
      const sink = createSink(dir);
      await sink.open(SIGNAL);
      await sink.close();
      const rows = (sql: string) => queryAll(path, sql).map((row) => Object.values(row).join());
      expect(rows("SELECT type, directive FROM directives ORDER BY 1, 2")).toEqual([
        "crash,",
        "csp-violation,img-src",
      ]);
      expect(
        rows(
          "SELECT streams.id, directives.type FROM streams JOIN directives ON directives.id = directive_id ORDER BY 1",
        ),
      ).toEqual(["1,csp-violation", "2,csp-violation", "3,crash"]);
      const named = "directive, received, estimated FROM directives JOIN";
      expect(
        rows(`SELECT hour, ${named} directive_hours ON directive_id = directives.id ORDER BY 1, 2`),
      ).toEqual(["24,,1,1", "24,img-src,3,12", "48,img-src,1,1"]);
      expect(
        rows(
          `SELECT day, version_id, ${named} directive_days ON directive_id = directives.id ORDER BY 1, 3`,
        ),
      ).toEqual(["1,0,,1,1", "1,2,img-src,3,12", "2,0,img-src,1,1"]);
      expect(rows("SELECT * FROM project_document_days")).toEqual([
        "1,shop,7,3,12",
        "2,shop,0,1,1",
      ]);
      expect(rows("SELECT * FROM issue_documents")).toEqual(["1,7", "2,7"]);
      expect(rows("SELECT * FROM issue_versions")).toEqual([
        "1,0,172800000,172800009,1,1",
        "1,2,86400005,172799999,2,2",
        "2,2,86400007,86400007,1,10",
      ]);
    });
  });

  test("to the next version keeps what is there and leaves a copy of what was", async () => {
    await withFolder(async (dir) => {
      const path = await databaseOf(dir, MIGRATIONS.length);
      const db = openWriter(path);
      migrate(db, (from) => backUp(db, path, from, () => Number.MAX_SAFE_INTEGER), NEXT);
      expect(schemaVersion(db)).toBe(NEXT.length);
      db.close(true);
      expect(queryAll(path, "SELECT directive, note FROM issues")).toEqual([
        { directive: "img-src", note: null },
      ]);
      const copy = backupPath(path, MIGRATIONS.length);
      expect(queryAll(copy, "PRAGMA user_version")).toEqual([{ user_version: MIGRATIONS.length }]);
      expect(queryAll(copy, "SELECT directive FROM issues")).toEqual([{ directive: "img-src" }]);
    });
  });

  test("replaces an older copy of the same version", async () => {
    await withFolder(async (dir) => {
      const path = await databaseOf(dir, 1);
      await Bun.write(backupPath(path, 1), "old");
      await Bun.write(`${backupPath(path, 1)}.tmp`, "left over");
      const db = openWriter(path);
      backUp(db, path, 1, () => Number.MAX_SAFE_INTEGER);
      db.close(true);
      expect(queryAll(backupPath(path, 1), "SELECT count(*) AS n FROM issues")).toEqual([{ n: 1 }]);
    });
  });

  test("without room for the copy does not begin", async () => {
    await withFolder(async (dir) => {
      const path = await databaseOf(dir, MIGRATIONS.length);
      const db = openWriter(path);
      expect(() => migrate(db, (from) => backUp(db, path, from, () => 1000), NEXT)).toThrow(
        "free disk",
      );
      expect(schemaVersion(db)).toBe(MIGRATIONS.length);
      db.close(true);
    });
  });

  test("that fails half-way changes nothing", async () => {
    await withFolder(async (dir) => {
      const path = await databaseOf(dir, MIGRATIONS.length);
      const db = openWriter(path);
      const failing = [...NEXT, { name: "bad", sql: "ALTER TABLE nowhere ADD COLUMN x" }];
      expect(() => migrate(db, () => {}, failing)).toThrow("nowhere");
      expect(schemaVersion(db)).toBe(MIGRATIONS.length);
      expect(() => db.query("SELECT note FROM issues").all()).toThrow("note");
      db.close(true);
    });
  });
});

describe("a database that is not ours to open", () => {
  test("because a newer release wrote it is refused by the sink and by its reader", async () => {
    await withFolder(async (dir) => {
      const path = await databaseOf(dir, MIGRATIONS.length);
      queryAll(path, `PRAGMA user_version = ${MIGRATIONS.length + 1}`);
      const sink = createSink(dir);
      const refusal = {
        code: "sink_error",
        fatal: true,
        message: expect.stringMatching(/^data_newer: .*newer Tattle/),
      };
      await expect(sink.open(SIGNAL)).rejects.toMatchObject(refusal);
      const reader = sink.reader?.();
      await expect(reader?.reports({ limit: 1 })).rejects.toMatchObject(refusal);
      await reader?.close();
      await sink.close();
    });
  });

  test("because it is another program's is refused and left alone", async () => {
    await withFolder(async (dir) => {
      const path = join(dir, DATABASE_FILE);
      const other = new Database(path);
      other.run("CREATE TABLE theirs (x)");
      other.close(true);
      const sink = createSink(dir);
      await expect(sink.open(SIGNAL)).rejects.toMatchObject({
        fatal: true,
        message: expect.stringContaining("another program"),
      });
      await sink.close();
      expect(queryAll(path, "SELECT name FROM sqlite_schema")).toEqual([{ name: "theirs" }]);
    });
  });

  test("because it has no schema yet is read as empty", async () => {
    await withFolder(async (dir) => {
      openWriter(join(dir, DATABASE_FILE)).close(true);
      const reader = createSink(dir).reader?.();
      expect(await reader?.reports({ limit: 1 })).toEqual({ items: [], next: null });
      await reader?.close();
    });
  });
});
