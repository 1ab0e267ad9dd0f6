import { describe, expect, test } from "bun:test";
import { statSync } from "node:fs";
import { join } from "node:path";
import { getTableConfig, type SQLiteTable } from "drizzle-orm/sqlite-core";
import fc from "fast-check";
import type { Report } from "tattle/sink";
import { DATABASE_FILE, openWriter } from "../connection.ts";
import { MIGRATIONS, migrate } from "../migrate.ts";
import * as schema from "../schema.ts";
import type { RetentionSettings } from "../settings.ts";
import { DAY, HOUR } from "../tally.ts";
import {
  createSink,
  queryAll,
  RETENTION,
  report,
  T0,
  uuidAt,
  violation,
  withFolder,
} from "../test-support.ts";
import { Writer } from "../writer.ts";
import { type Deleted, Retention, SLACK } from "./retention.ts";
import { ROLLUPS } from "./rollups.ts";
import { logLimit } from "./space.ts";

/** A writer and its retention on a real file, and a clock that is set by hand. */
class Bench {
  now = T0;
  readonly path: string;
  readonly #db;
  readonly #writer: Writer;
  readonly #retention: Retention;

  constructor(
    readonly dir: string,
    settings: Partial<RetentionSettings> = {},
  ) {
    this.path = join(dir, DATABASE_FILE);
    const all = { ...RETENTION, ...settings };
    this.#db = openWriter(this.path, logLimit(all.size));
    migrate(this.#db, () => {});
    this.#writer = new Writer(this.#db);
    this.#retention = new Retention({
      db: this.#db,
      settings: all,
      now: () => this.now,
      onSwept: () => this.#writer.forget(),
    });
  }

  write(reports: readonly Report[]): void {
    expect(this.#writer.write(reports)).toEqual([]);
    this.#retention.keepPace(reports.length);
  }

  step(): boolean {
    return this.#retention.step();
  }

  /** Does everything that is due, and returns what it deleted. */
  settle(): Deleted {
    for (let steps = 0; this.#retention.step(); steps++) expect(steps).toBeLessThan(10_000);
    return this.#retention.takeDeleted();
  }

  value(sql: string): unknown {
    return Object.values(queryAll(this.path, sql)[0] ?? {})[0];
  }

  run(sql: string): void {
    this.#db.run(sql);
  }

  bytes(): number {
    return statSync(this.path).size;
  }

  /** Every report that is left, through a reader: whatever is broken in `texts` shows here. */
  async readAll(): Promise<Report[]> {
    const reader = createSink(this.dir).reader?.();
    if (reader === undefined) throw new Error("the sink has no reader");
    const found: Report[] = [];
    let cursor: string | null = null;
    do {
      const page = await reader.reports(
        cursor === null ? { limit: 1000 } : { limit: 1000, cursor },
      );
      found.push(...page.items);
      cursor = page.next;
    } while (cursor !== null);
    await reader.close();
    return found;
  }

  close(): void {
    this.#db.close(true);
  }
}

async function withBench(
  settings: Partial<RetentionSettings>,
  test: (bench: Bench) => Promise<void> | void,
): Promise<void> {
  await withFolder(async (dir) => {
    const bench = new Bench(dir, settings);
    try {
      await test(bench);
    } finally {
      bench.close();
    }
  });
}

/** The n-th report, of that moment. */
function at(time: number, n: number, changes: Partial<Report> = {}): Report {
  return report(n, { id: uuidAt(time, n), receivedAt: time, occurredAt: time, ...changes });
}

const COUNTED = "SELECT sum(received) FROM days";

describe("reports past their age", () => {
  test("are deleted, their counts stay", async () => {
    await withBench({}, (bench) => {
      bench.write([0, 1, 2, 3].map((day) => at(T0 + day * DAY, day)));
      bench.now = T0 + 31.5 * DAY;
      expect(bench.settle().reports).toBe(2);
      expect(bench.value("SELECT count(*) FROM reports")).toBe(2);
      expect(bench.value(COUNTED)).toBe(4);
      expect(bench.value("SELECT received FROM issues")).toBe(4);
    });
  });

  test("stay up to the very moment", async () => {
    await withBench({ reports: HOUR }, (bench) => {
      bench.write([at(T0, 1)]);
      bench.now = T0 + HOUR;
      expect(bench.settle().reports).toBe(0);
      bench.now += 1;
      expect(bench.settle().reports).toBe(1);
    });
  });

  test("go a few at a time, so that nobody waits for long", async () => {
    await withBench({}, (bench) => {
      bench.write(Array.from({ length: 1200 }, (_, n) => at(T0, n)));
      bench.now = T0 + 31 * DAY;
      const left: unknown[] = [];
      for (let step = 0; step < 3; step++) {
        bench.step();
        left.push(bench.value("SELECT count(*) FROM reports"));
      }
      expect(left).toEqual([700, 200, 0]);
    });
  });

  test("of megabytes go fewer at a time", async () => {
    await withBench({}, (bench) => {
      const raw = () => ({ text: Math.random().toString().repeat(80_000) });
      bench.write(Array.from({ length: 20 }, (_, n) => at(T0, n, { raw: raw() })));
      bench.now = T0 + 31 * DAY;
      bench.step();
      expect(Number(bench.value("SELECT count(*) FROM reports"))).toBeGreaterThan(10);
      bench.settle();
      expect(bench.value("SELECT count(*) FROM reports")).toBe(0);
    });
  });

  test("that come late are counted and go again", async () => {
    await withBench({}, (bench) => {
      bench.now = T0 + 100 * DAY;
      bench.write([at(T0, 1), at(bench.now, 2)]);
      bench.settle();
      expect([bench.value("SELECT count(*) FROM reports"), bench.value(COUNTED)]).toEqual([1, 2]);
    });
  });
});

describe("a database beyond its size", () => {
  const SIZE = 8 * 2 ** 20;
  const batch = (n: number, time = T0 + n * 1000) =>
    Array.from({ length: 500 }, (_, i) =>
      at(time, n * 500 + i, { raw: { text: `${n}-${i}-`.padEnd(400, Math.random().toString()) } }),
    );

  test("stays within it however much comes, without any help of the background", async () => {
    await withBench({ size: SIZE }, (bench) => {
      let largest = 0;
      let log = 0;
      for (let n = 0; n < 120; n++) {
        bench.write(batch(n));
        largest = Math.max(largest, bench.bytes());
        log = Math.max(log, statSync(`${bench.path}-wal`).size);
      }
      expect(largest + log).toBeLessThanOrEqual(SIZE * (1 + SLACK));
      expect(Number(bench.value("SELECT count(*) FROM reports"))).toBeGreaterThan(5_000);
      expect(bench.value(COUNTED)).toBe(60_000);
      const newest = uuidAt(T0 + 119_000, 59_999).replaceAll("-", "");
      expect(bench.value("SELECT lower(hex(max(id))) FROM reports")).toBe(newest);
    });
  });

  test("is not given back what it needs, and gives back what it does not", async () => {
    await withFolder(async (dir) => {
      const wide = new Bench(dir);
      for (let n = 0; n < 60; n++) wide.write(batch(n));
      const before = wide.bytes();
      wide.close();
      const narrow = new Bench(dir, { size: SIZE / 2 });
      narrow.now = T0 + HOUR;
      narrow.settle();
      expect(before).toBeGreaterThan(SIZE);
      expect(narrow.bytes()).toBeLessThanOrEqual(SIZE / 2);
      narrow.close();
    });
  });

  test("lets no write wait until a smaller limit is reached", async () => {
    await withFolder(async (dir) => {
      const wide = new Bench(dir);
      for (let n = 0; n < 60; n++) wide.write(batch(n));
      wide.close();
      const narrow = new Bench(dir, { size: SIZE });
      narrow.write(batch(60));
      expect(Number(narrow.value("SELECT count(*) FROM reports"))).toBeGreaterThan(25_000);
      narrow.close();
    });
  });

  test("that reports do not fill loses its oldest counts", async () => {
    await withBench({ size: 2 ** 19, reports: HOUR }, (bench) => {
      for (let day = 0; day < 40; day++) {
        bench.now = T0 + day * DAY;
        bench.write(
          Array.from({ length: 90 }, (_, n) =>
            at(bench.now, day * 90 + n, {
              violation: violation({
                effectiveDirective: `d-${n}`,
                blockedURL: `https://${n}.example`,
              }),
            }),
          ),
        );
        bench.now += 2 * HOUR;
        bench.settle();
      }
      expect(bench.bytes()).toBeLessThanOrEqual(2 ** 19 * (1 + SLACK));
      expect(Number(bench.value("SELECT min(day) FROM days"))).toBeGreaterThan(T0 / DAY);
      expect(bench.value("SELECT max(day) FROM days")).toBe(T0 / DAY + 39);
    });
  });
});

describe("texts", () => {
  const used = (url: string) => `SELECT count(*) FROM texts WHERE text = '${url}'`;

  test("are forgotten with the last day that anybody used them on", async () => {
    await withBench({}, async (bench) => {
      const old = "https://shop.example/old";
      const kept = "https://shop.example/kept";
      for (const n of [1, 2]) bench.write([at(T0, n, { url: old }), at(T0, n + 10, { url: kept })]);
      bench.write([at(T0 + DAY, 30, { url: kept })]);
      bench.now = T0 + 30.5 * DAY;
      expect(bench.settle()).toMatchObject({ reports: 4 });
      expect([bench.value(used(old)), bench.value(used(kept))]).toEqual([0, 1]);
      expect(await bench.readAll()).toHaveLength(1);
    });
  });

  test("stay where a count by document names them, and go with it", async () => {
    await withBench({}, (bench) => {
      const documentURL = "https://shop.example/page";
      bench.write([at(T0, 1, { violation: violation({ documentURL }) }), at(T0 + 40 * DAY, 2)]);
      bench.now = T0 + 50 * DAY;
      bench.settle();
      expect(bench.value(used(documentURL))).toBe(1);
      bench.now = T0 + 398 * DAY;
      bench.settle();
      expect(bench.value(used(documentURL))).toBe(0);
    });
  });

  test("that come again after they were forgotten are new texts", async () => {
    await withBench({}, async (bench) => {
      const url = "https://shop.example/again";
      for (const n of [1, 2, 3]) bench.write([at(T0, n, { url })]);
      bench.now = T0 + 60 * DAY;
      bench.settle();
      const later = [4, 5, 6].map((n) => at(bench.now, n, { url }));
      bench.write(later);
      bench.settle();
      expect(await bench.readAll()).toStrictEqual(later.toReversed());
    });
  });

  test("whatever comes and goes in whatever order, all that is left can be read", async () => {
    const event = fc.oneof(
      fc.record({
        days: fc.integer({ min: -4, max: 0 }),
        urls: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 6 }),
      }),
      fc.record({ pass: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ steps: fc.integer({ min: 1, max: 30 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 25 }), async (events) => {
        await withBench({ reports: 3 * DAY, rollups: 9 * DAY }, async (bench) => {
          let n = 0;
          const all = new Map<string, Report>();
          for (const one of events) {
            if ("pass" in one) bench.now += one.pass * 6 * HOUR;
            else if ("steps" in one) for (let step = 0; step < one.steps; step++) bench.step();
            else {
              const reports = one.urls.map((url) => {
                const documentURL = `https://shop.example/${url}`;
                const time = bench.now + one.days * DAY;
                return at(time, ++n, { url: documentURL, violation: violation({ documentURL }) });
              });
              for (const each of reports) all.set(each.id, each);
              bench.write(reports);
            }
          }
          const left = await bench.readAll();
          const expected = left.flatMap(({ id }) => all.get(id) ?? []);
          expect(left).toStrictEqual(expected);
          expect(bench.value("PRAGMA integrity_check")).toBe("ok");
        });
      }),
      { numRuns: 40 },
    );
  });
});

