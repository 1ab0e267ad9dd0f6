import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Json } from "../../../src/report/json.ts";
import {
  MAX_DEPTH,
  redactJson,
  redactSamplingKey,
  redactText,
  redactUrlText,
} from "../../../src/report/redact.ts";
import { hostileText } from "./hostile-text.ts";

const HEX = "6f1ed002ab5595859014ebf0951522d9";

describe("a text that is one URL", () => {
  test.each([
    ["query and fragment", "https://h.example/a?x=1#f", "https://h.example/a"],
    ["fragment with a query in it", "https://h.example/a#t?x", "https://h.example/a"],
    ["spaces in the query", "https://h.example/a?q=my secret", "https://h.example/a"],
    ["tab in the query", "https://h.example/a?q=my\tsecret", "https://h.example/a"],
    ["quote in the query", "https://h.example/a?q=O'Brien&t=x", "https://h.example/a"],
    ["nested URL", "https://h.example/a?to=https://u:p@x/?t=1", "https://h.example/a"],
    ["credentials", "https://user:pass@h.example/a", "https://h.example/a"],
    ["user alone", "https://user@h.example/a", "https://h.example/a"],
    ["@ in the password", "https://user:p@ss@h.example/a", "https://h.example/a"],
    ["slash in the password", "https://user:p/ss@h.example/a", "https://h.example/a"],
    ["question mark in the password", "https://user:p?ss@h.example/a", "https://<redacted>"],
    ["WebKit", "https://u:pa55w0rd@h.example:443h.example/x", "https://h.example:443h.example/x"],
    ["upper case", "HTTPS://USER:PASS@H.EXAMPLE/A?B", "HTTPS://H.EXAMPLE/A"],
    ["backslashes", "https:\\\\u:p@h.example\\a?b", "https:\\\\h.example\\a"],
    ["one slash", "https:/u:p@h.example/a", "https:/<redacted>/a"],
    ["no slash", "https:u:p@h.example/a", "<redacted>/a"],
    ["scheme-relative", "//u:p@h.example/a?b", "//h.example/a"],
    ["IPv6", "https://u:p@[2001:db8::1]:8443/a?b", "https://[2001:db8::1]:8443/a"],
    ["web socket", "wss://h.example/s?auth=tok", "wss://h.example/s"],
    [
      "token in the path",
      `https://h.example/reset/${HEX}/x`,
      "https://h.example/reset/<redacted>/x",
    ],
    ["matrix parameter", "https://h.example/a;jsessionid=AB12/b", "https://h.example/a/b"],
    [
      "archived URL",
      "https://a.example/w/https://u:p@h/x",
      "https://a.example/w/https://<redacted>/x",
    ],
    [
      "blob",
      "blob:https://h.example/6f1ed002-ab55-4585-9014-ebf0951522d9",
      "blob:https://h.example/<redacted>",
    ],
    ["opaque blob", `blob:null/${HEX}`, "blob:null/<redacted>"],
    ["data", "data:text/html,<p>secret</p>", "data:"],
    ["data in capitals", "DATA:,secret", "DATA:"],
    ["javascript", "javascript:alert(document.cookie)", "javascript:"],
    ["mail address", "mailto:jane@h.example", "mailto:"],
    ["relative with query", "/report/?token=x", "/report/"],
    ["relative without slash", "report?token=x", "report"],
    ["query alone", "?token=x", "<redacted>"],
  ])("%s", (_, text, expected) => expect(redactUrlText(text)).toBe(expected));

  test.each([
    "",
    "inline",
    "trusted-types-policy",
    "data",
    "about:blank",
    "<anonymous code>",
    "chrome-extension://abcdefghijklmnopabcdefghijklmnop/i.png",
    "chrome-extension:2:248774",
    "https://h.example:8443/react@18.2.0/umd/react.production.min.js",
    "https://*.h.example:*/a",
    "https://d1a2b3c4d5e6f7g8h9.cdn.example/a",
  ])("%p stays", (text) => expect(redactUrlText(text)).toBe(text));
});

