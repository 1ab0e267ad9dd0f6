import { expect, test } from "bun:test";
import { join } from "node:path";
import fc from "fast-check";
import { JOURNAL_FILE } from "../../../../src/journal/index.ts";
import { refuseInserts } from "../../../support/refusal.ts";
import { numberedList, numberedReport } from "../../../support/reports.ts";
import { CSP_REPORT, REPORTS_JSON, testIngest } from "./support.ts";

const LIST = { "content-type": REPORTS_JSON };

const PROJECT = {
  name: "shop",
  tokens: ["phc_shop"],
  state: "active",
  origins: null,
  types: null,
  noise: "tag",
  rateLimit: null,
  quotaPerDay: null,
} as const;

test("an accepted report is in the journal when the answer comes, with what the request said", async () => {
  using t = testIngest();
  const query = "?token=phc_1&v=3&distinct_id=u&session_id=s";
  const response = await t.post(numberedReport(1), query, {
    "user-agent": "Test/1.0",
    origin: "https://shop.example",
  });
  expect([response.status, await response.text()]).toEqual([204, ""]);
  expect(response.headers.get("access-control-allow-origin")).toBe("https://shop.example");
  expect(response.headers.has("tattle-dropped")).toBe(false);
  expect(t.entries()).toMatchObject([
    {
      project: "default",
      receivedAt: t.clock.now(),
      request: {
        token: "phc_1",
        version: "3",
        distinctId: "u",
        sessionId: "s",
        userAgent: "Test/1.0",
      },
      items: [{ raw: JSON.parse(numberedReport(1)) }],
    },
  ]);
  expect(t.counts()).toEqual({ kept: 1 });
  expect(t.bodies.inFlight).toBe(0);
});

test("ids are unique and in order of receipt", async () => {
  using t = testIngest();
  for (let request = 0; request < 5; request++) await t.post(numberedList(0, 40), "", LIST);
  await t.clock.advance(1);
  await t.post(numberedList(0, 40), "", LIST);
  const ids = t.entries().flatMap(({ items }) => items.map(({ id }) => id));
  expect(ids).toEqual([...new Set(ids)].toSorted());
  expect(ids).toHaveLength(6 * 40);
});

test.each<[string, string, string, number, Record<string, number>]>([
  ["no JSON", "{", CSP_REPORT, 400, { malformed: 1 }],
  ["an empty body", "", CSP_REPORT, 400, { malformed: 1 }],
  ["another media type", numberedReport(1), "application/json", 400, { malformed: 1 }],
  ["no report", "{}", CSP_REPORT, 400, { malformed: 1 }],
  ["an empty list", "[]", REPORTS_JSON, 204, {}],
  ["more reports than allowed", numberedList(0, 101), REPORTS_JSON, 413, { malformed: 101 }],
  ["too many bytes", " ".repeat(100_001), CSP_REPORT, 413, { malformed: 1 }],
])("%s is answered and counted", async (_, body, type, status, counts) => {
  using t = testIngest();
  const response = await t.post(body, "", { "content-type": type });
  expect(response.status).toBe(status);
  expect(t.counts()).toEqual({ ...counts });
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  expect(t.entries()).toEqual([]);
  expect(t.bodies.inFlight).toBe(0);
});

test("with projects, a missing token is 400, and an unknown one a drop that is shown", async () => {
  using t = testIngest({ projects: [PROJECT] });
  const answers = [
    await t.post(numberedReport(1)),
    await t.post(numberedReport(1), "?token=phc_typo"),
    await t.post(numberedReport(1), "?token=phc_shop"),
  ];
  const shown = answers.map(({ status, headers }) => [status, headers.get("tattle-dropped")]);
  expect(shown).toEqual([
    [400, null],
    [204, "unknown_token"],
    [204, null],
  ]);
  expect(t.counts()).toEqual({ kept: 1, unknown_token: 2 });
});

test("drops of several kinds in one body are all named, and the rest is kept", async () => {
  using t = testIngest({ projects: [{ ...PROJECT, types: ["csp-violation"], quotaPerDay: 2 }] });
  const reports: unknown[] = JSON.parse(numberedList(0, 3));
  const body = JSON.stringify([
    { type: "crash", url: "https://shop.example/", body: {} },
    7,
    ...reports,
  ]);
  const response = await t.post(body, "?token=phc_shop", LIST);
  expect(response.status).toBe(204);
  const dropped = response.headers.get("tattle-dropped")?.split(", ").toSorted();
  expect(dropped).toEqual(["malformed", "quota_exceeded", "type_not_accepted"]);
  expect(t.counts()).toEqual({ kept: 2, malformed: 1, quota_exceeded: 1, type_not_accepted: 1 });
  expect(t.entries()[0]?.items).toHaveLength(2);
});

test("what was sampled keeps its weight and its redacted key", async () => {
  using t = testIngest();
  for (let n = 0; n < 40; n++) await t.post(numberedReport(n), "?sample_rate=0.5");
  const items = t.entries().flatMap((entry) => entry.items);
  const { kept = 0, sampled_out = 0 } = t.counts();
  expect([kept + sampled_out, items.length]).toEqual([40, kept]);
  expect(kept).toBeGreaterThan(0);
  for (const { weight, sampling } of items) {
    expect([weight, sampling?.rate, sampling?.algorithm]).toEqual([2, 0.5, "uniform"]);
  }
});

