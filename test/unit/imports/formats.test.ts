import { describe, expect, test } from "bun:test";
import { readLine } from "../../../src/imports/formats/index.ts";
import { momentOf } from "../../../src/imports/formats/time.ts";

const LEGACY = {
  "csp-report": {
    "document-uri": "https://shop.example/ü?q=1",
    "violated-directive": "img-src 'self'",
    "blocked-uri": 'https://cdn.example/"\\x',
  },
};
const LIST = [
  { type: "csp-violation", url: "https://shop.example/", body: { blockedURL: "eval" } },
];
const AGENT = "Mozilla/5.0 (X11; Linux x86_64) Firefox/144.0";
const NONE = { token: null, version: null, distinctId: null, sessionId: null };

/** As nginx escapes by default: `"`, `\` and every byte below 32 and above 126. */
function hexEscaped(text: string): string {
  const byte = (value: number) => `\\x${value.toString(16).toUpperCase().padStart(2, "0")}`;
  return [...new TextEncoder().encode(text)]
    .map((c) => (c < 32 || c > 126 || c === 0x22 || c === 0x5c ? byte(c) : String.fromCharCode(c)))
    .join("");
}

/** As nginx escapes with `escape=json`. */
function jsonEscaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

const at = Date.UTC(2026, 10, 29, 16, 17);

describe("a line of an access log", () => {
  const bodies = [LEGACY, LIST];
  const escapes = [hexEscaped, jsonEscaped];
  const logs: Array<[string, (body: string, agent: string) => string]> = [
    [
      "combined, with the body at its end",
      (body, agent) =>
        `192.0.2.7 - - [29/Nov/2026:17:17:00 +0100] "POST /report/?token=phc_1&v=7 HTTP/1.1" 204 0 "-" "${agent}" "${body}"`,
    ],
    [
      "of its own, with the body first",
      (body, agent) => `"${body}" "${agent}" ${at / 1000}.000 token=phc_1&v=7`,
    ],
    [
      "in JSON",
      (body, agent) =>
        `{"msec":"${at / 1000}.000","args":"token=phc_1&v=7","status":204,"http_user_agent":"${agent}","request_body":"${body}"}`,
    ],
    [
      "in JSON with other names",
      (body, agent) =>
        `{"time":"2026-11-29T17:17:00+01:00","request":"POST /report/?token=phc_1&v=7 HTTP/2.0","user_agent":"${agent}","body":"${body}"}`,
    ],
  ];
  const cases = logs.flatMap(([name, log]) =>
    escapes.flatMap((escaped) =>
      bodies.map(
        (body) =>
          [
            `${name}, ${escaped.name}`,
            log(escaped(JSON.stringify(body)), escaped(AGENT)),
            body,
          ] as const,
      ),
    ),
  );

  test.each(cases)("%s, is read with its time, parameters and browser", (_, line, body) => {
    expect(readLine(line, null)).toEqual({
      format: "nginx",
      body,
      receivedAt: at,
      request: { ...NONE, token: "phc_1", version: "7", userAgent: AGENT },
      decided: null,
    });
  });

  test("is read where nobody quoted the body, which has blanks in it", () => {
    const line = `29/Nov/2026 [29/Nov/2026:16:17:00 +0000] ${hexEscaped(JSON.stringify(LEGACY))}`;
    expect(readLine(line, null)).toMatchObject({ body: LEGACY, receivedAt: at });
  });

  test.each([
    ['{"msec":"1.000","args":"","request_body":""}'],
    ['{"msec":"1.000","args":"","request_body":"-"}'],
    ['192.0.2.7 - - [29/Nov/2026:16:17:00 +0000] "OPTIONS /report/ HTTP/1.1" 204 0 "-" "-" "-"'],
  ])("without a body is empty: %s", (line) => {
    expect(readLine(line, null)).toBe("empty");
  });

  test("whose body was cut is no report", () => {
    expect(readLine('{"msec":"1","request_body":"{\\"csp-report\\":{"}', null)).toBe(
      "unusable_report",
    );
  });
});

