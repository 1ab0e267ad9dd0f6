import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { allReports } from "../support/api.ts";
import { eventually } from "../support/eventually.ts";
import { numberedReport, numberOf } from "../support/reports.ts";
import { TattleProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const HOSTILE = resolve(import.meta.dir, "../fixtures/sinks/hostile.ts");

/** Each way, and what the operator reads about it. */
const WAYS: ReadonlyArray<[way: string, told: RegExp]> = [
  ["spins in write", /write\(\) went on after it was given up: No answer within 500 ms/],
  ["spins in open", /open\(\) went on after it was given up: No answer within 500 ms/],
  ["spins in a timer", /(?:open|write)\(\) went on after it was given up: No answer within 500 ms/],
  ["never resolves", /write\(\) went on after it was given up: No answer within 500 ms/],
  ["ignores abort", /write\(\) went on after it was given up: No answer within 500 ms/],
  ["throws in a timer", /it threw outside of a call: Error: boom in a timer/],
  ["rejects unhandled", /it threw outside of a call: Error: nobody listens/],
  ["grows to 2 GB", /it held \d+ MiB, more than memory = \\"256MiB\\" allows/],
  ["exits in write", /The sink's process ended: exit code 3/],
  ["exits while idle", /The sink's process ended: exit code 4/],
  ["is killed", /The sink's process ended: signal SIGKILL/],
  ["floods stdout", /"suppressed":\d+.*the sink prints too much/],
  ["floods its channel", /it floods its channel/],
  ["sends 60 MB at once", /it sent a message of more than \d+ KiB/],
  ["floods the log", /"suppressed":\d+.*the sink logs too much/],
];

/** The ways that end no process. */
const HARMLESS: readonly string[] = ["floods stdout", "floods the log"];

/** The ways that end with the time of a call. */
const HANGING = WAYS.filter(([, told]) => told.source.includes("500 ms")).map(([way]) => way);

/** Most memory that Tattle itself may ever have held, in KiB: about three times what it needs. */
const MOST_MEMORY = 300 << 10;

/** How long anything may take, in milliseconds: fifteen Tattles share the machine. */
const PATIENCE = 60_000;
const TEST_LIMIT = 240_000;

interface SinkView {
  name: string;
  delivered: number;
  deadLetters: number;
  restarts: number | null;
}

function settings(way: string, out: string): string {
  // Only what hangs is to be given up: on a busy machine the others may take long as well.
  const timeout = HANGING.includes(way) ? "500ms" : "60s";
  return `
    [[sinks]]
    type = "sqlite"
    batch = { max_age = "20ms" }
    [[sinks]]
    use = ${JSON.stringify(HOSTILE)}
    name = "hostile"
    memory = "256MiB"
    timeout = "${timeout}"
    batch = { max_age = "20ms" }
    retry = { min = "20ms", max = "100ms" }
    config = { way = ${JSON.stringify(way)}, out = ${JSON.stringify(out)} }`;
}

async function sinkOf(tattle: TattleProcess, name: string): Promise<SinkView> {
  const { items } = await tattle.api<{ items: SinkView[] }>("/api/v1/sinks");
  const found = items.find((item) => item.name === name);
  if (!found) throw new Error(`no sink ${name}`);
  return found;
}

/** Most memory that a process ever held, in KiB. */
function peakMemory(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}

/** Numbers that the hostile sink has written, each where it came first. */
function writtenTo(out: string): number[] {
  const lines = existsSync(out) ? readFileSync(out, "utf8").split("\n").slice(0, -1) : [];
  return [...new Set(lines.map((url) => numberOf({ url })))];
}

describe.concurrent("a third party's sink that", () => {
  test.each(WAYS)(
    "%s delays nobody, is told of, and gets every report in order once it behaves",
    async (way, told) => {
      using folder = temporaryFolder();
      const data = join(folder.path, "data");
      const out = join(folder.path, "out.txt");
      await using tattle = await TattleProcess.start({ data, toml: settings(way, out) });
      let sent = 0;
      const over = () => told.test(tattle.stderr);
      while (sent < 20 || (!over() && sent < 500)) {
        const answer = await tattle.report(numberedReport(sent++));
        expect(answer.status).toBe(204);
        await Bun.sleep(20);
      }
      const all = Array.from({ length: sent }, (_, number) => number);
      await eventually(() => expect(writtenTo(out)).toEqual(all), PATIENCE);
      // Told in its own time, and in as many pieces as the machine is slow.
      await eventually(() => expect(tattle.stderr).toMatch(told), PATIENCE);
      await eventually(
        async () => expect((await sinkOf(tattle, "sqlite")).delivered).toBe(sent),
        PATIENCE,
      );
      const stored = (await allReports(tattle)).map(numberOf);
      expect(stored.toSorted((a, b) => a - b)).toEqual(all);
      const hostile = await sinkOf(tattle, "hostile");
      expect(hostile.deadLetters).toBe(0);
      if (HARMLESS.includes(way)) expect(hostile.restarts).toBe(0);
      else expect(hostile.restarts).toBeGreaterThan(0);
      const labels = '{sink="hostile",type="hostile"}';
      const counted = await tattle.metric("tattle_sink_restarts_total", labels);
      expect(counted).toBeGreaterThanOrEqual(hostile.restarts ?? 0);
      expect((await sinkOf(tattle, "sqlite")).restarts).toBeNull();
      expect(peakMemory(tattle.pid)).toBeLessThan(MOST_MEMORY);
      expect(tattle.stderr.length).toBeLessThan(4 << 20);
      expect(await tattle.stop()).toMatchObject({ exitCode: 0 });
    },
    TEST_LIMIT,
  );
});
