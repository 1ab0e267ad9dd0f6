import { expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { join } from "node:path";
import { allReports, assertDelivered } from "../support/api.ts";
import { eventually } from "../support/eventually.ts";
import { ADMIN_TOKEN, TattleProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** On a machine that does much else, in milliseconds; it needs about ten seconds. */
const LIMIT = 300_000;

const MIB = 2 ** 20;
/** The smallest that there is. */
const SIZE = 64 * MIB;
/** Reports of one list, some 3 MiB. */
const EACH = 400;
/** Lists that are certainly too much. */
const LISTS = 40;

const TOML = `
  [[sinks]]
  type = "sqlite"
  retention = { size = "64MiB" }
`;

/** A question of each kind, all of them over everything. */
const QUESTIONS = [
  "overview",
  "series?by=directive",
  "top/document",
  "top/noise",
  "types",
  "facets",
  "issues?sort=lastSeen",
  "issues?search=page-1",
  "reports?search=cdn-1.example",
  "reports?noise=only",
  "export?limit=50",
  "noise-rules/retagging",
  "versions/compare?project=default&a=&b=1",
];

test(
  "questions are answered while the oldest reports are deleted and all others tagged anew",
  async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, "data");
    await using tattle = await TattleProcess.start({ data, toml: TOML });
    let writing = true;
    const others = [
      repeat(
        () => writing,
        () => walk(tattle),
      ),
      repeat(
        () => writing,
        () => askEverything(tattle),
      ),
      repeat(
        () => writing,
        () => changeRules(tattle),
      ),
    ];
    try {
      for (let sent = 0; sent < LISTS; sent++) {
        expect((await tattle.report(list(sent), "", LIST_TYPE)).status).toBe(204);
      }
      await eventually(() => assertDelivered(tattle), LIMIT);
    } finally {
      writing = false;
    }
    const rounds = await Promise.all(others);
    for (const count of rounds) expect(count).toBeGreaterThan(0);

    const kept = await allReports(tattle);
    expect(kept.length).toBeLessThan(LISTS * EACH);
    expect(kept.length).toBeGreaterThan(EACH);
    const { total } = await tattle.api<{ total: { received: number } }>("/api/v1/overview");
    expect(total.received).toBe(LISTS * EACH);
    await eventually(() => {
      const files = ["reports.db", "reports.db-wal"].map((name) => join(data, "sqlite", name));
      const sizes = files.map((file) => statSync(file, UNTHROWN)?.size ?? 0);
      expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(SIZE);
    }, LIMIT);
    expect(tattle.stderr).not.toMatch(/"level":"(?:error|fatal)"/);
  },
  LIMIT,
);

const LIST_TYPE = { headers: { "content-type": "application/reports+json" } };
const UNTHROWN = { throwIfNoEntry: false } as const;

/** Does it again and again, and gives how often. */
async function repeat(goesOn: () => boolean, work: () => Promise<void>): Promise<number> {
  let times = 0;
  for (; goesOn(); times++) await work();
  return times;
}

/** All pages from the newest report to the oldest: each comes once, and none out of order. */
async function walk(tattle: TattleProcess): Promise<void> {
  const ids = (await allReports(tattle)).map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].toSorted().toReversed());
}

async function askEverything(tattle: TattleProcess): Promise<void> {
  for (const question of QUESTIONS) {
    const answer = await call(tattle, "GET", question);
    expect([question, answer.status]).toEqual([question, 200]);
  }
}

/** A rule that is made and removed, each of which tags again what is stored. */
async function changeRules(tattle: TattleProcess): Promise<void> {
  const match = { match: "suffix", fields: ["blocked"], value: "cdn-1.example" };
  const rule = { id: "own/cdn", ...match, why: "A test.", confidence: "high" };
  expect((await call(tattle, "POST", "noise-rules", rule)).status).toBe(201);
  await Bun.sleep(300);
  expect((await call(tattle, "DELETE", "noise-rules/own/cdn")).status).toBe(200);
  await Bun.sleep(300);
}

async function call(tattle: TattleProcess, method: string, path: string, body?: object) {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await fetch(`${tattle.adminUrl}/api/v1/${path}`, { method, headers, ...sent });
  await answer.text();
  return answer;
}

/** Reports that are large, and have nothing in common that could be stored once. */
function list(number: number): string {
  const reports = Array.from({ length: EACH }, (_, at) => ({
    type: "csp-violation",
    age: 0,
    url: `https://shop.example/page-${at % 20}`,
    user_agent: "Test/1.0",
    body: {
      documentURL: `https://shop.example/page-${at % 20}`,
      effectiveDirective: "script-src-elem",
      originalPolicy: "default-src 'self'",
      disposition: "report",
      blockedURL: `https://cdn-${number % 3}.example/x.js`,
      sample: randomBytes(5_900).toString("base64"),
      statusCode: 200,
    },
  }));
  return JSON.stringify(reports);
}
