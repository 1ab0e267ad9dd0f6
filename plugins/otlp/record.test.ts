import { describe, expect, test } from "bun:test";
import * as conventions from "@opentelemetry/semantic-conventions/incubating";
import {
  fingerprint,
  isJsonObject,
  type JsonObject,
  type Report,
  type Violation,
} from "tattle/sink";
import { ATTRIBUTE_NAMES, attributesOf } from "./attributes.ts";
import { type Severity, toRecord } from "./record.ts";
import { sentence } from "./sentence.ts";
import { aReport, aViolation } from "./testing.ts";

/** Everything that a violation can say. */
const full = aReport({
  project: "shop",
  userAgent: "Test/1.0",
  noise: "extension",
  weight: 4,
  sampling: { algorithm: "uniform", rate: 0.25, key: "k" },
  raw: { type: "csp-violation", body: { sample: "\ud800" } },
  request: { version: "7", distinctId: "person", sessionId: "session", token: "phc_secret" },
  violation: aViolation({
    referrer: "https://search.example/",
    originalPolicy: "img-src 'self'",
    sourceFile: "https://shop.example/app.js",
    sample: "alert(1)",
    statusCode: 200,
    lineNumber: 3,
    columnNumber: 7,
  }),
});

describe("the record of a violation", () => {
  test("has every attribute that it can have, under these names", () => {
    expect(attributesOf(full, "include")).toEqual({
      "log.record.uid": full.id,
      "url.full": "https://shop.example/",
      "url.domain": "shop.example",
      "user_agent.original": "Test/1.0",
      "http.response.status_code": 200,
      "code.file.path": "https://shop.example/app.js",
      "code.line.number": 3,
      "code.column.number": 7,
      "session.id": "session",
      "reporting.type": "csp-violation",
      "reporting.disposition": "enforce",
      "csp.effective_directive": "img-src",
      "csp.blocked_url": "https://evil.example/x.png",
      "csp.original_policy": "img-src 'self'",
      "csp.referrer": "https://search.example/",
      "csp.sample": "alert(1)",
      "csp.fingerprint": fingerprint("shop", full.violation ?? aViolation()),
      "tattle.project": "shop",
      "tattle.policy_version": "7",
      "tattle.distinct_id": "person",
      "tattle.noise": "extension",
      "tattle.weight": 4,
      "tattle.sampling.rate": 0.25,
      "log.record.original": '{"type":"csp-violation","body":{"sample":"\\ud800"}}',
    });
  });

  test("has no token and, unless it is wanted, not what the browser sent", () => {
    expect(JSON.stringify(toRecord(full, "include"))).not.toContain("phc_secret");
    expect(attributesOf(full, "omit")).not.toContainKey("log.record.original");
  });

  test("happened when the browser saw it and was observed when Tattle received it", () => {
    const { time, observedTime, eventName } = toRecord(full, "omit");
    expect([time, observedTime, eventName]).toEqual([
      full.occurredAt,
      full.receivedAt,
      "csp.violation",
    ]);
  });

  test("leaves out what the browser did not say", () => {
    const silent = aViolation({ documentURL: null, blockedURL: null, effectiveDirective: null });
    const report = aReport({ violation: { ...silent, disposition: null }, url: null });
    expect(Object.keys(attributesOf(report, "omit"))).toEqual([
      "log.record.uid",
      "reporting.type",
      "csp.fingerprint",
      "tattle.project",
      "tattle.weight",
    ]);
  });

  test("leaves out numbers that no int64 holds, and makes text well-formed", () => {
    const violation = aViolation({ lineNumber: 1e300, columnNumber: 1.5, sample: "a\ud83d" });
    const attributes = attributesOf(
      aReport({ violation, weight: Number.POSITIVE_INFINITY }),
      "omit",
    );
    expect(attributes).not.toContainAnyKeys([
      "code.line.number",
      "code.column.number",
      "tattle.weight",
    ]);
    expect(attributes["csp.sample"]).toBe("a\ufffd");
  });
});

describe("the record of another type", () => {
  const body = { sourceFile: "https://shop.example/a.js", lineNumber: 4, message: "old", x: ["y"] };
  const report = aReport({ type: "deprecation", url: "https://shop.example/", body });

  test("has its body as one JSON text, and its place where other reports have it", () => {
    const { eventName, attributes } = toRecord(report, "omit");
    expect(eventName).toBe("reporting.report");
    expect(attributes).toMatchObject({
      "reporting.type": "deprecation",
      "reporting.body": JSON.stringify(body),
      "code.file.path": "https://shop.example/a.js",
      "code.line.number": 4,
    });
  });

  test("has no name that a browser chose", () => {
    const hostile = { sourceFile: { a: 1 }, lineNumber: "4", "new.name": 1 };
    const names = Object.keys(attributesOf({ ...report, body: hostile }, "include"));
    expect(names.filter((name) => !ATTRIBUTE_NAMES.includes(name))).toEqual([]);
    expect(names).not.toContain("code.file.path");
    expect(names).not.toContain("code.line.number");
  });
});