describe("URLs inside a text of unknown nature", () => {
  test.each([
    [
      "quoted",
      "Refused 'https://a.example/b?x=1' because",
      "Refused 'https://a.example/b' because",
    ],
    [
      "several",
      "https://a.example/?x=1 https://u:p@b.example/#y",
      "https://a.example/ https://b.example/",
    ],
    [
      "stack frame",
      "at f (https://a.example/x.js?v=1)\n at g",
      "at f (https://a.example/x.js)\n at g",
    ],
    ["JSON", '{"url":"https://a.example/?t=x","b":1}', '{"url":"https://a.example/","b":1}'],
    [
      "JSON with escaped slashes",
      "https:\\/\\/u:p@a.example\\/x?y z",
      "https:\\/\\/a.example\\/x z",
    ],
    ["relative", "see /login?next=/x now", "see /login now"],
    ["relative without slash", "see login?next=/x now", "see login now"],
    ["scheme-relative", "see //a.example/x?y now", "see //a.example/x now"],
    ["fragment", "see docs/a#access_token=x now", "see docs/a now"],
    ["fragment alone", "#access_token=x", "<redacted>"],
    ["attribute", "<a href=https://a.example/?x>", "<a href=https://a.example/"],
    ["token in a relative path", `/reset/${HEX}`, "/reset/<redacted>"],
    ["escaped URL", "go to https%3A%2F%2Fu%3Ap%40h now", "go to https now"],
    ["credentials without scheme", "user:pass@localhost/x failed", "localhost/x failed"],
    ["e-mail address", "jane@mail.example wrote", "mail.example wrote"],
    ["whole data URL", "data:text/plain,my secret text", "data:"],
  ])("%s", (_, text, expected) => expect(redactText(text)).toBe(expected));

  test.each([
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0",
    "Is this it? Yes! Issue #123.",
    "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    "react@18.2.0 and / or // this",
    "Deprecated: use https://a.example/guide instead",
  ])("%p stays", (text) => expect(redactText(text)).toBe(text));
});

describe("members are redacted by what they hold", () => {
  const policy = (text: string) => redactJson({ originalPolicy: text }).originalPolicy;
  const sample = (text: string) => redactJson({ "script-sample": text })["script-sample"];

  test.each([
    [
      "report URL",
      "img-src 'self'; report-uri https://c.example/report/?token=t; report-to x",
      "img-src 'self'; report-uri https://c.example/report/; report-to x",
    ],
    [
      "no space behind it",
      "report-uri /r/?token=t;img-src a.example",
      "report-uri /r/;img-src a.example",
    ],
    ["relative report URL", "report-uri r?token=t b", "report-uri r b"],
    ["joined policies", "report-uri /r?t=1,script-src 'self'", "report-uri /r,script-src 'self'"],
    ["comma in a query", "report-uri /r?t=1,s3cr3t x", "report-uri /r x"],
    [
      "credentials",
      "img-src https://u:p@a.example u:p@b.example/x",
      "img-src https://a.example b.example/x",
    ],
    ["token in a path", `img-src a.example/${HEX}/x`, "img-src a.example/<redacted>/x"],
    ["quoted by mistake", "img-src 'https://a.example/?k=v'", "img-src 'https://a.example/"],
    ["open quote", "img-src 'https://a.example/?k=v img", "img-src 'https://a.example/ img"],
  ])("policy: %s", (_, text, expected) => expect(policy(text)).toBe(expected));

  test.each([
    "script-src 'nonce-r4nd0mN0nceOfSomeLength+/==' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "trusted-types goog#html nextjs@bundler default 'allow-duplicates'",
    "default-src https://*.a.example:* wss: data: d1a2b3c4d5e6f7g8h9.cdn.example",
  ])("policy: %p stays", (text) => expect(policy(text)).toBe(text));

  test.each([
    ["absolute", "fetch(`https://u:p@a.example/x?y`)", "fetch(`https://a.example/x`)"],
    ["relative in quotes", "fetch('/api?token=abc')", "fetch('/api')"],
    ["cut off", "location='/reset?k=1&email=a@b.c", "location='/reset"],
    ["style sheet", "x{background:url(/i.png?k=v)}", "x{background:url(/i.png)}"],
    ["query without quotes", "go to a.html?k=v now", "go to a.html now"],
  ])("code: %s", (_, text, expected) => expect(sample(text)).toBe(expected));

  test.each([
    "body { background: #fff url(x.png); colo…",
    "a ? b/c : d // comment?",
    "javascript:go(1)",
    "@import 'x.css'",
    "Element innerHTML|<img src=x onerror=alert(1)> and a rathe",
  ])("code: %p stays", (text) => expect(sample(text)).toBe(text));

  test("a data URL is cut in a member that holds a URL", () => {
    expect(redactJson({ "blocked-uri": "data:text/html, x" })).toEqual({ "blocked-uri": "data:" });
  });
});

