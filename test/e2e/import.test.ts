import { describe, expect, test } from "bun:test";
import { createConnection } from "node:net";
import { join } from "node:path";
import { allReports, assertDelivered, sinkOf, tallyOf } from "../support/api.ts";
import { tattleBinary } from "../support/binary.ts";
import { eventually } from "../support/eventually.ts";
import { startFakePostHog } from "../support/fake-posthog.ts";
import { numberedList, numberedReport, numberOf } from "../support/reports.ts";
import { ADMIN_TOKEN, TattleProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const AUTHORIZATION = { authorization: `Bearer ${ADMIN_TOKEN}` };
const LIST_TYPE = { headers: { "content-type": "application/reports+json" } };
/** The first test compiles the binary, on a machine that may have other work. */
const LIMIT = 180_000;

interface Result {
  lines: number;
  malformed: number;
  reports: number;
  imported: number;
  dropped: Record<string, number>;
  problems: Array<{ line: number; reason: string }>;
  sinks: string[];
}

/** Runs a command against a Tattle, and gives its exit code and what it printed. */
async function run(tattle: TattleProcess, args: string[], stdin: Blob | "ignore" = "ignore") {
  const child = Bun.spawn([tattleBinary(), ...args, "--url", tattle.adminUrl], {
    cwd: tattle.data,
    env: { PATH: process.env.PATH, TATTLE_ADMIN_TOKEN: ADMIN_TOKEN },
    stdin,
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { code: await child.exited, out, err };
}

async function exported(tattle: TattleProcess): Promise<string> {
  await eventually(() => assertDelivered(tattle), LIMIT / 3);
  const { code, out } = await run(tattle, ["export"]);
  expect(code).toBe(0);
  return out;
}

async function imported(tattle: TattleProcess, file: string, ...more: string[]): Promise<Result> {
  const { code, out, err } = await run(tattle, ["import", file, "--json", ...more]);
  expect([code, err]).toEqual([0, ""]);
  await eventually(() => assertDelivered(tattle), LIMIT / 3);
  return JSON.parse(out);
}

/** A line of nginx's log, a millisecond after the one before. */
function logged(number: number, start: number): string {
  return JSON.stringify({
    msec: `${(start + number) / 1000}`,
    args: "v=3",
    http_user_agent: "Test/1.0",
    request_body: numberedReport(number),
  });
}

/** What is counted, whatever is still stored. */
async function counted(tattle: TattleProcess): Promise<number> {
  const { total } = await tattle.api<{ total: { received: number } }>(
    `/api/v1/overview?from=${Date.now() - 20 * 86_400_000}`,
  );
  return total.received;
}

const both = (posthog: string) => `
  [[sinks]]
  type = "sqlite"
  [[sinks]]
  type = "posthog"
  host = "${posthog}"
  api_key = "phc_import"
  batch = { max_age = "50ms" }
`;

describe("an import", () => {
  test(
    "of an export makes an empty Tattle the same, however often, and tells nobody else",
    async () => {
      using folder = temporaryFolder();
      await using from = await TattleProcess.start({ data: join(folder.path, "from") });
      for (let n = 0; n < 40; n++) {
        const query = `?v=${n % 3}&distinct_id=d${n}&sample_rate=0.8`;
        await from.report(numberedList(n * 5, 5), query, LIST_TYPE);
        await from.report(numberedReport(1_000 + n), "?token=t");
      }
      await from.report(
        '[{"type":"deprecation","url":"https://a.test/","body":{"id":"x"}}]',
        "",
        LIST_TYPE,
      );
      const all = await exported(from);
      expect(all.split("\n").length).toBeGreaterThan(100);
      const file = join(folder.path, "all.ndjson");
      await Bun.write(file, all);

      const posthog = await startFakePostHog();
      const data = join(folder.path, "into");
      await using into = await TattleProcess.start({ data, toml: both(posthog.url) });
      const lines = all.split("\n").length - 1;
      const result = await imported(into, file);
      expect(result).toMatchObject({ lines, imported: lines, malformed: 0, sinks: ["sqlite"] });
      expect(await exported(into)).toBe(all);
      const total = await counted(into);
      expect(total).toBe(lines);
      await imported(into, file);
      expect(await exported(into)).toBe(all);
      expect(await counted(into)).toBe(total);
      expect(await tallyOf(into, "default")).toMatchObject({ received: 0, imported: 2 * lines });
      expect(posthog.events()).toEqual([]);
      expect((await sinkOf(into, "posthog")).delivered).toBe(0);

      // What browsers send meanwhile goes to both; and what is asked for, but for the type that PostHog does not know.
      await into.report(numberedReport(7));
      await imported(into, file, "--sinks", "posthog");
      await eventually(() => expect(posthog.events()).toHaveLength(lines), LIMIT / 3);
      expect(await counted(into)).toBe(total + 1);
    },
    LIMIT,
  );

  test(
    "of all formats at once, hostile lines among them, takes what can be taken and names the rest",
    async () => {
      using folder = temporaryFolder();
      await using tattle = await TattleProcess.start({ data: join(folder.path, "data") });
      const start = Date.now() - 3_600_000;
      const bytes = Buffer.concat([
        Buffer.from(`${logged(1, start)}\n`),
        Buffer.alloc(17 << 20, "x"),
        Buffer.from("\nid,project,receivedAt\n"),
        Buffer.from([0, 0xff, 0xfe, 0x0a]),
        Buffer.from(`${"[".repeat(1 << 20)}\n`),
        Buffer.from(`${numberedList(2, 3)}\n\r\n`),
        Buffer.from(
          `1.2.3.4 - - [${"29/Nov/2025:16:17:00 +0000"}] "POST / HTTP/1.1" 204 0 "-" "-" "${numberedReport(9).replaceAll('"', "\\x22")}"\n`,
        ),
        Buffer.from(
          JSON.stringify({
            document_uri: "https://shop.example/page-5",
            violated_directive: "img-src",
            report_only: false,
            timestamp: new Date(start).toISOString(),
          }),
        ),
      ]);
      const { code, out } = await run(tattle, ["import", "-", "--json"], new Blob([bytes]));
      expect(code).toBe(0);
      const result: Result = JSON.parse(out);
      expect(result).toMatchObject({
        lines: 9,
        malformed: 4,
        reports: 6,
        imported: 5,
        dropped: { too_old: 1 },
      });
      expect(result.problems.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
        "2 line_too_long",
        "3 not_json",
        "4 not_json",
        "5 not_json",
      ]);
      await eventually(() => assertDelivered(tattle), LIMIT / 3);
      expect((await allReports(tattle)).map(numberOf).toSorted()).toEqual([1, 2, 3, 4, 5]);
      const wrong = await run(tattle, ["import", "-"], new Blob(["a,b\nc,d\n"]));
      expect([wrong.code, wrong.out, wrong.err]).toEqual([
        2,
        expect.stringContaining("0 of 0 reports imported"),
        expect.stringContaining("[import_unusable]"),
      ]);
      expect(await run(tattle, ["import", "nowhere.ndjson"])).toMatchObject({ code: 2, out: "" });
    },
    LIMIT,
  );

  test(
    "that kill -9 ends anywhere is a whole beginning, and running it again makes it whole, all counted once",
    async () => {
      using folder = temporaryFolder();
      const data = join(folder.path, "data");
      const file = join(folder.path, "csp.log");
      const count = 20_000;
      const start = Date.now() - 86_400_000;
      const lines = Array.from({ length: count }, (_, n) => logged(n, start));
      await Bun.write(file, `${lines.join("\n")}\n`);
      for (const stored of [1, 4_000]) {
        await using tattle = await TattleProcess.start({ data });
        const importing = run(tattle, ["import", file]);
        await eventually(async () => {
          const { delivered } = await sinkOf(tattle, "sqlite");
          if (delivered < stored) throw new Error(`${delivered} of ${stored}`);
        }, LIMIT / 3);
        expect(await tattle.kill()).toMatchObject({ signal: "SIGKILL" });
        const { code, err } = await importing;
        expect([code, err]).toEqual([6, expect.stringContaining("[import_broken]")]);
      }
      await using tattle = await TattleProcess.start({ data });
      await eventually(() => assertDelivered(tattle), LIMIT / 3);
      const numbers = (await allReports(tattle)).map(numberOf).toSorted((a, b) => a - b);
      expect(numbers.length).toBeLessThan(count);
      expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, n) => n));
      expect(await counted(tattle)).toBe(numbers.length);
      expect(await imported(tattle, file)).toMatchObject({ imported: count });
      expect(await counted(tattle)).toBe(count);
      const ids = (await allReports(tattle)).map(({ id }) => id);
      expect([ids.length, new Set(ids).size]).toEqual([count, count]);
    },
    LIMIT,
  );

  test(
    "whose client goes away keeps what came, and lets the next one in",
    async () => {
      using folder = temporaryFolder();
      await using tattle = await TattleProcess.start({ data: join(folder.path, "data") });
      const { hostname, port } = new URL(tattle.adminUrl);
      const socket = createConnection({ host: hostname, port: Number(port) });
      const start = Date.now() - 3_600_000;
      const head = `POST /api/v1/imports HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${ADMIN_TOKEN}\r\ncontent-length: 1000000\r\n\r\n`;
      socket.write(`${head}${logged(0, start)}\n${logged(1, start)}\n{"msec":`);
      await eventually(async () => {
        expect(await allReports(tattle)).toHaveLength(2);
      });
      const second = await run(tattle, ["import", "-"], new Blob([logged(2, start)]));
      expect([second.code, second.err]).toEqual([6, expect.stringContaining("[import_running]")]);
      socket.destroy();
      await eventually(() => expect(tattle.stderr).toContain("an import ended before its end"));
      const third = await run(tattle, ["import", "-"], new Blob([logged(2, start)]));
      expect(third.code).toBe(0);
      await eventually(async () => expect(await allReports(tattle)).toHaveLength(3));
    },
    LIMIT,
  );

  test(
    "is nothing that a read-only token may do, nor a stranger",
    async () => {
      using folder = temporaryFolder();
      await using tattle = await TattleProcess.start({ data: join(folder.path, "data") });
      const post = (path: string, body: string, headers: Record<string, string>) =>
        fetch(`${tattle.adminUrl}${path}`, { method: "POST", body, headers });
      const made = await post("/api/v1/tokens", '{"name":"r","role":"read"}', AUTHORIZATION);
      const { secret }: { secret: string } = JSON.parse(await made.text());
      const line = logged(1, Date.now() - 1_000);
      const ask = async (headers: Record<string, string>) => {
        const answer = await post("/api/v1/imports", line, headers);
        return [answer.status, JSON.parse(await answer.text()).code];
      };
      expect(await ask({ authorization: `Bearer ${secret}` })).toEqual([403, "read_only"]);
      expect(await ask({})).toEqual([401, "unauthorized"]);
      expect(await ask(AUTHORIZATION)).toEqual([200, undefined]);
      const bad = await post("/api/v1/imports?receivedAt=never", line, AUTHORIZATION);
      expect(bad.status).toBe(400);
      const nowhere = await post("/api/v1/imports?sinks=a,b", line, AUTHORIZATION);
      expect([nowhere.status, JSON.parse(await nowhere.text()).code]).toEqual([
        404,
        "sink_unknown",
      ]);
    },
    LIMIT,
  );
});
