import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Value } from "@sinclair/typebox/value";
import type { Report, Sink } from "tattle/sink";
import { hasPostgres, Postgres, START_LIMIT } from "../../test/support/postgres.ts";
import plugin from "./index.ts";
import { aContext, aReport, newSchema, reports, SIGNAL, withSample } from "./testing.ts";

describe.skipIf(!hasPostgres())("a postgres sink", () => {
  let server: Postgres;
  const open = new Set<Sink>();
  beforeAll(async () => {
    server = await Postgres.start();
  }, START_LIMIT);
  afterAll(async () => {
    for (const sink of open) await sink.close();
    await server[Symbol.asyncDispose]();
  });

  async function aSink(schema: string, given: object = {}): Promise<Sink> {
    const config = Value.Parse(plugin.config, { url: server.url(), schema, ...given });
    const sink = plugin.create(config, aContext());
    open.add(sink);
    await sink.open(SIGNAL);
    return sink;
  }

  const write = (sink: Sink, batch: readonly Report[]) =>
    sink.write({ id: "batch", reports: batch }, SIGNAL);

  const rows = (schema: string, table = "tattle_reports") =>
    server.run(`SELECT * FROM "${schema}"."${table}" ORDER BY 1`);

  async function ids(schema: string): Promise<unknown[]> {
    return (await rows(schema)).map(({ id }) => id);
  }

  test("writes a report as one row with everything in it", async () => {
    const schema = newSchema();
    const report = aReport({
      sampling: { algorithm: "uniform", rate: 0.25, key: "k" },
      weight: 4,
      noise: "extension",
      raw: { list: [1, "2", null, { a: { b: [] } }], big: 1e308, small: 5e-324, "": true },
    });
    expect(await write(await aSink(schema), [report])).toEqual({});
    const [row] = await rows(schema);
    expect(row).toMatchObject({
      id: report.id,
      project: "shop",
      received_at: new Date(report.receivedAt),
      occurred_at: new Date(report.occurredAt),
      effective_directive: "script-src-elem",
      line_number: "7",
      sample_rate: 0.25,
      weight: 4,
      noise: "extension",
      body: null,
      raw: report.raw,
    });
  });

  test("stores jsonb as objects and not as texts of JSON", async () => {
    const schema = newSchema();
    await write(await aSink(schema), [
      aReport({ type: "crash", violation: null, body: { reason: "oom" } }),
    ]);
    const [row] = await server.run(
      `SELECT jsonb_typeof(raw) AS raw, body->>'reason' AS reason FROM ${schema}.tattle_reports`,
    );
    expect(row).toEqual({ raw: "object", reason: "oom" });
  });

  test("takes times as moments whatever the server's time zone", async () => {
    const schema = newSchema();
    const report = aReport();
    const url = server.url({ query: "timezone=Asia/Kathmandu" });
    await write(await aSink(schema, { url }), [report]);
    expect((await rows(schema))[0]?.received_at).toEqual(new Date(report.receivedAt));
  });

  test("works over a unix socket, in a schema and a table with names of SQL", async () => {
    const settings = { url: server.socketUrl(), table: "User" };
    const batch = reports(2);
    await write(await aSink("Select", settings), batch);
    expect((await rows("Select", "User")).map(({ id }) => id)).toEqual(batch.map(({ id }) => id));
  });

  test("is not led astray by variables of the environment that are meant for psql", async () => {
    const schema = newSchema();
    process.env.PGDATABASE = "elsewhere";
    try {
      await write(await aSink(schema), reports(1));
    } finally {
      delete process.env.PGDATABASE;
    }
    expect((await rows(schema)).length).toBe(1);
  });

  test("has each report once when batches come again, whole and in other slices", async () => {
    const schema = newSchema();
    const all = reports(60);
    const sink = await aSink(schema);
    await write(sink, all);
    await write(sink, all);
    await write(sink, all.slice(10, 30));
    await write(sink, [...all.slice(50), ...all.slice(0, 5)].reverse());
    const [twice] = all;
    if (twice) await write(sink, [twice, twice]);
    expect(await ids(schema)).toEqual(all.map(({ id }) => id));
  });

  test("has each report once when four nodes write overlapping batches at the same time", async () => {
    const schema = newSchema();
    const all = reports(400);
    const sinks = await Promise.all([1, 2, 3, 4].map(() => aSink(schema)));
    const written = sinks.map(async (sink, node) => {
      for (let start = 0; start < all.length; start += 20) {
        const slice = all.slice(start, start + 20 + node * 10);
        const result = await write(sink, node % 2 === 0 ? slice : slice.reverse());
        expect(result).toEqual({});
      }
    });
    await Promise.all(written);
    expect(await ids(schema)).toEqual(all.map(({ id }) => id));
  });

  test("makes its table once when many nodes open at the same time", async () => {
    for (let round = 0; round < 3; round++) {
      const schema = newSchema();
      await Promise.all(Array.from({ length: 6 }, () => aSink(schema)));
      const versions = await rows(schema, "tattle_versions");
      expect(versions).toEqual([{ table_name: "tattle_reports", version: 1 }]);
    }
  });

  test("stores what browsers and attackers send", async () => {
    const schema = newSchema();
    const texts: Record<string, string> = {
      "a\0b": "a\ufffdb",
      "\ud83d cut \udc00": "\ufffd cut \ufffd",
      "'); DROP TABLE tattle_reports; --": "'); DROP TABLE tattle_reports; --",
      "$1 %s {}\\'\"": "$1 %s {}\\'\"",
      "\u0001\u001f\u2028\u202e\uffff": "\u0001\u001f\u2028\u202e\uffff",
      "😀": "😀",
    };
    const large = "€".repeat(350_000);
    const batch = [...Object.keys(texts), large].map((text) => withSample(text));
    expect(await write(await aSink(schema), batch)).toEqual({});
    const stored = await rows(schema);
    expect(stored.map(({ sample }) => sample)).toEqual([...Object.values(texts), large]);
    expect(stored.map(({ raw }) => raw)).toEqual(
      [...Object.values(texts), large].map((sample) => ({ sample })),
    );
  });

  test("stores deep JSON, odd numbers and odd keys", async () => {
    const schema = newSchema();
    const raws = [
      JSON.parse(`${'{"a":['.repeat(500)}0${"]}".repeat(500)}`),
      JSON.parse('{"__proto__":{"x":1},"constructor":1}'),
      { huge: 9e99, tiny: 1e-320, most: Number.MAX_VALUE, exact: Number.MAX_SAFE_INTEGER },
    ];
    const sink = await aSink(schema);
    expect(
      await write(
        sink,
        raws.map((raw) => aReport({ raw })),
      ),
    ).toEqual({});
    expect((await rows(schema)).map(({ raw }) => raw)).toEqual(raws);
    expect(await write(sink, [aReport({ raw: JSON.parse('{"n":1e999}') })])).toEqual({});
  });

  test("rejects what can be no row and writes the rest", async () => {
    const schema = newSchema();
    const deep = JSON.parse(`${"[".repeat(20_000)}${"]".repeat(20_000)}`);
    const batch = [
      aReport(),
      aReport({ id: "r1" }),
      aReport(),
      aReport({ raw: { deep } }),
      aReport(),
    ];
    const { rejected } = await write(await aSink(schema), batch);
    expect(rejected).toEqual([
      { index: 1, reason: "Its id is no UUID." },
      { index: 3, reason: expect.stringMatching(/stack depth limit exceeded|cannot be a row/) },
    ]);
    expect((await ids(schema)).length).toBe(3);
  });

  test("rejects the one row that a constraint of the operator refuses", async () => {
    const schema = newSchema();
    const sink = await aSink(schema);
    await server.run(`ALTER TABLE ${schema}.tattle_reports ADD CHECK (project <> 'evil')`);
    const batch = reports(9).map((report, at) =>
      at === 4 ? { ...report, project: "evil" } : report,
    );
    const { rejected } = await write(sink, batch);
    expect(rejected).toEqual([{ index: 4, reason: expect.stringContaining("23514") }]);
    expect((await ids(schema)).length).toBe(8);
  });
});
