import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { allReports, assertDelivered, type ProjectView } from "../support/api.ts";
import { eventually } from "../support/eventually.ts";
import { numberedList, numberedReport } from "../support/reports.ts";
import { TattleProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const TOML = `
  [[projects]]
  name = "shop"
  tokens = ["phc_shop_new", "phc_shop_old"]

  [[projects]]
  name = "blog"
  token = "phc_blog"
  origins = ["https://*.blog.example"]
  noise = "drop"

  [[projects]]
  name = "small"
  token = "phc_small"
  types = ["csp-violation"]
  quota_per_day = 3

  [[projects]]
  name = "slow"
  token = "phc_slow"
  rate_limit = { per_second = 0.001, burst = 2 }

  [[projects]]
  name = "gone"
  token = "phc_gone"
  state = "retired"
`;

const EXTENSION = JSON.stringify({
  "csp-report": {
    "document-uri": "https://www.blog.example/",
    "effective-directive": "script-src-elem",
    "blocked-uri": "chrome-extension",
  },
});

const DEPRECATION = JSON.stringify({ type: "deprecation", url: "https://shop.example/", body: {} });

const folder = temporaryFolder();
const data = join(folder.path, "data");
let tattle: TattleProcess;

beforeAll(async () => {
  tattle = await TattleProcess.start({ data, toml: TOML });
}, 60_000);

afterAll(async () => {
  await tattle[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

describe("a request is answered by its token", () => {
  const report = numberedReport(1);
  const list = numberedList(10, 5);
  test.each<[string, string, string, number, string | null]>([
    ["a project's token", "?token=phc_shop_new", report, 204, null],
    ["its other token", "?token=phc_shop_old", list, 204, null],
    ["its token by the other name", "?api_key=phc_shop_new", report, 204, null],
    ["an unknown token", "?token=phc_shopp", list, 204, "unknown_token"],
    ["no token", "", report, 400, null],
    ["a blank token", "?token=", report, 400, null],
    ["no token, sampled out", "?sample_rate=0", report, 204, "sampled_out"],
    ["a retired project's token", "?token=phc_gone", list, 204, "retired_project"],
    ["a rate of 0", "?token=phc_shop_new&sample_rate=0", list, 204, "sampled_out"],
    ["an origin that is not the project's", "?token=phc_blog", report, 204, "origin_not_allowed"],
    ["an extension's report where noise is dropped", "?token=phc_blog", EXTENSION, 204, "filtered"],
    ["a type that is not accepted", "?token=phc_small", DEPRECATION, 204, "type_not_accepted"],
    ["more than a quota", "?token=phc_small", list, 204, "quota_exceeded"],
    ["more than a rate limit", "?token=phc_slow", list, 204, "rate_limited"],
    ["malformed JSON", "?token=phc_shop_new", "{", 400, null],
  ])("%s", async (_name, query, body, status, dropped) => {
    const headers = { "content-type": "application/reports+json" };
    const answer = await tattle.report(body, query, { headers });
    expect([answer.status, answer.headers.get("tattle-dropped")]).toEqual([status, dropped]);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  });
});

/** What the requests above add up to, by project. */
const EXPECTED: Array<[string | null, number, Record<string, number>]> = [
  ["shop", 7, { sampled_out: 5, malformed: 1 }],
  ["blog", 0, { origin_not_allowed: 1, filtered: 1 }],
  ["small", 3, { type_not_accepted: 1, quota_exceeded: 2 }],
  ["slow", 2, { rate_limited: 3 }],
  ["gone", 0, { retired_project: 5 }],
  [null, 0, { unknown_token: 7, sampled_out: 1 }],
];

async function views(): Promise<ProjectView[]> {
  return (await tattle.api<{ items: ProjectView[] }>("/api/v1/projects")).items;
}

async function expectCounted(): Promise<void> {
  const items = await views();
  const totals = items.map(({ name, total }) => ({ name, total }));
  const expected = EXPECTED.map(([name, kept, byReason]) => {
    const dropped = Object.values(byReason).reduce((sum, count) => sum + count, 0);
    const total = { received: kept + dropped, kept, dropped, byReason, refused: 0, imported: 0 };
    return { name, total };
  });
  expect(totals).toEqual(expected);
  for (const [name, kept, byReason] of EXPECTED) {
    for (const [outcome, count] of Object.entries({ kept, ...byReason })) {
      const labels = `{project="${name ?? ""}",outcome="${outcome}"}`;
      expect((await tattle.metric("tattle_reports_total", labels)) ?? 0).toBe(count);
    }
  }
}

describe("what became of every item", () => {
  test("is counted by project and reason, in the API and the metrics", expectCounted);

  test("shows a mistyped token and a missing one", async () => {
    const lost = (await views()).find(({ name }) => name === null);
    expect(lost?.warnings.map(({ code, value }) => [code, value])).toEqual([
      ["token_unknown", "phc_shopp"],
      ["token_missing", ""],
    ]);
  });

  test("is what is stored, under the project's name", async () => {
    await eventually(() => assertDelivered(tattle));
    const stored = Map.groupBy(await allReports(tattle), ({ project }) => project);
    const kept = EXPECTED.filter(([, count]) => count > 0).map(([name, count]) => [name, count]);
    expect(new Set([...stored].map(([name, reports]) => `${name} ${reports.length}`))).toEqual(
      new Set(kept.map(([name, count]) => `${name} ${count}`)),
    );
  });

  test("is remembered over kill -9, and a restart refills no quota", async () => {
    await tattle.kill();
    tattle = await TattleProcess.start({ data, toml: TOML });
    await expectCounted();
    const answer = await tattle.report(numberedReport(99), "?token=phc_small");
    expect(answer.headers.get("tattle-dropped")).toBe("quota_exceeded");
  }, 30_000);
});
