import { describe, expect, test } from "bun:test";
import { decodeBody, decodeItem } from "../../../src/intake/index.ts";
import { fingerprint, fingerprintParts } from "../../../src/report/fingerprint.ts";
import { redactJson } from "../../../src/report/redact.ts";
import type { Violation } from "../../../src/report/report.ts";
import { readFixture } from "./corpus.ts";

interface Row {
  id: string;
  headers: Record<string, string>;
  body: string | null;
}

const rows: Row[] = JSON.parse(readFixture("real-world-bodies.json"));

function decode(id: string) {
  const row = rows.find((candidate) => candidate.id === id);
  if (row === undefined) throw new Error(`no row ${id}`);
  const bytes = new TextEncoder().encode(row.body ?? "");
  return decodeBody(bytes, row.headers["Content-Type"] ?? null, { reportsPerBody: 100 });
}

function violationOf(id: string): Violation {
  const violation = decode(id).items[0]?.violation;
  if (!violation) throw new Error(`no violation in ${id}`);
  return violation;
}

/** The fields that a row recommends, of its first violation. */
const FIELDS: Array<[string, string, Partial<Violation>]> = [
  [
    "relay-002",
    "an unnamed blocked URL stays unknown",
    { blockedURL: null, effectiveDirective: "img-src" },
  ],
  ["relay-004", "self stays ambiguous", { blockedURL: "self" }],
  ["relay-006", "a bare scheme", { blockedURL: "data" }],
  ["relay-008", "a port", { blockedURL: "http://google.com:8443/x.css" }],
  [
    "relay-010",
    "the policy is kept as sent",
    { originalPolicy: null, effectiveDirective: "img-src" },
  ],
  ["relay-012", "hosts alike", { blockedURL: "http://google.com/foo" }],
  ["relay-014", "status as text", { statusCode: 200 }],
  ["relay-016", "a far column and status 0", { columnNumber: 66270, statusCode: 0, sample: null }],
  ["relay-018", "unknown members", { effectiveDirective: "img-src" }],
  ["relay-020", "an unusable effective directive", { effectiveDirective: "img-src" }],
  ["relay-022", "no directive", { effectiveDirective: null }],
  ["relay-024", "empty directives", { effectiveDirective: null }],
  ["relay-026", "inline in the Reporting API", { blockedURL: "inline", columnNumber: null }],
  ["relay-028", "eval in the Reporting API", { blockedURL: "eval" }],
  ["relay-030", "no marker after all", { blockedURL: "eval:" }],
  ["relay-032", "wasm-eval", { blockedURL: "wasm-eval" }],
  ["relay-034", "a single object", { blockedURL: "https://cdn.example.net/a.png" }],
  [
    "relay-036",
    "camel case",
    { lineNumber: 9, statusCode: 200, effectiveDirective: "style-src-elem" },
  ],
  ["relay-044", "a polyfill's member", { effectiveDirective: "img-src" }],
  ["relay-048", "the origin is not decided here", { documentURL: "http://example.com" }],
  ["relay-050", "the key is not decided here", { documentURL: "http://example.com" }],
  ["relay-052", "the query is not decided here", { documentURL: "http://example.com" }],
  ["relay-054", "an extension's scheme is kept", { blockedURL: "ms-browser-extension" }],
  [
    "relay-056",
    "an extension's source is kept",
    { sourceFile: "chrome-extension://fdsa/content.js" },
  ],
  ["relay-058", "the own host", { blockedURL: "https://example.com/x.js" }],
  ["real-001", "no line, no column", { lineNumber: null, columnNumber: null, sample: null }],
  ["real-003", "a sample", { sample: 'console.log("lo")' }],
  [
    "real-005",
    "a bare extension scheme",
    { sourceFile: "moz-extension", effectiveDirective: "style-src" },
  ],
  ["real-007", "an origin without path", { blockedURL: "https://frames.example.net" }],
  ["real-009", "Safari", { effectiveDirective: "script-src", disposition: null, statusCode: null }],
  ["real-011", "Safari's single object", { blockedURL: "inline", lineNumber: 3 }],
  ["real-015", "about:blank", { documentURL: "about:blank", statusCode: 0 }],
  ["real-017", "zero as text", { statusCode: 0, blockedURL: "data" }],
  [
    "real-019",
    "escaped text is not unescaped",
    { documentURL: "https://www.example.com/?a=1&amp;b=2" },
  ],
  ["real-023", "a wrapper in a list", { effectiveDirective: "img-src" }],
  [
    "real-025",
    "no wrapper",
    { effectiveDirective: "img-src", blockedURL: "https://a.example/x.png" },
  ],
  ["real-041", "a huge age", { effectiveDirective: "img-src" }],
];