test("secrets never reach the disk under strip, and under keep the report is as it was sent", async () => {
  const sent = {
    "csp-report": {
      "document-uri": "https://shop.example/cart?session=s3cret#frag",
      "blocked-uri": "https://user:s3cret@cdn.example/x.js?key=s3cret",
      "violated-directive": "script-src",
      "original-policy": "default-src 'self'; report-uri https://csp.example/report/?token=s3cret",
      "unknown member": { deep: ["é\u2028", 1e21, null] },
    },
  };
  using strip = testIngest();
  using keep = testIngest({}, { urls: "keep" });
  for (const t of [strip, keep]) {
    const response = await t.post(JSON.stringify(sent), "?sample_rate=0.999999");
    expect(response.status).toBe(204);
  }
  expect(JSON.stringify(strip.entries())).not.toContain("s3cret");
  const [kept] = keep.entries()[0]?.items ?? [];
  expect(JSON.stringify(kept?.raw)).toBe(JSON.stringify(sent));
});

test("a journal that refuses is 503 with Retry-After, and nothing of it counts as kept", async () => {
  using t = testIngest();
  await t.post(numberedReport(1));
  using refusal = refuseInserts(join(t.dir, JOURNAL_FILE), ["entry"]);
  const refused = await Promise.all([t.post(numberedReport(2)), t.post(numberedReport(3))]);
  for (const response of refused) {
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("10");
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(await response.json()).toMatchObject({ code: "journal_unavailable", attr: null });
  }
  refusal.end();
  t.journal.probe();
  expect((await t.post(numberedReport(4))).status).toBe(204);
  expect(t.counts()).toEqual({ kept: 2, refused: 2 });
  expect(t.entries()).toHaveLength(2);
  expect(t.bodies.inFlight).toBe(0);
  expect(t.log.lines).toEqual([]);
});

test("an outage of the journal spends no quota, so that what is sent again is kept", async () => {
  using t = testIngest({ projects: [{ ...PROJECT, quotaPerDay: 2 }] });
  const post = () => t.post(numberedReport(1), "?token=phc_shop");
  const refusal = refuseInserts(join(t.dir, JOURNAL_FILE), ["entry", "meta"]);
  const statuses: number[] = [];
  for (let request = 0; request < 5; request++) statuses.push((await post()).status);
  refusal.end();
  t.journal.probe();
  // The first one found the outage, and its place is gone.
  for (let request = 0; request < 2; request++) statuses.push((await post()).status);
  expect(statuses).toEqual([503, 503, 503, 503, 503, 204, 204]);
  expect(t.counts()).toEqual({ kept: 1, quota_exceeded: 1, refused: 5 });
});

test("a blocked journal is 503 before anything is judged", async () => {
  using t = testIngest({ projects: [{ ...PROJECT, quotaPerDay: 1 }] });
  t.journal.setBlocked(true);
  const refused = await t.post(numberedReport(1), "?token=phc_shop");
  expect([refused.status, await refused.json()]).toMatchObject([
    503,
    { code: "journal_unavailable" },
  ]);
  t.journal.setBlocked(false);
  expect((await t.post(numberedReport(1), "?token=phc_shop")).status).toBe(204);
  expect(t.counts()).toEqual({ kept: 1, refused: 1 });
});

test("a body that is too large counts as malformed of its project", async () => {
  using t = testIngest({ projects: [PROJECT] });
  const tooLarge = numberedReport(1).padEnd(100_001, " ");
  expect((await t.post(tooLarge, "?token=phc_shop")).status).toBe(413);
  expect((await t.post(tooLarge, "?token=other")).status).toBe(413);
  const counts = t.journal.counters().map(({ project, outcome }) => [project, outcome]);
  expect(counts).toEqual([
    [null, "malformed"],
    ["shop", "malformed"],
  ]);
});

test("a bug on the way is logged once and 503, so that the sender keeps its reports", async () => {
  using t = testIngest(
    {},
    {
      newId: () => {
        throw new Error("no more ids");
      },
    },
  );
  const response = await t.post(numberedReport(1));
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ code: "internal" });
  expect(t.log.of("error")).toEqual(["a request could not be taken"]);
  expect(t.bodies.inFlight).toBe(0);
});

test("too many bodies at once is 503, and the others are not harmed", async () => {
  using t = testIngest();
  const large = numberedReport(1).padEnd(60_000, " ");
  const answers = await Promise.all(Array.from({ length: 18 }, () => t.post(large)));
  const statuses = answers.map(({ status }) => status);
  expect(statuses.toSorted()).toEqual([...Array(16).fill(204), 503, 503]);
  expect(t.bodies.inFlight).toBe(0);
  expect((await t.post(large)).status).toBe(204);
});

test("whatever is sent, kept and dropped together are what came, and the journal holds what was kept", async () => {
  const violation = JSON.parse(numberedList(1, 1))[0];
  const crash = { type: "crash", url: "https://shop.example/", body: { reason: "oom" } };
  const item = fc.oneof(
    fc.constant(violation),
    fc.constant(crash),
    fc.constant({ type: "deprecation", url: "https://evil.example/", body: {} }),
    fc.jsonValue(),
  );
  const body = fc.record({
    items: fc.array(item, { minLength: 1, maxLength: 8 }),
    query: fc.constantFrom("?token=phc_shop", "?token=phc_typo", "?token=phc_shop&sample_rate=0.3"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(body, { maxLength: 8 }), async (requests) => {
      using t = testIngest({
        projects: [{ ...PROJECT, quotaPerDay: 9, types: ["csp-violation", "crash"] }],
      });
      let sent = 0;
      for (const { items, query } of requests) {
        await t.post(JSON.stringify(items), query, LIST);
        sent += items.length;
      }
      const counts = t.counts();
      expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(sent);
      expect(t.entries().flatMap(({ items }) => items)).toHaveLength(counts.kept ?? 0);
    }),
    { numRuns: 40 },
  );
});
