import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { decodeBody, decodeItem, type Item, samplingUrl } from "../../../src/intake/index.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../src/report/json.ts";
import { redactJson } from "../../../src/report/redact.ts";
import { hostileText } from "../report/hostile-text.ts";
import { readCorpus } from "./corpus.ts";

const TYPES = ["application/csp-report", "application/reports+json"] as const;
const limits = { reportsPerBody: 1000 };
const contentType = fc.constantFrom(...TYPES);

const jsonValue: fc.Arbitrary<Json> = fc
  .jsonValue({ maxDepth: 4 })
  .map((value) => JSON.parse(JSON.stringify(value)));

const fieldValue: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: hostileText },
  fc.constantFrom<Json>(
    "",
    "script-src",
    "IMG-SRC x",
    "inline",
    "https://a.example:443a.example/x",
  ),
  fc.integer(),
  jsonValue,
);

const MEMBERS =
  "document-uri documentURL referrer blocked-uri blockedURL effective-directive violated-directive effectiveDirective violatedDirective original-policy originalPolicy source-file sourceFile script-sample sample disposition status-code statusCode line-number lineNumber column-number columnNumber user-agent other".split(
    " ",
  );

const body: fc.Arbitrary<JsonObject> = fc.dictionary(fc.constantFrom(...MEMBERS), fieldValue);
const type = fc.constantFrom("csp-violation", "crash", "coep", "csp-hash", "new_type.x");

/** Report objects of every accepted shape, with hostile values in every member. */
const rawReport: fc.Arbitrary<JsonObject> = fc.oneof(
  body.map((report): JsonObject => ({ "csp-report": report })),
  fc.record({ type, url: fieldValue, age: fieldValue, user_agent: fieldValue, body }),
  body.map((report): JsonObject => ({ ...report, type: "csp-violation" })),
  body.map(
    (report): JsonObject => ({
      "violated-directive": "img-src",
      ...report,
      "document-uri": "https://a.example/",
    }),
  ),
);

function encode(json: Json): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(json));
}

describe("whatever comes in", () => {
  test("bytes never make it throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), contentType, (bytes, mediaType) => {
        const { items, drops, error } = decodeBody(bytes, mediaType, limits);
        expect(error === null || (items.length === 0 && (drops.malformed ?? 0) > 0)).toBe(true);
      }),
    );
  });

  test("no byte of a recorded body that is changed makes it throw", () => {
    const bodies = readCorpus().map((recording) => recording.body);
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(
        fc.constantFrom(...bodies),
        fc.array(change, { maxLength: 5 }),
        (recorded, changes) => {
          const bytes = recorded.slice();
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const { items } = decodeBody(bytes, TYPES[0], limits);
          for (const item of items) JSON.stringify(decodeItem(redactJson(item.raw)));
        },
      ),
      { numRuns: 500 },
    );
  });

  test("each item of a list is kept or counted", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(jsonValue, rawReport), { maxLength: 8 }),
        contentType,
        (list, mediaType) => {
          const { items, drops } = decodeBody(encode(list), mediaType, limits);
          const dropped = (drops.malformed ?? 0) + (drops.type_not_accepted ?? 0);
          expect(items.length + dropped).toBe(list.length);
        },
      ),
    );
  });

  test("good neighbours of bad items survive whole and in order", () => {
    const bad = fc.constantFrom<Json>(null, 7, "x", [], {}, { type: "csp-violation", body: null });
    const members = fc.array(fc.oneof(bad, rawReport), { maxLength: 8 });
    fc.assert(
      fc.property(members, contentType, (list, mediaType) => {
        const json: Json[] = JSON.parse(JSON.stringify(list));
        const good = json.filter(isJsonObject).filter((value) => decodeItem(value) !== null);
        const { items } = decodeBody(encode(json), mediaType, limits);
        expect(items.map(({ raw }) => raw)).toEqual(good.map(wellFormedJson));
      }),
    );
  });

  test("a sampling URL is a text", () => {
    fc.assert(fc.property(rawReport, (raw) => typeof samplingUrl(raw) === "string"));
  });

  test("nested 64 deep is kept, deeper is malformed", () => {
    const nested = (depth: number) => JSON.parse(`${"[".repeat(depth)}${"]".repeat(depth)}`);
    const kept = decodeBody(encode({ type: "x", body: { a: nested(61) } }), TYPES[0], limits);
    const refused = decodeBody(encode({ type: "x", body: { a: nested(63) } }), TYPES[0], limits);
    expect(kept.items.length).toBe(1);
    expect(refused.error).toBe("unusable_reports");
  });
});

describe("decoding what was redacted", () => {
  test("gives the redacted fields of what was decoded", () => {
    fc.assert(
      fc.property(rawReport, (raw) => {
        const item = decodeItem(raw);
        const again = decodeItem(redactJson(raw));
        expect(again === null).toBe(item === null);
        if (item === null || again === null) return;
        const expected = redactedFields(item);
        for (const [name, value] of Object.entries(redactedFields(again))) {
          const other = expected[name] ?? null;
          if (value === null || other === null) continue;
          expect(`${name} ${JSON.stringify(value)}`).toBe(`${name} ${JSON.stringify(other)}`);
        }
      }),
      { numRuns: 5000 },
    );
  });
});

/** All that sinks read of an item, flat, redacted. */
function redactedFields({
  type,
  url,
  age,
  userAgent,
  disposition,
  violation,
  body,
}: Item): JsonObject {
  return redactJson({ type, url, age, userAgent, disposition, ...violation, body });
}

function wellFormedJson(value: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(value), (_, member) =>
    typeof member === "string" ? member.toWellFormed() : member,
  );
}
