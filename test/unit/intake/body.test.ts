import { describe, expect, test } from "bun:test";
import {
  type Decoded,
  decodeBody,
  INTAKE_FAILURES,
  isReportMediaType,
} from "../../../src/intake/index.ts";
import type { Json } from "../../../src/report/json.ts";

const LEGACY = "application/csp-report";
const REPORTS = "application/reports+json";
const limits = { reportsPerBody: 100 };

const legacy = { "csp-report": { "document-uri": "https://a.example/", "blocked-uri": "inline" } };
const violation = {
  type: "csp-violation",
  url: "https://a.example/",
  body: { blockedURL: "inline" },
};
const deprecation = { type: "deprecation", url: "https://a.example/", body: { id: "x" } };
const bare = { "document-uri": "https://a.example/", "violated-directive": "img-src" };
const hpkp = { hostname: "a.example", "known-pins": [], "served-certificate-chain": [] };
const expectCt = { "expect-ct-report": { hostname: "a.example" } };

function decode(json: Json, contentType = LEGACY): Decoded {
  return decodeBody(new TextEncoder().encode(JSON.stringify(json)), contentType, limits);
}

function bytes(body: string | number[]): Uint8Array {
  return typeof body === "string" ? new TextEncoder().encode(body) : Uint8Array.from(body);
}

describe.each([LEGACY, REPORTS])("under %s the shape decides", (contentType) => {
  test.each([
    ["the deprecated wrapper", legacy, ["csp-violation"]],
    [
      "WebKit's wrapper with type and url",
      { type: "csp-violation", url: "u", ...legacy },
      ["csp-violation"],
    ],
    ["a single Reporting API object", violation, ["csp-violation"]],
    ["a single object of another type", deprecation, ["deprecation"]],
    ["a list of several types", [violation, deprecation], ["csp-violation", "deprecation"]],
    ["a list of deprecated wrappers", [legacy, legacy], ["csp-violation", "csp-violation"]],
    ["a body without its wrapper", bare, ["csp-violation"]],
    ["a violation without body", { type: "csp-violation", ...bare }, ["csp-violation"]],
    ["a type nobody knows", { type: "CSP-Violation", body: {} }, ["CSP-Violation"]],
    ["a crash without a body", { type: "crash", body: null }, ["crash"]],
    ["an empty list", [], []],
  ])("%s", (_, json, types) => {
    const { items, drops, error } = decode(json, contentType);
    expect({ types: items.map((item) => item.type), drops, error }).toEqual({
      types,
      drops: {},
      error: null,
    });
  });

  test.each([
    ["an HPKP report", hpkp],
    ["an Expect-CT report", expectCt],
    ["a list of them", [hpkp]],
    ["a Reporting API type", { type: "expect-ct-report", body: {} }],
  ])("retired: %s", (_, json) => {
    expect(decode(json, contentType)).toEqual({
      items: [],
      drops: { type_not_accepted: 1 },
      error: null,
    });
  });

  test.each<[string, Json]>([
    ["null", null],
    ["a number", 7],
    ["a text", "hello"],
    ["a violation with body null", { type: "csp-violation", body: null }],
    ["a violation whose body is a list", { type: "csp-violation", body: [] }],
    ["a wrapper around a text", { "csp-report": "x" }],
    ["an object of no shape", { not: "a report" }],
    ["a type that is no text", { type: 5, body: {} }],
    ["a type that is no name", { type: "a b", body: {} }],
    ["too deep a nesting", { type: "x", body: JSON.parse(`${"[".repeat(80)}${"]".repeat(80)}`) }],
  ])("in a list %s costs only itself", (_, bad) => {
    const { items, drops, error } = decode([violation, bad, legacy], contentType);
    expect(items.map((item) => item.raw)).toEqual([violation, legacy]);
    expect({ drops, error }).toEqual({ drops: { malformed: 1 }, error: null });
  });

  test.each<[string, string | number[], keyof typeof INTAKE_FAILURES, number]>([
    ["nothing", "", "malformed_json", 1],
    ["blanks", "  ", "malformed_json", 1],
    ["text", "this is not valid json}", "malformed_json", 1],
    ["two documents", "{}{}", "malformed_json", 1],
    ["a trailing comma", '{"csp-report":{},}', "malformed_json", 1],
    ["NaN", '{"csp-report":{"line-number":NaN}}', "malformed_json", 1],
    ["compressed bytes", [0x1f, 0x8b, 0x08, 0, 0, 0], "undecodable_body", 1],
    ["100,000 levels", "[".repeat(100_000), "malformed_json", 1],
    ["a wrapper around a text", '{"csp-report":"x"}', "unusable_reports", 1],
    ["a wrapper around null", '{"csp-report":null}', "unusable_reports", 1],
    ["an object of no shape", '{"a":{"document-uri":"x"}}', "unknown_shape", 1],
    ["a list without anything usable", '[null,"x",{}]', "unusable_reports", 3],
    ["too many", JSON.stringify(Array(101).fill(violation)), "too_many_reports", 101],
  ])("refused: %s", (_, body, error, malformed) => {
    expect(decodeBody(bytes(body), contentType, limits)).toEqual({
      items: [],
      drops: { malformed },
      error,
    });
  });
});

test("a scalar is refused as PostHog refuses it, by the media type", () => {
  expect(decode(7, LEGACY).error).toBe("unusable_reports");
  expect(decode(null, REPORTS).error).toBe("unknown_shape");
});

