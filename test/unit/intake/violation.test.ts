import { describe, expect, test } from "bun:test";
import { decodeItem, type Item } from "../../../src/intake/index.ts";
import type { Json, JsonObject } from "../../../src/report/json.ts";
import type { Disposition, Violation } from "../../../src/report/report.ts";

function legacy(report: JsonObject): Item | null {
  return decodeItem({ "csp-report": report });
}

function field<K extends keyof Violation>(report: JsonObject, name: K): Violation[K] | undefined {
  return legacy(report)?.violation?.[name];
}

test("both serializations of a violation read the same", () => {
  const kebab = {
    "document-uri": "https://a.example/",
    referrer: "https://r.example/",
    "blocked-uri": "https://b.example/x.js",
    "effective-directive": "script-src-elem",
    "violated-directive": "script-src-elem",
    "original-policy": "script-src 'self'",
    "source-file": "https://a.example/app.js",
    "script-sample": "x",
    disposition: "enforce",
    "status-code": 200,
    "line-number": 3,
    "column-number": 4,
  };
  const camel = {
    documentURL: "https://a.example/",
    referrer: "https://r.example/",
    blockedURL: "https://b.example/x.js",
    effectiveDirective: "script-src-elem",
    originalPolicy: "script-src 'self'",
    sourceFile: "https://a.example/app.js",
    sample: "x",
    disposition: "enforce",
    statusCode: 200,
    lineNumber: 3,
    columnNumber: 4,
  } as const;
  const reporting = decodeItem({ type: "csp-violation", body: camel });
  expect(reporting?.violation).toEqual(camel);
  expect(legacy(kebab)?.violation).toEqual(camel);
  expect(decodeItem({ type: "csp-violation", body: kebab })?.violation).toEqual(camel);
  expect(decodeItem(kebab)?.violation).toEqual(camel);
});

test("the envelope gives age, user agent and URL", () => {
  const raw = {
    type: "csp-violation",
    age: 53531,
    url: "https://a.example/x",
    user_agent: "UA",
    body: {},
  };
  expect(decodeItem(raw)).toMatchObject({
    age: 53531,
    url: "https://a.example/x",
    userAgent: "UA",
    violation: { documentURL: "https://a.example/x" },
  });
});

describe("a value of the wrong type costs its field", () => {
  test.each<[keyof Violation, string, Json, string | number | null]>([
    ["lineNumber", "line-number", "10", 10],
    ["lineNumber", "line-number", 0, null],
    ["lineNumber", "line-number", 1.5, null],
    ["lineNumber", "line-number", -1, null],
    ["lineNumber", "line-number", "ten", null],
    ["lineNumber", "line-number", "1e3", null],
    ["columnNumber", "column-number", 66270, 66270],
    ["columnNumber", "column-number", {}, null],
    ["statusCode", "status-code", "200", 200],
    ["statusCode", "status-code", "0", 0],
    ["statusCode", "status-code", true, null],
    ["referrer", "referrer", "", null],
    ["referrer", "referrer", null, null],
    ["sample", "script-sample", 5, null],
    ["disposition", "disposition", "reporting", "report"],
    ["disposition", "disposition", "shout", null],
    ["blockedURL", "blocked-uri", ["x"], null],
  ])("%s from %s: %p is %p", (name, member, value, expected) => {
    expect(field({ [member]: value }, name)).toEqual(expected);
  });

  test.each<[string, Json, number | null]>([
    ["text of digits", "12", 12],
    ["negative", -5, null],
    ["object", {}, null],
    ["huge", 9999999999999, 9999999999999],
  ])("age: %s", (_, age, expected) => {
    expect(decodeItem({ type: "x", age })?.age).toBe(expected);
  });
});

