import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { allReports, assertDelivered } from "../support/api.ts";
import { eventually } from "../support/eventually.ts";
import { ADMIN_TOKEN, TattleProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const LIST_TYPE = { headers: { "content-type": "application/reports+json" } };
const HOSTS = ["a.example", "b.example", "c.example"];
/** Of one test, in milliseconds, on a machine that does much else. */
const LIMIT = 120_000;

interface Retagging {
  id: string;
  state: string;
  sinks: Array<{ sink: string; state: string; read: number; changed: number; progress: number }>;
}

interface Tagged {
  violation: { blockedURL: string } | null;
  noise: string | null;
}

/** A list of violations, blocked for one host after the other. */
function list(count: number): string {
  return JSON.stringify(
    Array.from({ length: count }, (_, n) => ({
      type: "csp-violation",
      age: n,
      url: `https://shop.example/page-${n % 20}`,
      user_agent: "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/150.0",
      body: {
        documentURL: `https://shop.example/page-${n % 20}`,
        effectiveDirective: "script-src-elem",
        originalPolicy: "default-src 'self'",
        disposition: "report",
        blockedURL: `https://${HOSTS[n % HOSTS.length]}/${n % 2}.js`,
        statusCode: 200,
      },
    })),
  );
}

async function send(tattle: TattleProcess, requests: number, each = 300): Promise<void> {
  for (let n = 0; n < requests; n++) {
    expect((await tattle.report(list(each), "", LIST_TYPE)).status).toBe(204);
  }
}

async function call(tattle: TattleProcess, method: string, path: string, body: object = {}) {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" };
  const url = `${tattle.adminUrl}/api/v1/noise-rules${path}`;
  const answer = await fetch(url, { method, headers, body: JSON.stringify(body) });
  expect([method, path, answer.ok]).toEqual([method, path, true]);
  const said: unknown = await answer.json();
  return said;
}

function rule(host: string) {
  return { match: "host", fields: ["blocked"], value: host, why: "A test.", confidence: "high" };
}

function retagging(tattle: TattleProcess): Promise<Retagging> {
  return tattle.api<Retagging>("/api/v1/noise-rules/retagging");
}

async function done(tattle: TattleProcess): Promise<Retagging> {
  return eventually(async () => {
    const state = await retagging(tattle);
    expect(state.state).toBe("done");
    return state;
  }, 60_000);
}

/** What every report and every count says must be what these rules, host to id, say. */
async function expectTags(tattle: TattleProcess, rules: Record<string, string>): Promise<void> {
  await eventually(() => assertDelivered(tattle), 60_000);
  const reports = (await allReports(tattle)) as unknown as Tagged[];
  const expected = new Map<string | null, number>();
  for (const { violation, noise } of reports) {
    const tag = rules[new URL(violation?.blockedURL ?? "").host] ?? null;
    expect(noise).toBe(tag);
    expected.set(tag, (expected.get(tag) ?? 0) + 1);
  }
  const { items } = await tattle.api<{ items: Array<{ value: string | null; received: number }> }>(
    `/api/v1/top/noise?from=${Date.now() - 86_400_000}`,
  );
  const counted = new Map(items.map(({ value, received }) => [value, received]));
  expect(counted).toEqual(expected);
  const { total } = await tattle.api<{ total: { received: number } }>("/api/v1/overview");
  expect(total.received).toBe(reports.length);
}

describe("noise rules that change", () => {
  test(
    "tag what is stored anew, each way, while reports go on to come",
    async () => {
      using folder = temporaryFolder();
      const toml = '[[sinks]]\ntype = "sqlite"\n[[sinks]]\ntype = "discard"';
      await using tattle = await TattleProcess.start({ data: join(folder.path, "data"), toml });
      await send(tattle, 10);
      const more = send(tattle, 10);
      await call(tattle, "POST", "", { id: "own/a", ...rule("a.example") });
      await more;
      const first = await done(tattle);
      expect(first.sinks).toMatchObject([
        { sink: "sqlite", state: "done", progress: 1 },
        { sink: "discard", state: "not_asked" },
      ]);
      await expectTags(tattle, { "a.example": "own/a" });
      await call(tattle, "PUT", "/own/a", rule("b.example"));
      expect((await done(tattle)).sinks[0]).toMatchObject({ read: 6_000, changed: 4_000 });
      await expectTags(tattle, { "b.example": "own/a" });
      await call(tattle, "POST", "/disable", { ids: ["own/a"] });
      await done(tattle);
      await expectTags(tattle, {});
      await call(tattle, "POST", "/enable", { ids: ["own/a"] });
      await done(tattle);
      await expectTags(tattle, { "b.example": "own/a" });
      await call(tattle, "DELETE", "/own/a");
      await done(tattle);
      await expectTags(tattle, {});
      expect((await tattle.stop()).exitCode).toBe(0);
      expect(tattle.stderr).toContain("stored reports carry the tags");
    },
    LIMIT,
  );

  test(
    "do what their preview has said",
    async () => {
      using folder = temporaryFolder();
      await using tattle = await TattleProcess.start({ data: join(folder.path, "data") });
      await send(tattle, 5);
      await eventually(() => assertDelivered(tattle), 60_000);
      const made = { id: "own/a", ...rule("a.example") };
      expect(await call(tattle, "POST", "/preview", { rule: made })).toMatchObject({
        exact: true,
        read: 1_500,
        counted: 1_500,
        tagged: { received: 500, issues: 1, top: [{ blocked: "https://a.example", left: 0 }] },
        hidden: 1,
        moves: [{ from: null, to: "own/a", received: 500 }],
      });
      await expectTags(tattle, {});
      await call(tattle, "POST", "", made);
      expect((await done(tattle)).sinks[0]?.changed).toBe(500);
      await expectTags(tattle, { "a.example": "own/a" });
      expect(await call(tattle, "POST", "/preview", { disable: ["own/a"] })).toMatchObject({
        untagged: { received: 500, issues: 1 },
        tagged: { received: 0 },
      });
    },
    LIMIT,
  );

  test(
    "in the config file do so at the next start",
    async () => {
      using folder = temporaryFolder();
      const data = join(folder.path, "data");
      const toml = (host: string) =>
        `[[noise.rules]]\nid = "own/file"\nmatch = "host"\nfields = ["blocked"]\nvalue = "${host}"\nwhy = "A test."\n`;
      let id = "";
      {
        await using tattle = await TattleProcess.start({ data, toml: toml("a.example") });
        await send(tattle, 2);
        ({ id } = await done(tattle));
        await expectTags(tattle, { "a.example": "own/file" });
      }
      {
        await using tattle = await TattleProcess.start({ data, toml: toml("a.example") });
        expect((await done(tattle)).id).toBe(id);
      }
      await using tattle = await TattleProcess.start({ data, toml: toml("c.example") });
      expect((await done(tattle)).id).not.toBe(id);
      await expectTags(tattle, { "c.example": "own/file" });
    },
    LIMIT,
  );

  test(
    "go on where kill -9 has cut them off, at any moment, and begin anew when they change again",
    async () => {
      using folder = temporaryFolder();
      const data = join(folder.path, "data");
      {
        await using tattle = await TattleProcess.start({ data });
        await send(tattle, 10, 1_000);
        await call(tattle, "POST", "", { id: "own/x", ...rule("a.example") });
      }
      let host = "";
      for (const [n, pause] of [0, 20, 60, 150, 300].entries()) {
        await using tattle = await TattleProcess.start({ data });
        await Bun.sleep(pause);
        host = HOSTS[(n + 1) % HOSTS.length] ?? "";
        await call(tattle, "PUT", "/own/x", rule(host));
        const coming = send(tattle, 50, 20).catch(() => {});
        await Bun.sleep(pause);
        await tattle.kill();
        await coming;
      }
      await using tattle = await TattleProcess.start({ data });
      await done(tattle);
      await expectTags(tattle, { [host]: "own/x" });
      expect((await tattle.stop()).exitCode).toBe(0);
    },
    LIMIT,
  );
});
