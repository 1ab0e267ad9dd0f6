import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { assertDelivered, sinkOf } from "../support/api.ts";
import { tattleBinary } from "../support/binary.ts";
import { eventually } from "../support/eventually.ts";
import { type FakePostHog, type FakeRequest, startFakePostHog } from "../support/fake-posthog.ts";
import { numberedList, numberedReport, numberOf } from "../support/reports.ts";
import { ADMIN_TOKEN, TattleProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const LIST_TYPE = { headers: { "content-type": "application/reports+json" } };

function toml(posthog: FakePostHog, more = ""): string {
  return `
    [[sinks]]
    type = "sqlite"
    [[sinks]]
    type = "posthog"
    host = "${posthog.url}"
    batch = { max_age = "20ms", max_reports = 5 }
    retry = { min = "20ms", max = "100ms" }
    ${more}
  `;
}

/** Runs `tattle dead-letters …` against a running Tattle. */
async function deadLetters(tattle: TattleProcess, ...args: string[]) {
  const command = [tattleBinary(), "dead-letters", ...args, "--url", tattle.adminUrl];
  const child = Bun.spawn(command, {
    cwd: tattle.data,
    env: { PATH: process.env.PATH, TATTLE_ADMIN_TOKEN: ADMIN_TOKEN },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { code: await child.exited, out, err };
}

function numbers(posthog: FakePostHog): number[] {
  return posthog
    .events()
    .map(({ properties }) => numberOf({ url: String(properties.$current_url) }))
    .toSorted((a, b) => a - b);
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, number) => number);
}

/** True where one of the request's reports has a number that three divides. */
function holdsThird({ events }: FakeRequest): boolean {
  return events.some(
    ({ properties }) => numberOf({ url: String(properties.$current_url) }) % 3 === 0,
  );
}

describe("reports that PostHog refuses", () => {
  test("are listed, shown and replayed by the command line, and arrive once it takes them", async () => {
    using folder = temporaryFolder();
    const posthog = await startFakePostHog();
    posthog.rule((request) =>
      holdsThird(request) ? { status: 400, body: "no \u001b[31mthirds" } : "ok",
    );
    const data = join(folder.path, "data");
    const config = toml(posthog, 'api_key = "phc_letters"');
    await using tattle = await TattleProcess.start({ data, toml: config });
    for (const number of upTo(12)) {
      expect((await tattle.report(numberedReport(number))).status).toBe(204);
    }
    await eventually(() => assertDelivered(tattle));
    expect(numbers(posthog)).toEqual([1, 2, 4, 5, 7, 8, 10, 11]);

    const table = await deadLetters(tattle, "list");
    expect(table.code).toBe(0);
    expect(table.out.split("\n")).toHaveLength(6);
    expect(table.out).not.toContain("\u001b");
    const list = await deadLetters(tattle, "list", "--sink", "posthog", "--json");
    const ids: number[] = JSON.parse(list.out).map(({ id }: { id: number }) => id);
    expect(ids).toEqual([4, 3, 2, 1]);
    const shown = await deadLetters(tattle, "show", "2");
    expect(numberOf(JSON.parse(shown.out).report)).toBe(3);

    posthog.rule(() => "ok");
    expect(await deadLetters(tattle, "replay", "2", "3")).toEqual({
      code: 0,
      out: "2 dead letters of posthog will be written again.\n",
      err: "",
    });
    await eventually(() => expect(numbers(posthog)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 10, 11]));
    await eventually(async () => {
      expect(await sinkOf(tattle, "posthog")).toMatchObject({
        delivered: 8,
        rejected: 4,
        deadLetters: 2,
        replayed: 2,
        lag: { reports: 0, seconds: 0 },
      });
    });
    expect((await deadLetters(tattle, "drop", "--all")).code).toBe(2);
    expect(await deadLetters(tattle, "drop", "1", "--yes")).toMatchObject({ code: 0 });
    expect((await deadLetters(tattle, "show", "1")).code).toBe(6);
    expect(await tattle.metric("tattle_sink_dead_letters", '{sink="posthog",type="posthog"}')).toBe(
      1,
    );
    expect(posthog.violations()).toEqual([]);
    await posthog.close();
  }, 60_000);
});

describe("killed while many are replayed", () => {
  const LETTERS = 4_000;

  test("writes every one of them in the end, and counts each once", async () => {
    using folder = temporaryFolder();
    const posthog = await startFakePostHog();
    // A key of the report's own that PostHog does not know: all of its reports are refused.
    posthog.rule(() => ({ status: 401, body: "API key is not valid" }));
    const data = join(folder.path, "data");
    const options = { data, toml: toml(posthog) };
    {
      await using tattle = await TattleProcess.start(options);
      for (let first = 0; first < LETTERS; first += 500) {
        const body = numberedList(first, 500);
        expect((await tattle.report(body, "?token=phc_later", LIST_TYPE)).status).toBe(204);
      }
      await eventually(async () => {
        const { deadLetters } = await sinkOf(tattle, "posthog");
        expect(deadLetters).toBe(LETTERS);
      });
      posthog.rule(() => "ok");
      await deadLetters(tattle, "replay", "--all");
      await eventually(() => expect(posthog.events().length).toBeGreaterThan(100));
      await tattle.kill();
    }
    for (let life = 0; life < 3; life++) {
      const before = posthog.events().length;
      expect(before).toBeLessThan(LETTERS);
      await using tattle = await TattleProcess.start(options);
      await eventually(() => expect(posthog.events().length).toBeGreaterThan(before + 50));
      await tattle.kill();
    }
    await using tattle = await TattleProcess.start(options);
    await eventually(async () => {
      expect(await sinkOf(tattle, "posthog")).toMatchObject({
        delivered: 0,
        rejected: LETTERS,
        deadLetters: 0,
        replayed: LETTERS,
      });
    });
    expect(numbers(posthog)).toEqual(upTo(LETTERS));
    // Of each life the batch under way may have come twice.
    const sent = posthog.requests.reduce((sum, { events }) => sum + events.length, 0);
    expect(sent - LETTERS).toBeLessThanOrEqual(LETTERS + 5 * 5);
    await posthog.close();
  }, 60_000);
});
