import { describe, expect, test } from "bun:test";
import { decodeBody, decodeItem, type Item } from "../../../src/intake/index.ts";
import { repairUrl } from "../../../src/intake/webkit-url.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../src/report/json.ts";
import { redactJson } from "../../../src/report/redact.ts";
import { readCorpus, stringsOf } from "./corpus.ts";

const recordings = readCorpus().map((recording) => ({
  ...recording,
  json: JSON.parse(new TextDecoder().decode(recording.body)) as Json,
  decoded: decodeBody(recording.body, recording.contentType, { reportsPerBody: 100 }),
}));

const items = recordings.flatMap(({ decoded }) => decoded.items);

/** Where each member of the two serializations goes. */
const FIELDS = {
  "document-uri": "documentURL",
  documentURL: "documentURL",
  referrer: "referrer",
  "blocked-uri": "blockedURL",
  blockedURL: "blockedURL",
  "violated-directive": "effectiveDirective",
  "effective-directive": "effectiveDirective",
  effectiveDirective: "effectiveDirective",
  "original-policy": "originalPolicy",
  originalPolicy: "originalPolicy",
  "source-file": "sourceFile",
  sourceFile: "sourceFile",
  "script-sample": "sample",
  sample: "sample",
  disposition: "disposition",
  "status-code": "statusCode",
  statusCode: "statusCode",
  "line-number": "lineNumber",
  lineNumber: "lineNumber",
  "column-number": "columnNumber",
  columnNumber: "columnNumber",
} as const;

function isField(name: string): name is keyof typeof FIELDS {
  return Object.hasOwn(FIELDS, name);
}

/** What a recorded value may read as: itself, or what the engine that sent it is known to mean. */
function meanings(name: keyof typeof FIELDS, value: Json, item: Item): Json[] {
  if (value === "") return [null];
  if (name === "violated-directive") return [item.violation?.effectiveDirective ?? ""];
  if (name === "status-code" && value === 0) return [0, null];
  if (value === 0 && /(?:line|column)/.test(name)) return [null];
  return typeof value === "string" ? [value, repairUrl(value)] : [value];
}

function bodyOf(raw: JsonObject): JsonObject {
  const body = raw["csp-report"] ?? raw.body;
  return isJsonObject(body) ? body : {};
}

describe("every recorded request", () => {
  test("there are 329 requests with 502 reports", () => {
    expect(recordings.length).toBe(329);
    expect(items.length).toBe(502);
  });

  test("decodes without a loss", () => {
    for (const { json, decoded } of recordings) {
      expect(decoded.error).toBeNull();
      expect(decoded.drops).toEqual({});
      expect(decoded.items.map((item): Json => item.raw)).toEqual(
        Array.isArray(json) ? json : [json],
      );
    }
  });

  test("has each member of a violation in its field", () => {
    for (const item of items.filter(({ violation }) => violation !== null)) {
      for (const [name, value] of Object.entries(bodyOf(item.raw))) {
        if (!isField(name)) throw new Error(`unknown member ${name}`);
        expect(meanings(name, value, item)).toContain(item.violation?.[FIELDS[name]] ?? null);
      }
    }
  });

  test("has each member of other types in the body", () => {
    const others = items.filter(({ violation }) => violation === null);
    expect([...new Set(others.map(({ type }) => type))].sort()).toEqual([
      "connection-allowlist",
      "coop",
      "crash",
      "deprecation",
      "document-policy-violation",
      "intervention",
      "network-error",
      "potential-permissions-policy-violation",
    ]);
    for (const item of others) expect(item.body).toEqual(bodyOf(item.raw));
  });

  test("has the envelope's members beside it", () => {
    for (const { raw, age, url, userAgent, violation } of items) {
      expect(age).toBe(typeof raw.age === "number" ? raw.age : null);
      expect(userAgent).toBe(typeof raw.user_agent === "string" ? raw.user_agent : null);
      expect(url).toBe(
        typeof raw.url === "string" ? repairUrl(raw.url) : (violation?.documentURL ?? ""),
      );
    }
  });
});

describe("after redaction", () => {
  const SECRETS =
    /SECRET|s3cr3t|pa55w0rd|hunter2|secret=|email=|auth=|access_token|session=|user:|admin:|[?#]\w+=/;

  test("no invented secret is left in raw nor in the fields", () => {
    for (const item of items) {
      const raw = redactJson(item.raw);
      expect(JSON.stringify(raw)).not.toMatch(SECRETS);
      expect(JSON.stringify(decodeItem(raw))).not.toMatch(SECRETS);
    }
  });

  test("no query and no fragment of any URL is left", () => {
    let cut = 0;
    for (const item of items) {
      const redacted = JSON.stringify(redactJson(item.raw));
      for (const text of stringsOf(item.raw)) {
        const tail = /:\/\/[^\s?#;]*([?#][^\s;]+)/.exec(text)?.[1];
        if (tail === undefined) continue;
        cut++;
        expect(redacted).not.toContain(tail);
      }
    }
    expect(cut).toBeGreaterThan(20);
  });

  test("the fields are those of the redacted text", () => {
    for (const item of items) {
      const again = decodeItem(redactJson(item.raw));
      expect(again).toEqual({ ...item, ...redactedFields(item) });
    }
  });

  test("most policies, samples and pages are untouched", () => {
    const changed = items.filter((item) => redactJson(item.raw) !== item.raw);
    expect(changed.length).toBeLessThan(items.length / 10);
  });
});

function redactedFields(item: Item): JsonObject {
  const { type, url, userAgent, violation, body, raw } = item;
  return redactJson({ type, url, userAgent, body, raw, violation: violation && { ...violation } });
}
