import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { noiseRetagger, ownRule, rulesInUse } from "../../../src/admission/index.ts";
import { PreviewDesk } from "../../../src/http/api/noise-preview/desk.ts";
import { previewOf } from "../../../src/http/api/noise-preview/preview.ts";
import type { PreviewQuestion } from "../../../src/http/api/noise-preview/question.ts";
import { NoisePreviewSchema } from "../../../src/http/api/schema/noise-preview.ts";
import type { Report } from "../../../src/report/report.ts";
import { MemoryReader } from "../../support/memory-reader.ts";
import { violations } from "./schema.ts";
import { BEARER, NOW, REPORT, send, testAdmin } from "./support.ts";

const PATH = "/api/v1/noise-rules/preview";
const DAY = 86_400_000;
const SPAN = { from: NOW - 7 * DAY, to: NOW };

function rule(name: string, value: string) {
  return ownRule({
    id: `own/${name}`,
    match: "suffix",
    fields: ["blocked"],
    value,
    why: "A test.",
    confidence: "high",
  });
}

const [A, B] = [rule("a", "a.example"), rule("b", "b.example")];
const HOSTS = ["a.example", "x.a.example", "b.example", "c.example"];

/** The n-th report, one a second before the end, blocked for a host, with the tag that `rules` give. */
function blocked(n: number, host: string, rules: readonly ReturnType<typeof rule>[]): Report {
  const receivedAt = NOW - 1 - n * 1_000;
  const violation = REPORT.violation && {
    ...REPORT.violation,
    documentURL: "https://shop.example/",
    blockedURL: `https://${host}/${n}.js`,
    sourceFile: null,
  };
  const id = Bun.randomUUIDv7("hex", receivedAt);
  const weight = 1 + (n % 3);
  const report = { ...REPORT, id, receivedAt, occurredAt: receivedAt, violation, weight };
  return { ...report, noise: noiseRetagger(rules, new Set())({ ...report, noise: null }) };
}

function question(part: Partial<PreviewQuestion>): PreviewQuestion {
  return { before: [], after: [], span: SPAN, project: null, ...part };
}

/** A reader that never comes to an end. */
function endless(pages: { count: number }, items: readonly Report[] = []) {
  return {
    reports: async () => {
      pages.count += 1;
      return { items: [...items], next: "more" };
    },
    types: async () => [
      { type: "csp-violation", received: 7e6, estimated: 7e6, lastReceived: null },
    ],
  };
}