describe("a line of go-csp-collector", () => {
  const line = {
    blocked_uri: "https://evil.example/x.js",
    client_ip: "192.0.2.0",
    column_number: 0,
    disposition: "",
    document_uri: "https://shop.example/cart",
    effective_directive: "script-src-elem",
    level: "info",
    line_number: 12,
    message: "",
    metadata: { token: "phc_1", v: "7" },
    original_policy: "default-src 'self'",
    path: "/csp/report-only",
    referrer: "",
    report_only: true,
    script_sample: "",
    source_file: "",
    status_code: 200,
    timestamp: "2026-11-29T16:17:00Z",
    violated_directive: "script-src-elem",
  };

  test("becomes the report that it was made of, with the parameters that it kept", () => {
    expect(readLine(JSON.stringify(line), null)).toEqual({
      format: "go-csp-collector",
      body: {
        "csp-report": {
          "document-uri": "https://shop.example/cart",
          "blocked-uri": "https://evil.example/x.js",
          "violated-directive": "script-src-elem",
          "effective-directive": "script-src-elem",
          "original-policy": "default-src 'self'",
          disposition: "report",
          "status-code": 200,
          "line-number": 12,
        },
      },
      receivedAt: at,
      request: { ...NONE, token: "phc_1", version: "7", userAgent: null },
      decided: null,
    });
  });

  test("says what the browser did where the report said so", () => {
    const said = JSON.stringify({ ...line, metadata: "x", disposition: "enforce" });
    expect(readLine(said, null)).toMatchObject({
      body: { "csp-report": { disposition: "enforce" } },
      request: { token: null },
    });
  });
});

describe("any other line", () => {
  test.each([
    [JSON.stringify(LEGACY), "body"],
    [JSON.stringify(LIST), "body"],
    ["{}", "body"],
  ])("in JSON is a body: %s", (line, format) => {
    expect(readLine(line, null)).toMatchObject({
      format,
      body: JSON.parse(line),
      receivedAt: null,
    });
  });

  test.each([
    ["id,project,receivedAt"],
    ["\u0000\u0001"],
    ["{"],
    ["[".repeat(1_000_000)],
    ['"'.repeat(1_000_001)],
    ["[ ".repeat(500_000)],
    ['\\" '.repeat(500_000)],
    [`{"a":"${"\\x5".repeat(300_000)}"}`],
    [`"${"\\xFF".repeat(300_000)}`],
    ["\\x22\\x"],
    ["-"],
  ])("is nothing that can be read", (line) => {
    expect(readLine(line, null)).toBe("not_json");
  });

  test.each([
    ["tattle", JSON.stringify(LEGACY)],
    ["nginx", JSON.stringify(LEGACY)],
    ["go-csp-collector", JSON.stringify(LEGACY)],
    ["tattle", JSON.stringify(LIST)],
  ] as const)("is refused where %s is asked for", (format, line) => {
    expect(readLine(line, format)).toBe("unknown_shape");
  });

  test.each([
    ["tattle", "GET / HTTP/1.1"],
    ["body", "plain"],
  ] as const)("of an access log is refused where %s is asked for", (format, line) => {
    expect(readLine(line, format)).toBe("not_json");
  });
});

test.each([
  [1795969020, 1795969020000],
  [1795969020.123, 1795969020123],
  [1795969020123, 1795969020123],
  ["1795969020.123", 1795969020123],
  ["1795969020", 1795969020000],
  ["2026-11-29T16:17:00.5Z", at + 500],
  ["2026-11-29T17:17:00+01:00", at],
  ["29/Nov/2026:16:17:00 +0000", at],
  ["29/Nov/2026:10:17:00 -0600", at],
  ["29/Foo/2026:10:17:00 -0600", null],
  ["2026-13-29T10:17:00Z", null],
  ["2026", null],
  ["1969-12-31T23:59:59Z", null],
  [-1, null],
  [Number.NaN, null],
  [1e300, null],
  [true, null],
  [null, null],
  [undefined, null],
])("the moment %p is %p", (text, moment) => {
  expect(momentOf(text)).toBe(moment);
});
