import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { DIMENSIONS, type Report, type ReportReader, type Retagging, type Sink } from "tattle/sink";
import { HOUR } from "../tally.ts";
import {
  createSink,
  report,
  requestOf,
  SIGNAL,
  type Store,
  storeOf,
  T0,
  violation,
  WEEK,
  withFolder,
  withStore,
} from "../test-support.ts";

/** Of one test, in milliseconds, on a machine that does much else. */
const LIMIT = 60_000;

const AGENTS = [
  null,
  "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/150.0",
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
];

/** Rules as plain as can be: a place to the tag of what is blocked there. */
type Rules = Readonly<Record<string, string>>;

/** Those of one host are one issue. */
const PLACES = ["a.example/1", "a.example/2", "b.example/1", "b.example/2"];

function placeOf({ violation: blocked, body }: Report): string {
  return (blocked?.blockedURL ?? String(body?.blocked)).slice("https://".length);
}

function tagBy(rules: Rules): Retagging["tag"] {
  return (one) => rules[placeOf(one)] ?? null;
}

const anyRules: fc.Arbitrary<Rules> = fc.dictionary(
  fc.constantFrom(...PLACES),
  fc.constantFrom("own/x", "own/y", "extension/z"),
);

/** Any reports of a few days, without a tag. Half of those that are sampled share a document and minute. */
const anyReports = fc
  .array(
    fc.record({
      hour: fc.integer({ min: 0, max: 60 }),
      project: fc.constantFrom("shop", "blog"),
      directive: fc.constantFrom("img-src", "script-src-elem", null),
      place: fc.constantFrom(...PLACES),
      page: fc.constantFrom("/", "/cart"),
      disposition: fc.constantFrom("enforce" as const, "report" as const, null),
      version: fc.constantFrom(null, "1", "2"),
      agent: fc.constantFrom(...AGENTS),
      weight: fc.constantFrom(1, 4, 10),
      crash: fc.boolean(),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((seeds) =>
    seeds.map((seed, n): Report => {
      const { project, disposition, weight, crash } = seed;
      const documentURL = `https://www.shop.example${seed.page}`;
      const blocked = `https://${seed.place}`;
      const key = `${documentURL} ${Math.floor((T0 + n * 1_000) / 60_000)}`;
      return report(n, {
        project,
        weight,
        sampling: weight === 1 ? null : { algorithm: "uniform", rate: 1 / weight, key },
        occurredAt: T0 + seed.hour * HOUR + n,
        userAgent: seed.agent,
        disposition: crash ? null : disposition,
        type: crash ? "crash" : "csp-violation",
        body: crash ? { blocked } : null,
        request: requestOf(n, seed.version),
        violation: crash
          ? null
          : violation({ documentURL, blockedURL: blocked, effectiveDirective: seed.directive }),
      });
    }),
  );

function tagged(reports: readonly Report[], rules: Rules): Report[] {
  return reports.map((one) => ({ ...one, noise: tagBy(rules)(one) }));
}

/** Steps until it is done. @returns reports read and changed */
async function retag(
  sink: Sink,
  rules: Rules,
  id: string,
  between = async () => {},
): Promise<{ read: number; changed: number }> {
  const tag = tagBy(rules);
  for (let steps = 0; steps < 10_000; steps++) {
    const step = await sink.retag?.({ id, tag }, SIGNAL);
    if (step === undefined) break;
    expect(step.progress).toBeWithin(0, 1.000001);
    if (step.done) return { read: step.read, changed: step.changed };
    await between();
  }
  throw new Error("the retagging does not end");
}

/** The rules of the end. */
const LAST: Rules = {
  "a.example/1": "own/y",
  "a.example/2": "extension/z",
  "b.example/2": "own/x",
};

/** So many reports of all kinds, the same each time. */
function many(count: number, from = 0): Report[] {
  return Array.from({ length: count }, (_, index): Report => {
    const n = from + index;
    const weight = [1, 4, 10][n % 3] ?? 1;
    const documentURL = `https://www.shop.example/${n % 2}`;
    const key = `${documentURL} ${Math.floor((T0 + n * 1_000) / 60_000)}`;
    return report(n, {
      project: n % 5 === 0 ? "blog" : "shop",
      weight,
      sampling: weight === 1 ? null : { algorithm: "uniform", rate: 1 / weight, key },
      occurredAt: T0 + (n % 50) * HOUR,
      userAgent: AGENTS[n % 4] ?? null,
      request: requestOf(n, n % 7 === 0 ? "2" : "1"),
      violation: violation({ documentURL, blockedURL: `https://${PLACES[(n * 7) % 4]}` }),
    });
  });
}

/** What each rollup adds up to, whatever the noise. */
function sums({ rows }: Store): unknown[] {
  return TABLES.map((table) =>
    rows(`SELECT sum(received) AS received, round(sum(estimated), 3) AS estimated FROM ${table}`),
  );
}

const TABLES = ["hours", "days", "facet_days", "directive_hours", "directive_days"];

/** Every count, by the names of what it counts. */
function counts({ rows }: Store): Record<string, unknown> {
  return Object.fromEntries(
    TABLES.map((table) => {
      const facets = /^(facet|directive)_days$/.test(table);
      const column = (kind: string) =>
        `iif(${kind}_id > 1, (SELECT label FROM labels WHERE id = ${kind}_id), ${kind}_id) AS ${kind}`;
      const whose = table.startsWith("directive") ? "directive_id" : "stream_id";
      const time = table.endsWith("hours") ? "hour" : "day";
      const varied = ["hours", "days"].includes(table) ? ", variance" : "";
      const names = [column("noise"), ...(facets ? [column("version"), column("browser")] : [])];
      return [
        table,
        rows(
          `SELECT ${time}, ${whose} AS whose, disposition, ${names.join(", ")}, received, estimated${varied}
           FROM ${table} ORDER BY 1, 2, 3, 4${facets ? ", 5, 6" : ""}`,
        ),
      ];
    }),
  );
}

/** What a reader says to every question there is. */
async function answers(reader: ReportReader): Promise<unknown> {
  const said: unknown[] = [await reader.facets({}), await reader.types(WEEK)];
  const filters = ["with", "without", "only", { rule: "own/x" }, { rule: "extension/z" }] as const;
  for (const noise of filters) {
    const query = { ...WEEK, noise };
    said.push(await reader.overview(query), await reader.series({ ...query, bucket: "hour" }));
    for (const dimension of DIMENSIONS) {
      if (dimension === "document") continue;
      said.push(await reader.top({ ...query, dimension, limit: 100 }));
    }
    const { items, total } = await reader.issues({ ...query, limit: 200 });
    said.push(total, items, (await reader.reports({ ...query, limit: 100 })).items);
    for (const { id } of items) said.push(await reader.issue({ ...WEEK, id }));
  }
  said.push(
    await reader.versions({ ...WEEK, baseline: "1", candidate: "2" } as never).catch(String),
  );
  return said;
}

async function readerAnswers(sink: Sink): Promise<unknown> {
  const reader = sink.reader?.();
  if (reader === undefined) throw new Error("the sink has no reader");
  const said = await answers(reader);
  await reader.close();
  return said;
}

/** What a store answers, and counts, that was written with these tags from the start. */
async function writtenWith(reports: readonly Report[], rules: Rules): Promise<unknown[]> {
  let said: unknown[] = [];
  await withStore(async (store) => {
    await store.write(tagged(reports, rules));
    said = [counts(store), await readerAnswers(store.sink)];
  });
  return said;
}

describe("after a retagging a store", () => {
  test(
    "is as one that was written with these rules from the start",
    async () => {
      await fc.assert(
        fc.asyncProperty(
          anyReports,
          fc.array(anyRules, { minLength: 2, maxLength: 4 }),
          async (reports, generations) => {
            const [first = {}, ...later] = generations;
            const last = later.at(-1) ?? {};
            await withStore(async (store) => {
              await store.write(tagged(reports, first));
              const remembering = store.sink.reader?.();
              if (remembering !== undefined) await answers(remembering);
              for (const [n, rules] of later.entries()) {
                const { read } = await retag(store.sink, rules, `r${n}`);
                expect(read).toBe(reports.length);
              }
              const said = [counts(store), await readerAnswers(store.sink)];
              expect(said).toEqual(await writtenWith(reports, last));
              if (remembering !== undefined) expect(await answers(remembering)).toEqual(said[1]);
              await remembering?.close();
            });
          },
        ),
        { numRuns: 25 },
      );
    },
    LIMIT,
  );

  test(
    "is so however often it is closed in the middle, and however rules change meanwhile",
    () =>
      withFolder(async (dir) => {
        const reports = many(2_400);
        let sink = createSink(dir);
        await sink.open(SIGNAL);
        await storeOf(dir, sink).write(tagged(reports, {}));
        const stages: Rules[] = [{ "a.example/1": "own/x" }, { "a.example/2": "own/x" }, LAST];
        for (const [n, rules] of stages.entries()) {
          for (let restart = 0; restart < 4; restart++) {
            const step = await sink.retag?.({ id: `r${n}`, tag: tagBy(rules) }, SIGNAL);
            expect(step?.read).toBeGreaterThan(restart * 200);
            await sink.close();
            sink = createSink(dir);
            await sink.open(SIGNAL);
          }
        }
        const { read, changed } = await retag(sink, LAST, "r2");
        expect(read).toBe(reports.length);
        expect(changed).toBeGreaterThan(0);
        const said = [counts(storeOf(dir, sink)), await readerAnswers(sink)];
        await sink.close();
        expect(said).toEqual(await writtenWith(reports, LAST));
      }),
    LIMIT,
  );

  test(
    "is so whatever was written meanwhile under the new rules",
    () =>
      withStore(async (store) => {
        const reports = many(4_000);
        await store.write(tagged(reports.slice(0, 2_000), { "b.example/1": "own/y" }));
        let at = 2_000;
        const more = async () => {
          if (at < reports.length) await store.write(tagged(reports.slice(at, at + 400), LAST));
          at += 400;
        };
        await retag(store.sink, LAST, "r", more);
        while (at < reports.length) await more();
        const said = [counts(store), await readerAnswers(store.sink)];
        expect(said).toEqual(await writtenWith(reports, LAST));
        expect(await retag(store.sink, LAST, "again")).toEqual({ read: 4_000, changed: 0 });
        const step = await store.sink.retag?.({ id: "again", tag: tagBy(LAST) }, SIGNAL);
        expect(step).toEqual({ done: true, read: 4_000, changed: 0, progress: 1 });
      }),
    LIMIT,
  );

  test(
    "has kept all sums, and what no report is left of has its tag still",
    () =>
      withStore(async (store) => {
        const reports = many(1_000);
        await store.write(tagged(reports, { "a.example/1": "own/x" }));
        const before = sums(store);
        const db = new Database(store.path);
        db.run(
          "DELETE FROM reports WHERE id < (SELECT id FROM reports ORDER BY id LIMIT 1 OFFSET 500)",
        );
        db.close(true);
        await retag(store.sink, {}, "r");
        expect(sums(store)).toEqual(before);
        const left = tagged(reports.slice(0, 500), { "a.example/1": "own/x" });
        const old = left.filter(({ noise }) => noise !== null).length;
        for (const table of TABLES) {
          const sql = `SELECT sum(received) AS n FROM ${table} WHERE noise_id <> 0`;
          expect([table, store.value(sql)]).toEqual([table, old]);
        }
        expect(
          store.value("SELECT count(*) AS n FROM hours WHERE received <= 0 OR variance < 0"),
        ).toBe(0);
      }),
    LIMIT,
  );

  test(
    "has kept all sums where counts are gone, or were taken under other names",
    () =>
      withStore(async (store) => {
        await store.write(tagged(many(1_000), { "a.example/1": "own/x" }));
        const db = new Database(store.path);
        db.run("DELETE FROM hours WHERE rowid % 3 = 0".replace("rowid", "hour"));
        db.run("DELETE FROM directive_hours");
        // As if a rule had come when there were too many labels, and browsers were told apart otherwise.
        db.run("UPDATE OR IGNORE days SET noise_id = 1 WHERE noise_id > 1 AND day % 2 = 0");
        db.run("UPDATE OR IGNORE facet_days SET browser_id = 77");
        db.close(true);
        const remembering = store.sink.reader?.();
        if (remembering === undefined) throw new Error("the sink has no reader");
        await answers(remembering);
        const before = sums(store);
        await retag(store.sink, { "a.example/1": "own/z" }, "r1");
        expect(sums(store)).toEqual(before);
        expect(store.value("SELECT sum(received) AS n FROM days WHERE noise_id = 1") ?? 0).toBe(0);
        const named = (table: string, rule: string) =>
          store.value(
            `SELECT sum(received) AS n FROM ${table}
           WHERE noise_id = (SELECT id FROM labels WHERE label = '${rule}')`,
          );
        for (const table of ["days", "facet_days"]) expect(named(table, "own/z")).toBe(250);
        expect(await answers(remembering)).toEqual(await readerAnswers(store.sink));
        await remembering.close();
        await retag(store.sink, { "a.example/2": "own/x" }, "r2");
        expect(sums(store)).toEqual(before);
        for (const table of ["days", "facet_days"]) {
          expect([named(table, "own/z"), named(table, "own/x")]).toEqual([null, 250]);
        }
      }),
    LIMIT,
  );
});

describe("a retagging", () => {
  test(
    "lists rules that recognise something, and no others, also once they do so again",
    () =>
      withStore(async (store) => {
        const noise = async () => {
          const reader = store.sink.reader?.();
          const facets = await reader?.facets({});
          await reader?.close();
          return facets?.noise;
        };
        await store.write(tagged(many(50), { "a.example/1": "own/x", "a.example/2": "own/y" }));
        expect(await noise()).toEqual(["own/x", "own/y"]);
        await retag(store.sink, { "a.example/1": "own/new" }, "r1");
        expect(await noise()).toEqual(["own/new"]);
        await retag(store.sink, { "a.example/2": "own/y" }, "r2");
        expect(await noise()).toEqual(["own/y"]);
        await store.write([{ ...report(9_000), noise: "own/x" }]);
        expect(await noise()).toEqual(["own/x", "own/y"]);
      }),
    LIMIT,
  );

  test(
    "copes with hostile tags and reports, and with an empty store",
    () =>
      withStore(async (store) => {
        const anything = async (id: string, tag: Retagging["tag"]) => {
          for (;;) {
            const step = await store.sink.retag?.({ id, tag }, SIGNAL);
            if (step?.done !== false) return step;
          }
        };
        expect(await anything("none", () => "own/x")).toMatchObject({ read: 0, changed: 0 });
        const huge = report(1, { raw: { text: "x".repeat(3 * 2 ** 20) }, type: "\u0000\ud800" });
        const late = report(2, { occurredAt: Number.NaN, weight: Number.POSITIVE_INFINITY });
        await store.write([huge, late, ...many(200, 3)]);
        const tags = [
          "\u0000",
          "\ud800",
          "a".repeat(5_000),
          "__proto__",
          "",
          "'; DROP TABLE hours",
        ];
        const before = sums(store);
        for (const [n, tag] of tags.entries()) {
          expect(await anything(`t${n}`, () => tag)).toMatchObject({ read: 202, changed: 202 });
          expect(sums(store)).toEqual(before);
        }
        await anything("end", () => null);
        expect(store.value("SELECT count(*) AS n FROM hours WHERE noise_id <> 0")).toBe(0);
        expect(store.value("PRAGMA integrity_check")).toBe("ok");
        const reader = store.sink.reader?.();
        expect(await reader?.report(huge.id)).toEqual(huge);
        await reader?.close();
      }),
    LIMIT,
  );

  test(
    "holds no lock while it only reads, and needs none where nothing changes",
    () =>
      withStore(async (store) => {
        await store.write(tagged(many(1_500), LAST));
        const other = new Database(store.path);
        other.run("BEGIN IMMEDIATE");
        const step = await store.sink.retag?.({ id: "r", tag: tagBy(LAST) }, SIGNAL);
        expect(step).toMatchObject({ done: false, read: 1_000, changed: 0 });
        other.run("COMMIT");
        other.close(true);
      }),
    LIMIT,
  );

  test(
    "has changed nothing where the database refuses, and goes on afterwards",
    () =>
      withStore(async (store) => {
        const reports = many(1_200);
        await store.write(tagged(reports, {}));
        const other = new Database(store.path);
        other.run(
          "CREATE TRIGGER refuse BEFORE UPDATE ON days BEGIN SELECT RAISE(ABORT, 'full'); END",
        );
        const before = counts(store);
        const step = async () => store.sink.retag?.({ id: "r", tag: tagBy(LAST) }, SIGNAL);
        await expect(step()).rejects.toThrow("full");
        expect(counts(store)).toEqual(before);
        other.run("DROP TRIGGER refuse");
        other.close(true);
        await retag(store.sink, LAST, "r");
        const said = [counts(store), await readerAnswers(store.sink)];
        expect(said).toEqual(await writtenWith(reports, LAST));
      }),
    LIMIT,
  );
});