test("retired and malformed items of one list are counted apart", () => {
  const { items, drops, error } = decode([hpkp, null, null]);
  expect({ items, drops, error }).toEqual({
    items: [],
    drops: { type_not_accepted: 1, malformed: 2 },
    error: null,
  });
});

describe("media types", () => {
  test.each([
    LEGACY,
    REPORTS,
    "application/csp-report; charset=utf-8",
    " Application/CSP-Report ;x",
    "APPLICATION/REPORTS+JSON",
  ])("%p is taken", (type) => expect(isReportMediaType(type)).toBe(true));

  test.each([
    null,
    "",
    "application/json",
    "application/csp-report,application/json",
    "text/plain; application/csp-report",
  ])("%p is not", (type) => {
    expect(isReportMediaType(type)).toBe(false);
    expect(decodeBody(bytes(JSON.stringify(legacy)), type, limits)).toEqual({
      items: [],
      drops: { malformed: 1 },
      error: "unsupported_media_type",
    });
  });
});

describe("encodings", () => {
  const json = JSON.stringify({ "csp-report": { "script-sample": "é€😀" } });
  const utf16 = (littleEndian: boolean, text: string) => units(text, 2, littleEndian);
  const utf32 = (littleEndian: boolean, text: string) => units(text, 4, littleEndian);
  function units(text: string, size: 2 | 4, littleEndian: boolean): number[] {
    const values =
      size === 2
        ? text.split("").map((c) => c.charCodeAt(0))
        : Array.from(text, (c) => c.codePointAt(0) ?? 0);
    const view = new DataView(new ArrayBuffer(values.length * size));
    values.forEach((value, i) => {
      if (size === 2) view.setUint16(i * 2, value, littleEndian);
      else view.setUint32(i * 4, value, littleEndian);
    });
    return [...new Uint8Array(view.buffer)];
  }
  const BOM = "\ufeff";

  test.each([
    ["UTF-8 with byte order mark", bytes(BOM + json)],
    ["UTF-8 with a trailing newline", bytes(`${json}\r\n`)],
    ["UTF-8 after blanks", bytes(`\n ${json}`)],
    ["UTF-16LE", bytes(utf16(true, json))],
    ["UTF-16LE with mark", bytes(utf16(true, BOM + json))],
    ["UTF-16BE", bytes(utf16(false, json))],
    ["UTF-16BE with mark", bytes(utf16(false, BOM + json))],
    ["UTF-32LE", bytes(utf32(true, json))],
    ["UTF-32LE with mark", bytes(utf32(true, BOM + json))],
    ["UTF-32BE", bytes(utf32(false, json))],
    ["UTF-32BE with mark", bytes(utf32(false, BOM + json))],
  ])("%s", (_, body) => {
    expect(decodeBody(body, LEGACY, limits).items[0]?.violation?.sample).toBe("é€😀");
  });

  test.each([
    ["UTF-8 cut inside a character", [0xed, 0xa0, 0xbd], "\ufffd\ufffd\ufffd"],
    ["a lone surrogate as an escape", [...bytes("\\ud83d")], "\ufffd"],
    ["a surrogate pair as escapes", [...bytes("\\uD83D\\uDE00")], "😀"],
    ["NUL", [...bytes("a\\u0000b")], "a\0b"],
  ])("%s stays well-formed", (_, inner, sample) => {
    const body = bytes([...bytes('{"csp-report":{"script-sample":"'), ...inner, ...bytes('"}}')]);
    const item = decodeBody(body, LEGACY, limits).items[0];
    expect(item?.violation?.sample).toBe(sample);
    expect(item?.raw).toEqual({ "csp-report": { "script-sample": sample } });
  });

  test.each([
    ["UTF-16 cut inside a unit", [0xff, 0xfe, 0x7b]],
    ["UTF-32 cut inside a unit", [0, 0, 0, 0x7b, 0]],
    ["a code point that does not exist", [0, 0, 0, 0x7b, 0, 0x11, 0, 0]],
  ])("%s is undecodable", (_, body) => {
    expect(decodeBody(bytes(body), LEGACY, limits).error).toBe("undecodable_body");
  });
});

test("hostile member names change nothing but themselves", () => {
  const body =
    '{"csp-report":{"__proto__":{"disposition":"report"},"constructor":1,"toString":"x","referrer":"a","referrer":"b"}}';
  const { items } = decodeBody(bytes(body), LEGACY, limits);
  expect(items[0]?.violation).toMatchObject({ disposition: null, referrer: "b" });
  expect(JSON.stringify(items[0]?.raw)).toContain('"__proto__":{"disposition":"report"}');
});

test("each failure is answered as PostHog answers it", () => {
  expect(
    Object.entries(INTAKE_FAILURES).map(([code, a]) => [code, a.status, a.code, a.detail]),
  ).toEqual([
    ["unsupported_media_type", 400, "invalid_payload", "Failed to submit CSP report"],
    ["body_too_large", 413, "csp_report_too_large", "CSP report too large"],
    ["malformed_json", 400, "invalid_csp_payload", "Invalid CSP report format"],
    ["undecodable_body", 400, "invalid_csp_payload", "Invalid CSP report properties provided"],
    ["too_many_reports", 413, "csp_report_too_large", "CSP report too large"],
    ["unknown_shape", 400, "invalid_csp_payload", "Invalid CSP report properties provided"],
    ["unusable_reports", 400, "invalid_payload", "Failed to submit CSP report"],
    ["missing_token", 400, "capture_error", "Failed to submit CSP report"],
  ]);
});