describe("the effective directive is one name", () => {
  test.each([
    ["script-src-elem", "script-src", "script-src-elem"],
    ["script-src 'self'", "script-src 'self'", "script-src"],
    [undefined, " IMG-SRC 'self'", "img-src"],
    ["", "img-src 'self'", "img-src"],
    ["nonsense", "img-src 'self'", "img-src"],
    ["nonsense", "gibberish", "nonsense"],
    ["new-src", undefined, "new-src"],
    ["img-src;", undefined, "img-src"],
    ["<b>", undefined, null],
    ["", "", null],
    [undefined, undefined, null],
  ])("effective %p, violated %p: %p", (effective, violated, expected) => {
    const report: JsonObject = {};
    if (effective !== undefined) report["effective-directive"] = effective;
    if (violated !== undefined) report["violated-directive"] = violated;
    expect(field(report, "effectiveDirective")).toBe(expected);
  });
});

describe("status 0", () => {
  const report = { "document-uri": "https://a.example/", "status-code": 0 };
  test("is not told by WebKit on https pages", () => {
    expect(field(report, "statusCode")).toBeNull();
  });
  test("is meant where a disposition shows another engine", () => {
    expect(field({ ...report, disposition: "enforce" }, "statusCode")).toBe(0);
  });
  test("is meant on other pages", () => {
    expect(field({ ...report, "document-uri": "http://a.example/" }, "statusCode")).toBe(0);
  });
});

describe("URLs that WebKit damaged are repaired", () => {
  test.each([
    ["https://a.example:443/x", "https://a.example/x"],
    ["ws://a.example:80/x", "ws://a.example/x"],
    ["https://a.example:8443/x", "https://a.example:8443/x"],
    ["https://a.example:443a.example/x?y", "https://a.example/x?y"],
    ["https://A.example:443a.example", "https://A.example"],
    ["https://u:p@a.example:443a.example/x", "https://u:p@a.example/x"],
    ["http://localhost:8080localhost/x", "http://localhost:8080/x"],
    ["https://a.example:443b.example/x", "https://a.example:443b.example/x"],
    ["https://a.example/x:443/y", "https://a.example/x:443/y"],
    ["chrome-extension:2:248774", "chrome-extension:2:248774"],
  ])("%p is %p", (sent, expected) => {
    const item = decodeItem({
      type: "csp-violation",
      url: sent,
      body: { blockedURL: sent, sourceFile: sent },
    });
    expect(item).toMatchObject({
      url: expected,
      violation: { documentURL: expected, blockedURL: expected, sourceFile: expected },
    });
  });
});

describe("other types", () => {
  test.each<[string, JsonObject, JsonObject]>([
    [
      "csp-hash",
      { document_url: "d", subresource_url: "s" },
      { documentURL: "d", subresourceURL: "s" },
    ],
    [
      "permissions-policy-violation",
      { feature_id: "f", line_number: 1 },
      { featureId: "f", lineNumber: 1 },
    ],
    ["coep", { "blocked-url": "b" }, { blockedURL: "b" }],
    ["crash", { page_visibility: "visible" }, { visibility_state: "visible" }],
    [
      "csp-hash",
      { document_url: "old", documentURL: "new" },
      { document_url: "old", documentURL: "new" },
    ],
    [
      "network-error",
      { status_code: 500, sampling_fraction: 1 },
      { status_code: 500, sampling_fraction: 1 },
    ],
    ["something-new", { source_file: "x", any: [1] }, { source_file: "x", any: [1] }],
  ])("%s: %p is spelled %p", (type, body, expected) => {
    const item = decodeItem({ type, body });
    expect(item).toMatchObject({ type, violation: null, raw: { type, body } });
    expect(item?.body).toEqual(expected);
  });

  test.each<[JsonObject, Disposition | null]>([
    [{ disposition: "reporting" }, "report"],
    [{ disposition: "enforce" }, "enforce"],
    [{ reportOnly: true }, "report"],
    [{ reportOnly: false }, "enforce"],
    [{}, null],
  ])("disposition of %p is %p", (body, expected) => {
    expect(decodeItem({ type: "coep", body })?.disposition).toBe(expected);
  });
});
