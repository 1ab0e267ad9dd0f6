import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { allReports, assertDelivered, sinkOf, tallyOf } from "../support/api.ts";
import {
  type Fault,
  type FaultyDisk,
  faultyDisk,
  faultyDiskMissing,
} from "../support/disk-full.ts";
import { eventually } from "../support/eventually.ts";
import { numberedReport, numberOf } from "../support/reports.ts";
import { TattleProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const missing = faultyDiskMissing();
if (missing !== null) process.stderr.write(`disk-full tests are skipped: ${missing}\n`);

const TOML = `
  [[sinks]]
  type = "sqlite"
  batch = { max_age = "20ms" }
  retry = { min = "50ms", max = "200ms" }
`;

const ORIGIN = "https://shop.example";

/** Reports with numbers, and which of them were acknowledged. */
class Sender {
  readonly acknowledged: number[] = [];
  #next = 0;

  constructor(readonly tattle: TattleProcess) {}

  async one(): Promise<Response> {
    const number = this.#next++;
    const headers = { "content-type": "application/csp-report", origin: ORIGIN };
    const answer = await this.tattle.report(numberedReport(number), "", { headers });
    if (answer.status === 204) this.acknowledged.push(number);
    return answer;
  }

  async many(count: number): Promise<number[]> {
    const answers = await Promise.all(Array.from({ length: count }, () => this.one()));
    return answers.map(({ status }) => status);
  }
}

async function expectRefusal(tattle: TattleProcess, sender: Sender): Promise<void> {
  await eventually(async () => expect((await sender.one()).status).toBe(503));
  const answer = await sender.one();
  expect(answer.status).toBe(503);
  expect(answer.headers.get("retry-after")).toMatch(/^\d+$/);
  expect(answer.headers.get("access-control-allow-origin")).toBe(ORIGIN);
  expect(await answer.json()).toMatchObject({ code: "journal_unavailable", attr: null });
  const ready = await fetch(`${tattle.url}/readyz`);
  expect([ready.status, await ready.json()]).toMatchObject([
    503,
    { status: "unavailable", journal: "failing" },
  ]);
  expect(await tattle.metric("tattle_journal_state", '{state="failing"}')).toBe(1);
  expect(await tattle.metric("tattle_journal_state", '{state="ok"}')).toBe(0);
  expect((await fetch(`${tattle.url}/healthz`)).status).toBe(200);
}

async function expectRecovery(tattle: TattleProcess): Promise<void> {
  // By itself: nobody has to send a report for it to be found.
  await eventually(async () => expect((await fetch(`${tattle.url}/readyz`)).status).toBe(200));
  expect(await tattle.metric("tattle_journal_state", '{state="ok"}')).toBe(1);
}

async function expectEverythingOnce(tattle: TattleProcess, sender: Sender): Promise<void> {
  await eventually(() => assertDelivered(tattle));
  const stored = (await allReports(tattle)).map(numberOf).sort((a, b) => a - b);
  expect(stored).toEqual(sender.acknowledged.toSorted((a, b) => a - b));
  const tally = await tallyOf(tattle, "default");
  expect(tally).toMatchObject({ kept: stored.length, received: stored.length });
  expect((await tallyOf(tattle, null)).refused).toBeGreaterThan(0);
  expect(await sinkOf(tattle, "sqlite")).toMatchObject({ state: "running", deadLetters: 0 });
}

async function withFaultyDisk(
  use: (start: () => Promise<TattleProcess>, disk: FaultyDisk) => Promise<void>,
): Promise<void> {
  using folder = temporaryFolder();
  const data = join(folder.path, "data");
  const disk = faultyDisk(folder.path, data);
  await use(() => TattleProcess.start({ data, toml: TOML, env: disk.env }), disk);
}

describe.skipIf(missing !== null)("a disk that refuses", () => {
  test.each<[string, Fault]>([
    ["is full", "full"],
    ["cannot sync", "sync"],
  ])("because it %s: 503 until it takes data again, and nothing accepted is lost", (_, fault) =>
    withFaultyDisk(async (start, disk) => {
      await using tattle = await start();
      const sender = new Sender(tattle);
      expect(new Set(await sender.many(200))).toEqual(new Set([204]));

      disk.fail(fault);
      const meanwhile = await sender.many(100);
      expect(new Set(meanwhile)).toEqual(new Set([503]));
      await expectRefusal(tattle, sender);

      disk.heal();
      await expectRecovery(tattle);
      expect(new Set(await sender.many(200))).toEqual(new Set([204]));
      await expectEverythingOnce(tattle, sender);
      expect(await tattle.stop()).toMatchObject({ exitCode: 0 });
    }),
  );

  test(
    "again and again under load: what was acknowledged is there once",
    () =>
      withFaultyDisk(async (start, disk) => {
        await using tattle = await start();
        const sender = new Sender(tattle);
        let flipping = true;
        const load = Array.from({ length: 4 }, async () => {
          while (flipping) await sender.one();
        });
        for (const fault of ["full", "sync", "full", "sync", "full"] as const) {
          await Bun.sleep(40);
          disk.fail(fault);
          await Bun.sleep(80);
          disk.heal();
          await expectRecovery(tattle);
        }
        flipping = false;
        await Promise.all(load);
        await expectEverythingOnce(tattle, sender);
      }),
    30_000,
  );

  test("drops on purpose are still answered 204, and counted once it takes data again", () =>
    withFaultyDisk(async (start, disk) => {
      await using tattle = await start();
      disk.fail("full");
      const answer = await tattle.report(numberedReport(1), "?sample_rate=0");
      expect(answer.status).toBe(204);
      disk.heal();
      await expectRecovery(tattle);
      await eventually(async () => {
        expect((await tallyOf(tattle, "default")).byReason).toEqual({ sampled_out: 1 });
      });
    }));

  test("killed while it is full, Tattle starts again with everything it had accepted", () =>
    withFaultyDisk(async (start, disk) => {
      await using before = await start();
      const sender = new Sender(before);
      await sender.many(50);
      disk.fail("full");
      await sender.many(10);
      await before.kill();
      disk.heal();
      await using after = await start();
      await eventually(() => assertDelivered(after));
      const stored = (await allReports(after)).map(numberOf).sort((a, b) => a - b);
      expect(stored).toEqual(sender.acknowledged.toSorted((a, b) => a - b));
    }));
});
