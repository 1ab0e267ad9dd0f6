import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Value } from "@sinclair/typebox/value";
import { Delivery } from "../../src/delivery/index.ts";
import { Journal } from "../../src/journal/index.ts";
import type { Report } from "../../src/report/report.ts";
import { systemClock } from "../../src/sink/context.ts";
import { eventually } from "../../test/support/eventually.ts";
import { MemoryLog } from "../../test/support/memory-log.ts";
import { hasPostgres, Postgres, START_LIMIT } from "../../test/support/postgres.ts";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import plugin from "./index.ts";
import { newSchema, reports } from "./testing.ts";

const SETTINGS = {
  maxReports: 20,
  maxBytes: 1 << 20,
  maxAge: 5,
  timeout: 5_000,
  retry: { min: 10, max: 100 },
};

/** What a test may take on a machine that does other things too, in milliseconds. */
const LIMIT = 60_000;

/** A real journal and a real delivery to one postgres sink. */
class Node implements AsyncDisposable {
  readonly #folder = temporaryFolder();
  readonly #journal: Journal;
  readonly #delivery: Delivery;
  readonly log = new MemoryLog();
  readonly sent: string[] = [];

  constructor(url: string, schema: string) {
    const dir = this.#folder.path;
    this.#journal = new Journal({ dir, durability: "os", clock: systemClock });
    this.#delivery = new Delivery({
      dir,
      durability: "os",
      sinks: [
        {
          name: "postgres",
          type: "postgres",
          plugin,
          config: Value.Parse(plugin.config, { url, schema, connect_timeout: 500 }),
          settings: SETTINGS,
          maxBacklog: 1 << 30,
          onFull: "drop_oldest",
          start: "oldest",
        },
      ],
      // A row has a list for each request.
      decode: (text): Report[] => JSON.parse(text).flat(),
      clock: systemClock,
      fetch,
      random: () => 0.5,
      log: () => this.log,
      onTrim: (seq) => this.#journal.trim(seq),
      onErased: () => {},
      onBlocked: (blocked) => this.#journal.setBlocked(blocked),
    });
    this.#journal.onCommit = () => this.#delivery.wake();
    this.#delivery.start();
  }

  get status() {
    const [status] = this.#delivery.statuses();
    if (status === undefined) throw new Error("There is no sink.");
    return status;
  }

  async receive(batch = reports(5)): Promise<void> {
    await this.#journal.append({
      project: "shop",
      text: JSON.stringify(batch),
      reports: batch.length,
    });
    this.sent.push(...batch.map(({ id }) => id));
  }

  /** Receives one batch after the other while `act` does what it does, and a little longer. */
  async during(act: () => Promise<void>): Promise<void> {
    let going = true;
    const traffic = (async () => {
      for (; going; await Bun.sleep(2)) await this.receive();
    })();
    try {
      await Bun.sleep(30);
      await act();
      await Bun.sleep(30);
    } finally {
      going = false;
      await traffic;
    }
  }

  async delivered(): Promise<void> {
    await eventually(() => expect(this.status.backlog.reports).toBe(0));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#journal.onCommit = () => {};
    await this.#delivery.stop(0);
    this.#journal.close();
    this.#folder[Symbol.dispose]();
  }
}

describe.skipIf(!hasPostgres())("delivery to PostgreSQL", () => {
  let server: Postgres;
  beforeAll(async () => {
    server = await Postgres.start();
  }, START_LIMIT);
  afterAll(() => server[Symbol.asyncDispose]());

  async function expectStored(schema: string, ...nodes: Node[]): Promise<void> {
    for (const node of nodes) {
      await node.delivered();
      expect(node.status).toMatchObject({ deadLetters: 0, state: "running" });
    }
    const rows = await server.run(`SELECT id FROM ${schema}.tattle_reports ORDER BY id`);
    const sent = nodes.flatMap((node) => node.sent).sort();
    expect(rows.map(({ id }) => id)).toEqual(sent);
    expect(sent.length).toBeGreaterThan(20);
  }

  const disasters: Array<[string, () => Promise<void>]> = [
    [
      "a restart of the server",
      async () => {
        await server.stop();
        await Bun.sleep(50);
        await server.start();
      },
    ],
    [
      "kill -9 of the server",
      async () => {
        await server.kill();
        await server.start();
      },
    ],
    [
      "the end of every session, again and again",
      async () => {
        for (let round = 0; round < 5; round++) {
          await server.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tattle'",
          );
          await Bun.sleep(10);
        }
      },
    ],
  ];
  test.each(disasters)(
    "loses nothing and doubles nothing in %s, with two nodes",
    async (_name, disaster) => {
      const schema = newSchema();
      await using one = new Node(server.url(), schema);
      await using two = new Node(server.url(), schema);
      await two.during(() => one.during(disaster));
      await expectStored(schema, one, two);
    },
    LIMIT,
  );

  test(
    "waits for a server that is not up yet",
    async () => {
      const schema = newSchema();
      await server.stop();
      await using node = new Node(server.url(), schema);
      await node.during(async () => {
        await eventually(() => expect(node.status.lastError?.message).toContain("REFUSED"));
        await server.start();
      });
      await expectStored(schema, node);
    },
    LIMIT,
  );
});
