/** Every pattern of the collected list is recognised by a rule, or says here why it cannot be. */
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { compileNoise, NOISE_RULES, type NoiseSubject } from "../../../src/admission/index.ts";
import { subject } from "./subjects.ts";

interface Pattern {
  pattern: string;
  kind: string;
  match: string;
  fields: string[];
}

const patterns: Pattern[] = await Bun.file(
  join(import.meta.dir, "../../fixtures/noise-patterns.json"),
).json();

const noiseOf = compileNoise(NOISE_RULES);

/** Patterns, or single fields of them, that are no rule. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  "WebKit duplicate report for one image":
    "needs memory of other reports; what a browser sends twice is two reports",
  "report-only policy makes request+response reports":
    "needs memory of other reports; what a browser sends twice is two reports",
  "blocked URL is allowed by the report own original-policy":
    "needs the CSP matcher, which admission may not import",
  "font-src + any https host when the policy allows no cross-origin font":
    "needs the CSP matcher, which admission may not import",
  "document host is not one of ours":
    "is the drop reason origin_not_allowed wherever a project says which origins are its own",
  "about in document":
    "srcdoc and blank children of ordinary pages are called about by all engines",
};

/** Subjects for patterns that are described in words. */
const IN_WORDS: Readonly<Record<string, Partial<NoiseSubject>[]>> = {
  "*:15871": [{ blockedURL: "https://block.example:15871/cgi-bin/blockpage.cgi" }],
  "*.clients6.google.com": [{ blockedURL: "https://docs.clients6.google.com/x" }],
  "10.0.0.0/8": [{ blockedURL: "http://10.0.0.0/" }, { blockedURL: "http://10.255.255.255/" }],
  "192.168.0.0/16": [{ blockedURL: "http://192.168.255.1/" }],
  "http://91.68.209.": [{ blockedURL: "http://91.68.209.11/bmi/x.jpg" }],
  ".blackspider.com": [{ originalPolicy: "img-src *.blackspider.com" }],
  "/AG_onLoad\\s*=/": [{ sample: "var AG_onLoad=function" }, { sample: "AG_onLoad = function" }],
  "Firefox<43 + script-src + blocked self": [
    { blockedURL: "self", effectiveDirective: "script-src", userAgent: "Gecko Firefox/42.0" },
  ],
  "Firefox<49 + base-uri + about|about:blank": [
    { blockedURL: "about", effectiveDirective: "base-uri", userAgent: "Gecko Firefox/48.0" },
    { blockedURL: "about:blank", effectiveDirective: "base-uri", userAgent: "Gecko Firefox/48.0" },
  ],
};

/** Texts that a pattern describes, as they would stand in the field. */
function textsOf({ pattern, match }: Pattern, field: string): string[] {
  if (match === "scheme") return [`${pattern}://x/y.js`, pattern, `${pattern}:2:248774`];
  if (match === "host") return [`https://${pattern}/a.js`, `http://${pattern}:8081`];
  if (match === "host-suffix") return [`https://${pattern}/`, `wss://a.b.${pattern}/x`];
  if (match === "regex") return [`x${pattern.slice(1, -1).replaceAll("\\", "")}y`];
  if (field === "policy") return [`default-src 'self' https://${pattern} 'unsafe-inline'`];
  if (match !== "substring" || field === "sample") return [pattern];
  if (pattern.startsWith("http")) return [`${pattern}/x`];
  return /^[/&]|^netdefender/.test(pattern)
    ? [`https://www.shop.example/${pattern}`]
    : [`https://${pattern}/x.js`, `http://${pattern}`];
}

function inField(field: string, text: string): Partial<NoiseSubject> {
  if (field === "blocked") return { blockedURL: text };
  if (field === "source") return { sourceFile: text };
  if (field === "document") return { documentURL: text };
  if (field === "referrer") return { referrer: text };
  if (field === "policy") return { originalPolicy: text };
  if (field === "sample") return { sample: text };
  throw new Error(`unknown field ${field}`);
}

function subjectsOf(pattern: Pattern): Partial<NoiseSubject>[] {
  const worded = IN_WORDS[pattern.pattern];
  if (worded) return worded;
  return pattern.fields
    .filter((field) => !(`${pattern.pattern} in ${field}` in LEFT_OUT))
    .flatMap((field) => textsOf(pattern, field).map((text) => inField(field, text)));
}

describe("a collected noise pattern is recognised", () => {
  test("all 225 are here", () => {
    expect(patterns).toHaveLength(225);
  });

  for (const pattern of patterns.filter((each) => !(each.pattern in LEFT_OUT))) {
    test(`${pattern.kind}: ${pattern.pattern} in ${pattern.fields.join(", ")}`, () => {
      for (const texts of subjectsOf(pattern)) {
        expect(noiseOf(subject(texts)) ?? JSON.stringify(texts)).toStartWith(`${pattern.kind}/`);
      }
    });
  }
});

describe("a collected noise pattern is left out with a reason", () => {
  for (const [name, why] of Object.entries(LEFT_OUT)) {
    test(`${name}: ${why}`, () => {
      const [pattern, field] = name.split(" in ");
      const listed = patterns.find((each) => each.pattern === pattern);
      expect(listed).toBeDefined();
      if (field) expect(listed?.fields).toContain(field);
    });
  }

  test("an about document is not recognised", () => {
    expect(noiseOf(subject({ documentURL: "about" }))).toBeNull();
  });
});