describe("counts past their age", () => {
  test("are deleted, and with them issues and names of which nothing is left", async () => {
    await withBench({}, (bench) => {
      const request = { ...report(1).request, version: "v1" };
      const gone = violation({ blockedURL: "https://gone.example" });
      const crash = { type: "crash", violation: null, body: {} };
      bench.write([
        at(T0, 1, { request, violation: gone }),
        at(T0, 2, { ...crash, project: "other" }),
      ]);
      bench.write([at(T0 + 200 * DAY, 3), at(T0 + 200 * DAY, 4)]);
      bench.now = T0 + 400 * DAY;
      expect(bench.settle()).toMatchObject({ reports: 4, issues: 1 });
      expect(bench.value("SELECT group_concat(blocked) FROM issues")).toBe(
        "https://cdn.vendor.example",
      );
      expect(bench.value("SELECT count(*) FROM streams")).toBe(1);
      expect(bench.value("SELECT count(*) FROM labels WHERE label = 'v1'")).toBe(0);
      expect(bench.value("SELECT count(*) FROM labels WHERE label = 'Firefox'")).toBe(1);
      for (const { table } of ROLLUPS) {
        expect(bench.value(`SELECT total(received) FROM ${table}`)).toBeLessThanOrEqual(2);
      }
      for (const table of ["variants", "issue_documents", "issue_versions"]) {
        expect(bench.value(`SELECT count(DISTINCT stream_id) FROM ${table}`)).toBe(1);
      }
      bench.write([at(bench.now, 5, { request, violation: gone })]);
      expect(bench.value("SELECT count(*) FROM issues")).toBe(2);
    });
  });

  test("stay while reports of the issue are kept, which may be longer", async () => {
    await withBench({ reports: 900 * DAY }, (bench) => {
      bench.write([at(T0, 1), at(T0 + DAY, 2, { type: "crash", violation: null, body: {} })]);
      bench.now = T0 + 500 * DAY;
      expect(bench.settle()).toMatchObject({ reports: 0, issues: 0 });
      expect(bench.value("SELECT count(*) FROM days")).toBe(0);
      expect(bench.value("SELECT count(*) FROM streams")).toBe(2);
    });
  });

  test("are all that count by time: each table is kept or goes by a rule", () => {
    const ruled = [
      "texts",
      "streams",
      "issues",
      "reports",
      "labels",
      "directives",
      "meta",
      "new_issues",
      // One number an hour, which stays.
      "changes",
    ];
    const parts = ["variants", "issue_documents", "issue_versions"];
    const tables = Object.values(schema).map((table: SQLiteTable) => getTableConfig(table).name);
    expect([...ruled, ...parts, ...ROLLUPS.map(({ table }) => table)].sort()).toEqual(
      tables.sort(),
    );
  });
});