describe("a preview", () => {
  test("tells what is tagged, untagged and named otherwise, by rule and by issue", async () => {
    const reports = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => blocked(n, HOSTS[n % 4] ?? "", [B]));
    const reader = new MemoryReader(async () => reports);
    const asked = question({ before: [B], after: [A] });
    const preview = await previewOf(reader, asked, () => 0);
    expect(preview).toMatchObject({
      exact: true,
      read: 8,
      counted: 8,
      tagged: { received: 4, issues: 2 },
      hidden: 2,
      untagged: { received: 2, issues: 1, top: [{ blocked: "https://b.example", left: 2 }] },
      renamed: { received: 0, estimated: 0 },
    });
    expect(preview.moves).toEqual([
      { from: null, to: "own/a", received: 4, estimated: 1 + 2 + 2 + 3 },
      { from: "own/b", to: null, received: 2, estimated: 3 + 1 },
    ]);
    const [first] = preview.tagged.top;
    expect(reports.map(({ id }) => id)).toContain(first?.example.report ?? "");
    expect(first).toMatchObject({ received: 2, left: 0, source: null });
  });

  test("says what a store says that was tagged by these rules, whatever it holds", async () => {
    const rules = fc.subarray([A, B, rule("c", "c.example"), rule("xa", "x.a.example")]);
    await fc.assert(
      fc.asyncProperty(
        rules,
        rules,
        fc.array(fc.constantFrom(...HOSTS), { maxLength: 60 }),
        async (before, after, hosts) => {
          const reports = hosts.map((host, n) => blocked(n * 9_000, host, before));
          const inSpan = reports.filter(({ receivedAt }) => receivedAt >= SPAN.from);
          const tag = noiseRetagger(after, new Set());
          const gained = inSpan.filter((one) => one.noise === null && tag(one) !== null);
          const lost = inSpan.filter((one) => one.noise !== null && tag(one) === null);
          const other = inSpan.filter(
            (one) => one.noise !== null && tag(one) !== null && tag(one) !== one.noise,
          );
          const reader = new MemoryReader(async () => reports.toReversed());
          const preview = await previewOf(reader, question({ before, after }), () => 0);
          const { tagged, untagged, renamed, exact, read } = preview;
          expect([exact, read]).toEqual([true, inSpan.length]);
          expect([tagged, untagged, renamed].map(({ received }) => received)).toEqual([
            gained.length,
            lost.length,
            other.length,
          ]);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("reads so many reports and no more, of every part of the span", async () => {
    const pages = { count: 0 };
    const page = Array.from({ length: 250 }, (_, n) => blocked(n, "a.example", []));
    const preview = await previewOf(endless(pages, page), question({ after: [A] }), () => 0);
    expect(pages.count).toBe(80);
    expect(preview).toMatchObject({ exact: false, read: 20_000, counted: 7e6 });
    expect(preview.tagged).toMatchObject({ received: 20_000, issues: 1 });
  });

  test("takes so long and no longer", async () => {
    const pages = { count: 0 };
    let now = 0;
    const clock = () => {
      now += 100;
      return now;
    };
    const preview = await previewOf(endless(pages), question({ after: [A] }), clock);
    expect(pages.count).toBeLessThan(60);
    expect(preview.exact).toBe(false);
  });

  test("cuts what senders have written, and holds as many issues as it has read", async () => {
    const long = "x".repeat(100_000);
    const reports = Array.from({ length: 500 }, (_, n) => {
      const one = blocked(n, `h${n}.a.example`, []);
      const violation = one.violation && {
        ...one.violation,
        sample: `${long}\ud800`,
        sourceFile: long,
      };
      return { ...one, violation };
    });
    const reader = new MemoryReader(async () => reports.toReversed());
    const preview = await previewOf(reader, question({ after: [A] }), () => 0);
    expect(preview.tagged).toMatchObject({ received: 500, issues: 500 });
    expect(preview.tagged.top).toHaveLength(20);
    expect(JSON.stringify(preview).length).toBeLessThan(50_000);
  });
});

test("previews are answered one after the other, and only so many wait", async () => {
  const gate = Promise.withResolvers<void>();
  let running = 0;
  let most = 0;
  const reader = {
    reports: async () => {
      running += 1;
      most = Math.max(most, running);
      await gate.promise;
      running -= 1;
      return { items: [], next: null };
    },
    types: async () => [],
  };
  const desk = new PreviewDesk(() => 0);
  const asked = Array.from({ length: 5 }, () => desk.ask(reader, question({})));
  await expect(asked[4]).rejects.toThrow("4 previews");
  gate.resolve();
  await Promise.all(asked.slice(0, 4));
  expect(most).toBe(1);
  expect(await desk.ask(reader, question({}))).toMatchObject({ exact: true, read: 0 });
});

test("a preview that fails keeps no other from its answer", async () => {
  const broken = { reports: () => Promise.reject(new Error("locked")), types: async () => [] };
  const desk = new PreviewDesk(() => 0);
  const failing = desk.ask(broken, question({}));
  const good = desk.ask(new MemoryReader(async () => []), question({}));
  await expect(failing).rejects.toThrow("locked");
  expect(await good).toMatchObject({ read: 0 });
});

describe("POST /api/v1/noise-rules/preview", () => {
  const NEW = { id: "own/a", match: "suffix", fields: ["blocked"], value: "a.example", why: "A." };
  const reports = () =>
    Array.from({ length: 6 }, (_, n) =>
      blocked(n, HOSTS[n % 4] ?? "", rulesInUse({ action: "tag" }) as never),
    );
  const admin = () => {
    const reader = new MemoryReader(async () => reports().toReversed());
    return testAdmin({ services: { reader } });
  };
  const ask = async (body: object, on = admin()) => {
    const answer = await send(on, "POST", PATH, body);
    return { status: answer.status, body: JSON.parse(await answer.text()) };
  };

  test("shows what a rule would hide, and changes nothing", async () => {
    const on = admin();
    const before = on.services.noise.list();
    const { status, body } = await ask({ rule: NEW }, on);
    expect(status).toBe(200);
    expect(violations(NoisePreviewSchema, body)).toEqual([]);
    expect(body).toMatchObject({ exact: true, read: 6, tagged: { received: 4, issues: 2 } });
    expect(body.to).toBe(new Date(NOW).toISOString());
    expect(Date.parse(body.to) - Date.parse(body.from)).toBe(7 * DAY);
    expect(on.services.noise.list()).toEqual(before);
  });

  test("shows what comes back when a rule is removed or switched off", async () => {
    const on = admin();
    expect((await send(on, "POST", "/api/v1/noise-rules", NEW)).status).toBe(201);
    const gone = { untagged: { received: 4 }, tagged: { received: 0 } };
    expect((await ask({ remove: "own/a" }, on)).body).toMatchObject(gone);
    expect((await ask({ disable: ["own/a"] }, on)).body).toMatchObject(gone);
    expect((await send(on, "POST", "/api/v1/noise-rules/disable", { ids: ["own/a"] })).status).toBe(
      200,
    );
    expect((await ask({ enable: ["own/a"] }, on)).body).toMatchObject({ tagged: { received: 4 } });
    expect((await ask({ rule: { ...NEW, value: "b.example" } }, on)).body.moves).toEqual([]);
  });

  test("looks at one project and at the span that is named", async () => {
    expect((await ask({ rule: NEW, project: "nobody" })).body).toMatchObject({ read: 0 });
    const to = new Date(NOW - DAY).toISOString();
    expect((await ask({ rule: NEW, to, from: `${NOW - 2 * DAY}` })).body).toMatchObject({
      read: 0,
      to,
    });
  });

  test.each([
    ["nothing", {}, "", "Expected"],
    ["two changes", { rule: NEW, remove: "own/a" }, "", "exactly one"],
    ["an unknown member", { rule: NEW, what: 1 }, "what", "Unexpected"],
    [
      "a rule that is too broad",
      { rule: { ...NEW, match: "scheme", value: "https" } },
      "rule.value",
      "broad",
    ],
    ["a rule without a value", { rule: { ...NEW, value: undefined } }, "rule.value", "required"],
    ["a moment that is none", { rule: NEW, from: "yesterday" }, "from", "RFC 3339"],
    ["too long a span", { rule: NEW, from: "2020-01-01" }, "from", "400 days"],
    ["no ids", { disable: [] }, "disable", "array"],
  ])("refuses %s", async (_, asked, name, message) => {
    const { status, body } = await ask(asked);
    expect([status, body.code]).toEqual([400, "request_invalid"]);
    expect(body.errors).toContainEqual({
      in: "body",
      name,
      message: expect.stringContaining(message),
    });
  });

  test.each([
    [{ remove: "own/nobody" }, 404, "noise_rule_unknown"],
    [{ remove: "extension-scheme/jar" }, 409, "noise_rule_fixed"],
    [{ disable: ["own/nobody"] }, 404, "noise_rule_unknown"],
    [{ rule: { ...NEW, id: "extension-scheme/jar" } }, 409, "noise_rule_exists"],
  ])("refuses what the change itself would be refused for: %j", async (asked, status, code) => {
    const answer = await ask(asked);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test("needs a reader, and a token that may change something", async () => {
    const none = testAdmin({ services: { reader: null } });
    expect((await ask({ rule: NEW }, none)).status).toBe(501);
    const answer = await admin().ask(PATH, { method: "POST", body: "{}" });
    expect(answer.status).toBe(401);
    expect(BEARER).toBeDefined();
  });
});