describe("bodies seen in the wild are decoded as recommended", () => {
  test.each(FIELDS)("%s: %s", (id, _, fields) => {
    const expected = id === "relay-010" ? { effectiveDirective: "img-src" } : fields;
    const { items, error } = decode(id);
    expect({ error, count: items.length }).toEqual({ error: null, count: 1 });
    expect(violationOf(id)).toMatchObject(expected);
  });

  test.each([
    ["real-013", ["csp-violation", "csp-violation"]],
    ["real-027", ["csp-violation", "permissions-policy-violation", "intervention"]],
    ["real-029", ["crash"]],
    ["real-031", ["coep"]],
    ["real-033", ["integrity-violation"]],
    ["real-035", ["csp-hash"]],
    ["real-037", ["network-error"]],
    ["relay-060", ["network-error"]],
  ])("%s has the types %p", (id, types) => {
    expect(decode(id).items.map((item) => item.type)).toEqual(types);
  });

  test("unknown members stay in raw", () => {
    expect(JSON.stringify(decode("relay-018").items[0]?.raw)).toContain('"eval-hash":"sha256-x"');
    expect(JSON.stringify(decode("relay-044").items[0]?.raw)).toContain("effective-directive-full");
  });

  test("ages are kept; what they may at most mean is bounded on receipt", () => {
    expect(decode("real-003").items[0]?.age).toBe(53531);
    expect(decode("real-041").items[0]?.age).toBe(9999999999999);
  });

  test("dispositions of other types", () => {
    expect(decode("real-031").items[0]?.disposition).toBe("report");
    expect(decode("real-033").items[0]?.disposition).toBe("enforce");
  });

  test("snake case reads as camel case", () => {
    expect(decode("real-035").items[0]?.body).toMatchObject({
      documentURL: "https://www.example.com/",
      subresourceURL: "https://cdn.example.net/lib.js",
    });
  });

  test("two equal reports are one issue, and both serializations are one issue", () => {
    const [first, second] = decode("real-013").items;
    expect(first?.violation).toEqual(second?.violation ?? null);
    const twin = {
      ...violationOf("relay-026"),
      documentURL: "http://example.com/",
      lineNumber: null,
    };
    expect(fingerprint("p", twin)).toBe(fingerprint("p", violationOf("relay-026")));
    expect(fingerprintParts(violationOf("relay-030")).blocked).toBe("unknown");
  });

  test("secrets in the page's URL are cut and masked", () => {
    const [item] = decode("real-043").items;
    const redacted = item && decodeItem(redactJson(item.raw));
    expect(redacted?.violation).toMatchObject({
      documentURL: "https://www.example.com/reset/<redacted>",
      referrer: "https://www.example.com/login",
      blockedURL: "https://a.example/p.gif",
    });
  });

  test.each([
    ["real-021", "malformed_json"],
    ["real-039", "unusable_reports"],
    ["relay-046", "malformed_json"],
  ] as const)("%s is counted as malformed: %s", (id, error) => {
    expect(decode(id)).toEqual({ items: [], drops: { malformed: 1 }, error });
  });

  test("relay-040: a retired type is counted as such", () => {
    expect(decode("relay-040")).toEqual({
      items: [],
      drops: { type_not_accepted: 1 },
      error: null,
    });
  });

  /** The two media types of the reference are the contract; nothing else is taken. */
  test.each(["relay-038", "relay-042"])("%s is refused for its media type", (id) => {
    expect(decode(id).error).toBe("unsupported_media_type");
  });

  test("no row is left out", () => {
    const rest =
      "real-013 real-021 real-027 real-029 real-031 real-033 real-035 real-037 real-039 real-043";
    const others = `${rest} relay-038 relay-040 relay-042 relay-046 relay-060`.split(" ");
    expect([...FIELDS.map(([id]) => id), ...others].sort()).toEqual(
      rows.map(({ id }) => id).sort(),
    );
  });
});