describe("a database of before there was retention", () => {
  test("keeps the texts and labels that its counts name, and forgets the rest", async () => {
    await withFolder((dir) => {
      const db = openWriter(join(dir, DATABASE_FILE));
      migrate(db, () => {}, MIGRATIONS.slice(0, 2));
      const day = T0 / DAY;
      db.run(`
        INSERT INTO texts VALUES (1, 0, ${day}, 'named'), (2, 0, ${day}, 'not named'), (3, 0, ${day}, 'newest');
        INSERT INTO streams (id, project, type, fingerprint) VALUES (1, 'p', 'crash', ''), (2, 'p', 'coep', '');
        INSERT INTO document_days VALUES (${day}, 1, 1, 5, 5), (${day - 1}, 1, 1, 5, 5);
        INSERT INTO labels VALUES (2, 'version', 'v1', 0), (3, 'version', 'v2', 0);
        INSERT INTO facet_days VALUES (${day}, 1, 0, 0, 2, 0, 5, 5);
        INSERT INTO days (day, stream_id, disposition, noise_id, received, estimated) VALUES (${day}, 1, 0, 0, 5, 5);`);
      db.close(true);
      const bench = new Bench(dir);
      bench.now = T0 + 50 * DAY;
      bench.settle();
      const texts = "SELECT group_concat(text) FROM (SELECT text FROM texts ORDER BY id)";
      const labels = "SELECT group_concat(label) FROM labels WHERE kind = 'version'";
      expect([bench.value(texts), bench.value(labels)]).toEqual(["named", "v1,v2"]);
      bench.now = T0 + 400 * DAY;
      bench.settle();
      expect([bench.value(texts), bench.value(labels)]).toEqual([null, "v2"]);
      bench.close();
      return Promise.resolve();
    });
  });
});

describe("a step", () => {
  test("finds nothing to do a second time, also after a restart", async () => {
    await withFolder((dir) => {
      for (const expected of [true, false]) {
        const bench = new Bench(dir);
        bench.write([at(T0, 1)]);
        expect(bench.step()).toBe(expected);
        bench.settle();
        bench.close();
      }
      return Promise.resolve();
    });
  });

  test("that is refused changes nothing and is done the next time", async () => {
    await withBench({}, (bench) => {
      bench.write([at(T0, 1), at(T0, 2)]);
      bench.now = T0 + 40 * DAY;
      bench.run(
        "CREATE TRIGGER no BEFORE DELETE ON reports BEGIN SELECT RAISE(ABORT, 'full'); END",
      );
      expect(() => bench.step()).toThrow("full");
      bench.run("DROP TRIGGER no");
      expect(bench.settle().reports).toBe(2);
    });
  });
});