test("names of OpenTelemetry are those of its conventions, and none of its namespaces gets another", () => {
  const known = new Set<unknown>(Object.values(conventions));
  const own = ATTRIBUTE_NAMES.filter((name) => !known.has(name));
  expect(own.filter((name) => !/^(?:csp|reporting|tattle)\./.test(name))).toEqual([]);
  expect(ATTRIBUTE_NAMES.length - own.length).toBe(10);
  const taken = [...known].filter((name) => /^(?:csp|reporting|tattle)\./.test(String(name)));
  expect(taken).toEqual([]);
});

describe("the severity", () => {
  test.each<[string, Partial<Report>, Severity]>([
    ["an enforced policy", { violation: aViolation({ disposition: "enforce" }) }, "WARN"],
    ["a policy that only reports", { violation: aViolation({ disposition: "report" }) }, "INFO"],
    ["a browser that does not say", { violation: aViolation({ disposition: null }) }, "WARN"],
    ["a crash", { type: "crash" }, "ERROR"],
    ["another enforced rule", { type: "coep", disposition: "enforce" }, "WARN"],
    ["another rule that only reports", { type: "coep", disposition: "report" }, "INFO"],
    ["anything else", { type: "deprecation" }, "INFO"],
  ])("of %s", (_name, given, severity) => {
    expect(toRecord(aReport(given), "omit").severity).toBe(severity);
  });
});

describe("the line", () => {
  const page = "https://shop.example/";
  test.each<[string, Partial<Report>]>([
    ["img-src blocked https://evil.example/x.png on https://shop.example/", {}],
    [
      "img-src would have blocked inline on https://shop.example/",
      { violation: aViolation({ disposition: "report", blockedURL: "inline" }) },
    ],
    [
      "an unknown directive reported something on an unknown page",
      {
        url: null,
        violation: aViolation({
          disposition: null,
          blockedURL: null,
          documentURL: null,
          effectiveDirective: " \n ",
        }),
      },
    ],
    ["crash on https://shop.example/: oom", { type: "crash", url: page, body: { reason: "oom" } }],
    ["coep on https://shop.example/: corp", { type: "coep", url: page, body: { type: "corp" } }],
    ["x y on an unknown page", { type: "x\r\ny", body: { message: 5 } }],
    [
      "img-src blocked [31m evil on https://shop.example/",
      { violation: aViolation({ blockedURL: "\u001b[31m\u202e\u2028evil\ud83d" }) },
    ],
  ])("%s", (line, given) => expect(sentence(aReport(given))).toBe(line));

  test("is short, whatever came", () => {
    const long = "😀".repeat(100_000);
    const violation = aViolation({ blockedURL: long, documentURL: long, effectiveDirective: long });
    const line = sentence(aReport({ violation }));
    expect(line.length).toBeLessThan(1_000);
    expect(line.isWellFormed()).toBe(true);
  });
});

describe("what browsers really sent", () => {
  const file = new URL("../../test/fixtures/browser-reports.jsonl", import.meta.url);

  test("keeps each value of each violation of the Reporting API", async () => {
    const lines = (await Bun.file(file).text()).trim().split("\n");
    const bodies = lines.flatMap((line) => violationsOf(JSON.parse(line).request.body));
    expect(bodies.length).toBeGreaterThan(20);
    for (const body of bodies) {
      const values = Object.values(attributesOf(aReport({ violation: asViolation(body) }), "omit"));
      const said = Object.values(body).filter((value) => value !== "" && value !== null);
      expect(said.filter((value) => !values.some((kept) => kept === value))).toEqual([]);
    }
  });

  function violationsOf(text: string): JsonObject[] {
    const json: unknown = text.startsWith("[") ? JSON.parse(text) : [];
    const items = Array.isArray(json) ? json : [];
    return items.flatMap((item: unknown) =>
      isJsonObject(item) && item.type === "csp-violation" && isJsonObject(item.body)
        ? [item.body]
        : [],
    );
  }

  /** The members of the body have the names of the fields. */
  function asViolation(body: JsonObject): Violation {
    return { ...aViolation({ blockedURL: null, disposition: null }), ...body };
  }
});