test("a sampling key keeps its minute", () => {
  const minute = "-2026-01-01T12:03:00";
  expect(redactSamplingKey(`https://h.example/a?q=1${minute}`)).toBe(
    `https://h.example/a${minute}`,
  );
  expect(redactSamplingKey(`https://h.example/a${minute}`)).toBe(`https://h.example/a${minute}`);
  expect(redactSamplingKey(`None${minute}`)).toBe(`None${minute}`);
});

describe("JSON values", () => {
  test("come back as the same object when nothing had to change", () => {
    const value = { "csp-report": { "document-uri": "https://a.example/", list: [1, "x", null] } };
    expect(redactJson(value)).toBe(value);
  });

  test("are redacted in arrays, unknown members and keys, and never changed themselves", () => {
    const value = { deep: [{ any: "see /x?y=1" }], "https://u:p@a.example/?k": 1 };
    const before = structuredClone(value);
    expect(redactJson(value)).toEqual({ deep: [{ any: "see /x" }], "https://a.example/": 1 });
    expect(value).toEqual(before);
  });

  test("keep a member named __proto__ as a member", () => {
    const redacted = redactJson(JSON.parse('{"__proto__":{"url":"/x?y"},"url":"/x?y"}'));
    expect(JSON.stringify(redacted)).toBe('{"__proto__":{"url":"/x"},"url":"/x"}');
    expect(Object.getPrototypeOf(redacted)).toBe(Object.prototype);
  });

  test("are replaced below the greatest depth, and never overflow the stack", () => {
    let value: Json = "https://u:p@a.example/";
    for (let i = 0; i < 100_000; i++) value = [value];
    let walked = redactJson(value);
    for (let i = 0; i < MAX_DEPTH && Array.isArray(walked); i++) walked = walked[0] ?? null;
    expect(walked).toBe("<redacted>");
  });
});

describe("whatever the text", () => {
  const members = ["documentURL", "originalPolicy", "sample", "message"] as const;
  const report = fc.record(Object.fromEntries(members.map((name) => [name, hostileText])));

  test("redacting twice is redacting once", () => {
    fc.assert(
      fc.property(report, (value) => {
        const once = redactJson(value);
        expect(redactJson(once)).toEqual(once);
      }),
      { numRuns: 3000 },
    );
  });

  test("any JSON value survives without a throw, and settles", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json: Json = JSON.parse(JSON.stringify(value));
        const once = redactJson(json);
        expect(redactJson(once)).toEqual(once);
      }),
    );
  });

  test("a password in front of a host and a query never come through", () => {
    const word = fc.stringMatching(/^[a-z0-9@:._~-]{0,12}$/);
    fc.assert(
      fc.property(word, word, hostileText, (user, path, before) => {
        const url = `https://${user}:s3cr3t@h.example/${path.replaceAll("@", "")}?k=s3cr3t#s3cr3t`;
        expect(redactUrlText(url)).not.toContain("s3cr3t");
        expect(redactText(`${before} ${url} after`)).not.toContain("s3cr3t");
        expect(JSON.stringify(redactJson({ originalPolicy: `x ${url}; y` }))).not.toContain(
          "s3cr3t",
        );
      }),
      { numRuns: 2000 },
    );
  });
});

test("of a text longer than any browser sends nothing is cut: it goes as a whole, or stays", () => {
  const long = "https://shop.example/".padEnd(300_000, "a/");
  expect(redactUrlText(long)).toBe(long);
  expect(redactUrlText(`${long}?token=s3cr3t`)).toBe("<redacted>");
});
