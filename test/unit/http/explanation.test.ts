import { afterAll, describe, expect, test } from "bun:test";
import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { fingerprint } from "../../../src/report/fingerprint.ts";
import type { Report } from "../../../src/report/report.ts";
import { violationOf } from "../../support/labelled.ts";
import { storedReports } from "../../support/stored.ts";
import { BEARER, HOUR, testAdmin } from "./support.ts";

const FROM = Date.UTC(2026, 4, 1);
const NOW = FROM + 20 * 24 * HOUR;
const OLD = "script-src https:; img-src 'self'";
const NEW = "script-src 'self'; img-src 'self'";

const AGENTS = [
  "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
];

const widget = (originalPolicy: string) => ({
  effectiveDirective: "script-src-elem",
  blockedURL: "https://widget.vendor.example/w.js",
  originalPolicy,
});
const image = (originalPolicy: string) => ({
  effectiveDirective: "img-src",
  blockedURL: "https://pics.vendor.example/i.png",
  originalPolicy,
});
const extension = {
  effectiveDirective: "img-src",
  blockedURL: "chrome-extension://abc/i.png",
  originalPolicy: NEW,
};

let made = 0;
/** A report of each engine. */
function reportsOf(
  violation: Parameters<typeof violationOf>[0],
  day: number,
  version: string,
): Report[] {
  return AGENTS.map((userAgent) => {
    made += 1;
    const at = FROM + day * 24 * HOUR + made * 60_000;
    const documentURL = `https://www.shop.example/p/${made % 12}`;
    const id = Bun.randomUUIDv7("hex", at);
    return {
      id,
      project: "shop",
      receivedAt: at,
      occurredAt: at,
      type: "csp-violation",
      url: documentURL,
      age: null,
      userAgent,
      disposition: "enforce",
      violation: violationOf({ ...violation, documentURL }),
      body: null,
      raw: {},
      request: { id, token: null, version, distinctId: null, sessionId: null, userAgent },
      sampling: null,
      weight: 1,
      noise: null,
    };
  });
}

const stored = await storedReports([
  ...Array.from({ length: 8 }, (_, day) => reportsOf(image(OLD), day, "1")).flat(),
  ...Array.from({ length: 8 }, (_, day) => reportsOf(widget(NEW), 10 + day, "2")).flat(),
  ...reportsOf(extension, 12, "2"),
]);
afterAll(() => stored[Symbol.asyncDispose]());
const admin = testAdmin({ services: { reader: stored.reader, now: () => NOW } });

/** What these tests look at; that all of it is as the document says, reading.test.ts checks. */
const Told = Type.Object({
  summary: Type.String(),
  verdict: Type.String(),
  confidence: Type.String(),
  reasons: Type.Array(Type.Object({ rule: Type.String() })),
  changes: Type.Array(Type.Object({ text: Type.Union([Type.String(), Type.Null()]) })),
});

async function explanationOf(violation: Parameters<typeof violationOf>[0]) {
  const documentURL = "https://www.shop.example/";
  const id = fingerprint("shop", violationOf({ ...violation, documentURL }));
  const answer = await admin.ask(`/api/v1/issues/${id}/explanation`, { headers: BEARER });
  expect(answer.status).toBe(200);
  return Value.Parse(Told, await answer.json());
}

describe("GET /api/v1/issues/{id}/explanation", () => {
  test("names an extension's doing as noise, with the rule", async () => {
    const explanation = await explanationOf(extension);
    expect(explanation).toMatchObject({ verdict: "noise", confidence: "high", changes: [] });
    expect(explanation.reasons[0]?.rule).toBe("noise/extension-scheme");
  });

  test("looks up the policy of the version before the one in which the issue began", async () => {
    const explanation = await explanationOf(widget(NEW));
    expect(explanation.verdict).toBe("broken-page");
    expect(explanation.reasons[0]?.rule).toBe("broken/policy-tightened");
    expect(explanation.changes[0]?.text).toBe(
      "script-src 'self' https://widget.vendor.example/w.js",
    );
  });

  test("compares with the project: its browsers, documents and first day", async () => {
    const { summary, reasons } = await explanationOf(image(OLD));
    expect(summary).toContain("24 reports came in on 12 documents (100 % of the project's)");
    const rules = reasons.map(({ rule }) => rule);
    expect(rules).toEqual(["dependency/widespread", "dependency/always-there"]);
  });

  test.each([["0123456789abcdef"], ["nonsense"]])("%s is no issue: 404", async (id) => {
    const answer = await admin.ask(`/api/v1/issues/${id}/explanation`, { headers: BEARER });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: "issue_not_found" });
  });

  test("without a reader it says so: 501", async () => {
    const without = testAdmin({ services: { reader: null, now: () => NOW } });
    const answer = await without.ask("/api/v1/issues/0123456789abcdef/explanation", {
      headers: BEARER,
    });
    expect(answer.status).toBe(501);
  });
});
