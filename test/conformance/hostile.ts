import { isJsonObject, type JsonObject, type Report } from "tattle/sink";
import { otherReport, violation } from "./reports.ts";

/** All that `JSON.parse` may give is possible in a report; so this is parsed and not written down. */
function parse(text: string): JsonObject {
  const value: unknown = JSON.parse(text);
  return isJsonObject(value) ? value : {};
}

/** Texts that have broken databases, terminals and parsers. */
export const HOSTILE_TEXTS: Readonly<Record<string, string>> = {
  "half of a surrogate pair": "\ud83d cut \udc00",
  NUL: "a\u0000b\u0000",
  "control characters": Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join(""),
  "an escape sequence of terminals": "\u001b]0;owned\u0007\u009b31m",
  "line separators": "a\u2028b\u2029c\r\nd\u0085e",
  "marks of direction": "\u202egnp.exe\u2066\ufeff",
  "quotes and backslashes": `'"\`\\\\' OR 1=1; --`,
  markup: "</script><!--<svg onload=alert(1)>]]>",
  "templates and formats": "$\u007benv:HOME} {{7*7}} %s %n $(id)",
  emoji: "👩‍👩‍👧‍👦 ﷽ z̈",
  "an empty text": "",
};

/** One report for each hostile text, which it has in every place where a browser could put it. */
export function hostileTexts(): Array<[what: string, report: Report]> {
  return Object.entries(HOSTILE_TEXTS).map(([what, text]) => {
    const plain = violation({ sample: text, [`member ${text}`]: text });
    const report: Report = {
      ...plain,
      url: text,
      userAgent: text,
      violation: plain.violation && { ...plain.violation, sample: text, sourceFile: text },
      request: { ...plain.request, version: text, sessionId: text, userAgent: text },
    };
    return [what, report];
  });
}

/** Reports of an unusual build: each is possible, and none is a reason to lose its neighbours. */
export function hostileShapes(): Array<[what: string, report: Report]> {
  const deep = `${'{"a":['.repeat(30)}0${"]}".repeat(30)}`;
  const plain = violation();
  return [
    ["keys of prototypes", violation(parse('{"__proto__":{"x":1},"constructor":1,"toString":2}'))],
    ["numbers out of range", violation(parse('{"lineNumber":1e999,"a":-0,"b":1e-320,"c":9e99}'))],
    ["large integers", violation(parse('{"a":9007199254740993,"b":-9223372036854775809}'))],
    ["deep nesting", violation(parse(deep))],
    ["a list of lists", otherReport("deprecation", parse('{"list":[[[]],{},null,""]}'))],
    ["no body", { ...otherReport("deprecation"), body: null, raw: {} }],
    ["null wherever a browser may say nothing", nothingSaid(plain)],
    ["an empty violation", { ...plain, id: Bun.randomUUIDv7(), raw: {} }],
    ["a type nobody has heard of", otherReport("x-\u0000-новый", { any: [1, "2", null] })],
    ["an empty type", otherReport("")],
    ["a time long ago", { ...violation(), occurredAt: 0 }],
    ["a weight that is no whole number", { ...violation(), weight: 1 / 3e-7 }],
    ["a project with odd characters", { ...violation(), project: "café / ?x=1" }],
  ];
}

/** A text of a million characters, and a thousand members. */
export function largeReports(): Array<[what: string, report: Report]> {
  const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`member-${at}`, at]));
  return [
    ["a text of a million characters", violation({ sample: "x".repeat(1_000_000) })],
    ["a text of 300,000 characters of three bytes", violation({ sample: "€".repeat(300_000) })],
    ["a thousand members", violation(many)],
  ];
}

/** One report of each type that browsers send. */
export function reportsOfEveryType(): Report[] {
  const types = [
    "deprecation",
    "intervention",
    "crash",
    "coep",
    "coop",
    "integrity-violation",
    "permissions-policy-violation",
    "document-policy-violation",
    "network-error",
    "potential-permissions-policy-violation",
  ];
  return [violation(), ...types.map((type) => otherReport(type, { id: "x", message: "m" }))];
}

function nothingSaid(report: Report): Report {
  const { violation: said } = report;
  return {
    ...report,
    id: Bun.randomUUIDv7(),
    url: null,
    age: null,
    userAgent: null,
    disposition: null,
    violation: said && {
      documentURL: null,
      referrer: null,
      blockedURL: null,
      effectiveDirective: null,
      originalPolicy: null,
      sourceFile: null,
      sample: null,
      disposition: null,
      statusCode: null,
      lineNumber: null,
      columnNumber: null,
    },
    request: { ...report.request, version: null, userAgent: null },
  };
}
