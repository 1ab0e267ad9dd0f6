import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { Value } from "@sinclair/typebox/value";
import { SQL } from "bun";
import type { Sink } from "tattle/sink";
import { eventually } from "../../test/support/eventually.ts";
import { failureOf } from "../../test/support/failure.ts";
import { hasPostgres, type Login, Postgres, START_LIMIT } from "../../test/support/postgres.ts";
import plugin from "./index.ts";
import { aContext, newSchema, reports, SIGNAL } from "./testing.ts";

const CERTIFICATES = join(import.meta.dir, "../../test/fixtures/tls");
const PASSWORD = "hush/hush me%";
const FATAL = { code: "sink_error", fatal: true };
const LATER = { code: "sink_error", fatal: false };

describe.skipIf(!hasPostgres())("a postgres sink", () => {
  let server: Postgres;
  const created = new Set<Sink>();
  beforeAll(async () => {
    server = await Postgres.start();
    await server.run(`CREATE ROLE writer LOGIN PASSWORD '${PASSWORD}'`);
  }, START_LIMIT);
  afterAll(async () => {
    for (const sink of created) await sink.close();
    await server[Symbol.asyncDispose]();
  });

  function aSink(given: Login & Record<string, unknown>): Sink {
    const { user, password, database, query, ...settings } = given;
    const login = Object.entries({ user, password, database, query });
    const url = server.url(Object.fromEntries(login.filter(([, value]) => value !== undefined)));
    const sink = plugin.create(Value.Parse(plugin.config, { url, ...settings }), aContext());
    created.add(sink);
    return sink;
  }

  async function opened(given: Login & Record<string, unknown>): Promise<Sink> {
    const sink = aSink(given);
    await sink.open(SIGNAL);
    return sink;
  }

  const write = (sink: Sink, batch = reports(3), signal = SIGNAL) =>
    sink.write({ id: "batch", reports: batch }, signal);

  async function count(schema: string): Promise<unknown> {
    const [row] = await server.run(`SELECT count(*)::int AS n FROM ${schema}.tattle_reports`);
    return row?.n;
  }

  /** Holds locks in a transaction of its own until it is released. */
  async function holding(statement: string) {
    const sql = new SQL(server.url(), { max: 1 });
    await sql.unsafe(`BEGIN; ${statement}`);
    return { release: () => sql.close({ timeout: 0 }) };
  }

  describe("stops, and says why without the password, for", () => {
    test.each<[string, Login & Record<string, unknown>, string]>([
      ["a wrong password", { password: PASSWORD }, "28P01"],
      ["an unknown user", { user: "stranger", password: PASSWORD }, "28P01"],
      ["a database that is not there", { database: "nowhere" }, "3D000"],
      ["a user who may not create tables", { user: "writer", password: PASSWORD }, "42501"],
      ["a table that is not there and must not be made", { create: "never" }, "42P01"],
      ["a schema that is not there", { create: "never", schema: "nowhere" }, "42P01"],
      ["a schema of the system's own", { schema: "pg_tattle" }, "42939"],
      ["a mode of TLS that does not exist", { query: "sslmode=maybe" }, "`url` cannot be used"],
      [
        "a file of authorities that is not there",
        { query: "sslmode=verify-full&sslrootcert=/no" },
        "caFile",
      ],
      ["a parameter that the server does not know", { query: "colour=blue" }, "42704"],
    ])("%s", async (_name, given, word) => {
      const error = await failureOf(aSink(given).open(SIGNAL));
      expect(error).toMatchObject(FATAL);
      expect(error.message).toContain(word);
      expect(error.message).not.toContain(PASSWORD);
    });

    test.each([
      "mysql://u:geheim@h/db",
      "https://u:geheim@h/db",
      "geheim",
      "postgres:geheim",
      "postgres://u:geheim@[::bad/db",
      "postgres://u:gehe%im@h/db",
      "postgres://u:geheim@h/%zz",
      "postgres://u:geheim@h:99999/db",
    ])("the url %j", async (url) => {
      const error = await failureOf(aSink({ url }).open(SIGNAL));
      expect(error).toMatchObject(FATAL);
      expect(error.message).not.toMatch(/gehe/);
    });

    test.each([
      { table: 'x" (id int); --' },
      { table: "" },
      { table: "tattle_versions" },
      { schema: "a.b" },
      { schema: "x".repeat(64) },
    ])("the names %j", async (names) => {
      const config = { ...Value.Parse(plugin.config, { url: server.url() }), ...names };
      const error = await failureOf(plugin.create(config, aContext()).open(SIGNAL));
      expect(error).toMatchObject(FATAL);
    });

    test("a table of a newer Tattle, which it leaves as it is", async () => {
      const schema = newSchema();
      await (await opened({ schema })).close();
      await server.run(`UPDATE ${schema}.tattle_versions SET version = 9`);
      const error = await failureOf(aSink({ schema }).open(SIGNAL));
      expect(error).toMatchObject(FATAL);
      expect(error.message).toContain("newer Tattle (version 9, this one knows 1)");
      expect(await server.run(`SELECT version FROM ${schema}.tattle_versions`)).toEqual([
        { version: 9 },
      ]);
    });

    test("a table of somebody else, which it leaves as it is", async () => {
      const schema = newSchema();
      await server.run(`CREATE SCHEMA ${schema}`);
      await server.run(`CREATE TABLE ${schema}.tattle_reports (id uuid PRIMARY KEY)`);
      const error = await failureOf(aSink({ schema }).open(SIGNAL));
      expect(error).toMatchObject(FATAL);
      expect(error.message).toContain('create = "never"');
      expect(await server.run(`SELECT to_regclass('${schema}.tattle_versions') AS t`)).toEqual([
        { t: null },
      ]);
    });

    test("a table that would hold a report twice", async () => {
      const schema = newSchema();
      await (await opened({ schema })).close();
      await server.run(`ALTER TABLE ${schema}.tattle_reports DROP CONSTRAINT tattle_reports_pkey`);
      const error = await failureOf(aSink({ schema, create: "never" }).open(SIGNAL));
      expect(error).toMatchObject(FATAL);
      expect(error.message).toContain("no unique index");
    });

    test("a table that has lost a column", async () => {
      const schema = newSchema();
      const sink = await opened({ schema });
      await server.run(`ALTER TABLE ${schema}.tattle_reports DROP COLUMN sample`);
      expect(await failureOf(write(sink))).toMatchObject(FATAL);
    });

    test("a database that cannot hold every character", async () => {
      const database = await server.createDatabase(
        "ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0",
      );
      const error = await failureOf(aSink({ database }).open(SIGNAL));
      expect(error).toMatchObject(FATAL);
      expect(error.message).toContain("UTF8");
    });
  });

  test("needs no more than INSERT on a table that was made for it", async () => {
    const schema = newSchema();
    await (await opened({ schema })).close();
    await server.run(`GRANT USAGE ON SCHEMA ${schema} TO writer`);
    await server.run(`GRANT INSERT ON ${schema}.tattle_reports TO writer`);
    const login = { user: "writer", password: PASSWORD, schema, create: "never" };
    await write(await opened(login));
    expect(await count(schema)).toBe(3);
    await server.run(`GRANT SELECT ON ${schema}.tattle_versions TO writer`);
    await write(await opened({ ...login, create: "auto" }));
    expect(await count(schema)).toBe(6);
  });

  test("writes each report once into partitions by time", async () => {
    const schema = newSchema();
    await (await opened({ schema, table: "model" })).close();
    for (const statement of [
      `CREATE TABLE ${schema}.tattle_reports (LIKE ${schema}.model, PRIMARY KEY (id, received_at)) PARTITION BY RANGE (received_at)`,
      `CREATE TABLE ${schema}.may PARTITION OF ${schema}.tattle_reports FOR VALUES FROM ('2026-05-01') TO ('2026-06-01')`,
    ]) {
      await server.run(statement);
    }
    const sink = await opened({ schema, create: "never" });
    const batch = reports(3);
    await write(sink, batch);
    await write(sink, batch);
    expect(await count(schema)).toBe(3);
    const june = batch.map((report) => ({ ...report, receivedAt: Date.UTC(2026, 5, 2) }));
    expect(await failureOf(write(sink, june))).not.toMatchObject({ fatal: true });
  });

  test("makes a table again that was dropped while it ran", async () => {
    const schema = newSchema();
    const sink = await opened({ schema });
    await write(sink);
    await server.run(`DROP TABLE ${schema}.tattle_reports`);
    const batch = reports(3);
    expect(await failureOf(write(sink, batch))).toMatchObject(LATER);
    expect(await write(sink, batch)).toEqual({});
    expect(await count(schema)).toBe(3);
  });

  test("stops when a table was dropped that it must not make", async () => {
    const schema = newSchema();
    await (await opened({ schema })).close();
    const sink = await opened({ schema, create: "never" });
    await server.run(`DROP TABLE ${schema}.tattle_reports`);
    expect(await failureOf(write(sink))).toMatchObject(FATAL);
  });

  test("blames no report when the table takes none", async () => {
    const schema = newSchema();
    const sink = await opened({ schema });
    await server.run(`ALTER TABLE ${schema}.tattle_reports ADD CHECK (weight > 1)`);
    const batch = reports(20);
    const error = await failureOf(write(sink, batch));
    expect(error.message).toContain("23514");
    expect(error).not.toMatchObject({ fatal: true });
    await server.run(
      `ALTER TABLE ${schema}.tattle_reports DROP CONSTRAINT tattle_reports_weight_check`,
    );
    expect(await write(sink, batch)).toEqual({});
    expect(await count(schema)).toBe(20);
  });

  describe("tries again later", () => {
    test("when somebody holds the table for too long", async () => {
      const schema = newSchema();
      const sink = await opened({ schema, statement_timeout: 150 });
      const lock = await holding(`LOCK TABLE ${schema}.tattle_reports`);
      const batch = reports(3);
      const error = await failureOf(write(sink, batch));
      expect(error).toMatchObject({ ...LATER, retryAfter: null });
      expect(error.message).toMatch(/55P03|57014/);
      await lock.release();
      await eventually(() => write(sink, batch));
      expect(await count(schema)).toBe(3);
    });

    test("when another node makes the table for too long", async () => {
      const schema = newSchema();
      const lock = await holding("SELECT pg_advisory_xact_lock(127961914436709)");
      const sink = aSink({ schema, statement_timeout: 150 });
      expect(await failureOf(sink.open(SIGNAL))).toMatchObject(LATER);
      await lock.release();
      await eventually(() => sink.open(SIGNAL));
    });

    test("a minute later, on a standby", async () => {
      const schema = newSchema();
      await opened({ schema });
      const standby = aSink({ schema, query: "default_transaction_read_only=on" });
      const error = await failureOf(standby.open(SIGNAL));
      expect(error).toMatchObject({ ...LATER, retryAfter: 60_000 });
      expect(error.message).toContain("25006");
    });

    test("when there are too many connections", async () => {
      const schema = newSchema();
      await server.run("CREATE ROLE crowd LOGIN PASSWORD 'x' CONNECTION LIMIT 0");
      const error = await failureOf(aSink({ schema, user: "crowd", password: "x" }).open(SIGNAL));
      expect(error).toMatchObject(LATER);
      expect(error.message).toContain("53300");
    });

    test("a minute later, when the server's certificate does not verify", async () => {
      const query = `sslmode=verify-full&sslrootcert=${CERTIFICATES}`;
      const stranger = aSink({ query: `${query}/second-cert.pem` });
      expect(await failureOf(stranger.open(SIGNAL))).toMatchObject({
        ...LATER,
        retryAfter: 60_000,
      });
      await opened({ schema: await server.createDatabase(), query: `${query}/first-cert.pem` });
    });

    test.each(["says nothing", "hangs up", "speaks HTTP"])("when what listens %s", async (how) => {
      using listener = Bun.listen({
        hostname: "127.0.0.1",
        port: 0,
        socket: {
          open: (socket) => void (how === "hangs up" && socket.end()),
          data: (socket) => void (how === "speaks HTTP" && socket.end("HTTP/1.1 400 Bad\r\n\r\n")),
        },
      });
      const url = `postgres://u:geheim@127.0.0.1:${listener.port}/db`;
      const error = await failureOf(aSink({ url, connect_timeout: 200 }).open(SIGNAL));
      expect(error).toMatchObject(LATER);
      expect(error.message).not.toContain("geheim");
    });

    test.each([
      ["postgres://u:geheim@127.0.0.1:1/db", "127.0.0.1:1"],
      ["postgres://u:geheim@nowhere.invalid/db", "nowhere.invalid:5432"],
      ["postgres://u:geheim@/db?host=/nonexistent", "/nonexistent"],
    ])("when nothing answers at %p", async (url, place) => {
      const error = await failureOf(aSink({ url, connect_timeout: 500 }).open(SIGNAL));
      expect(error).toMatchObject(LATER);
      expect(error.message).toStartWith(`PostgreSQL at ${place}: `);
      expect(error.message).toContain("ERR_POSTGRES_CONNECTION_REFUSED");
    });
  });

  describe("when the host gives up", () => {
    test("throws its reason, ends the statement in the server and leaves nothing of it", async () => {
      const schema = newSchema();
      const sink = await opened({ schema });
      const lock = await holding(`LOCK TABLE ${schema}.tattle_reports`);
      const waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
      const batch = reports(3);
      const controller = new AbortController();
      const attempt = write(sink, batch, controller.signal);
      await eventually(async () => expect((await server.run(waiting)).length).toBe(1));
      controller.abort(new Error("time is up"));
      expect((await failureOf(attempt)).message).toBe("time is up");
      await eventually(async () => expect(await server.run(waiting)).toEqual([]));
      await lock.release();
      expect(await count(schema)).toBe(0);
      expect((await failureOf(write(sink, batch, controller.signal))).message).toBe("time is up");
      expect(await write(sink, batch)).toEqual({});
      expect(await count(schema)).toBe(3);
    });

    test("cuts a line on which nothing comes back any more, and writes on a new one", async () => {
      const schema = newSchema();
      await using line = await freezableLine(server.port);
      const url = server.url().replace(`:${server.port}/`, `:${line.port}/`);
      const config = Value.Parse(plugin.config, { url, schema });
      // No time for the cancel request, which takes the same line.
      const clock = { now: Date.now, sleep: async () => {} };
      const sink = plugin.create(config, { ...aContext(), clock });
      created.add(sink);
      await sink.open(SIGNAL);
      const batch = reports(3);
      line.frozen = true;
      const error = await failureOf(write(sink, batch, AbortSignal.timeout(50)));
      expect(error.message).toContain("timed out");
      line.frozen = false;
      expect(await write(sink, batch)).toEqual({});
      expect(await count(schema)).toBe(3);
    });

    test("gives up connecting, and closes", async () => {
      using listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
      const sink = aSink({ url: `postgres://u:p@127.0.0.1:${listener.port}/db` });
      const reason = (await failureOf(sink.open(AbortSignal.timeout(50)))).message;
      expect(reason).toContain("timed out");
      await sink.close();
    });

    test("gives up making the table, and nothing of it is there", async () => {
      const schema = newSchema();
      const lock = await holding("SELECT pg_advisory_xact_lock(127961914436709)");
      const sink = aSink({ schema });
      expect((await failureOf(sink.open(AbortSignal.timeout(80)))).message).toContain("timed out");
      await lock.release();
      await sink.close();
      const [found] = await server.run(`SELECT to_regclass('${schema}.tattle_versions') AS t`);
      expect(found).toEqual({ t: null });
    });
  });

  test("holds one connection, names itself, and lets go of it when closed", async () => {
    const database = await server.createDatabase();
    const sink = await opened({ database });
    await Promise.all([write(sink)]);
    const sessions = `SELECT application_name, ssl FROM pg_stat_activity JOIN pg_stat_ssl USING (pid) WHERE datname = '${database}'`;
    expect(await server.run(sessions)).toEqual([{ application_name: "tattle", ssl: true }]);
    await sink.close();
    await sink.close();
    await eventually(async () => expect(await server.run(sessions)).toEqual([]));
    await aSink({ database }).close();
  });

  test("sends no limits where none are wanted", async () => {
    const schema = newSchema();
    const query = "statement_timeout=1ms";
    const error = await failureOf(aSink({ schema, query, statement_timeout: 0 }).open(SIGNAL));
    expect(error.message).toContain("57014");
    await opened({ schema, query });
  });
});

/** A relay to a port of this machine that can be made to pass nothing on, while its connections stay. */
async function freezableLine(target: number) {
  type Side = Bun.Socket<{ peer: Promise<Side> }>;
  const line = { frozen: false };
  const relay = {
    data: async (side: Side, bytes: Buffer) => {
      const copy = Buffer.from(bytes);
      if (!line.frozen) (await side.data.peer).write(copy);
    },
    close: async (side: Side) => void (await side.data.peer).end(),
  };
  const listener = Bun.listen<Side["data"]>({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      ...relay,
      open: (side) => {
        const data = { peer: Promise.resolve(side) };
        const peer = Bun.connect({ hostname: "127.0.0.1", port: target, data, socket: relay });
        side.data = { peer };
      },
    },
  });
  return Object.assign(line, {
    port: listener.port,
    [Symbol.asyncDispose]: async () => listener.stop(true),
  });
}
