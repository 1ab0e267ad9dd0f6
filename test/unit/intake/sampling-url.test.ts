import { expect, test } from "bun:test";
import { samplingUrl } from "../../../src/intake/index.ts";
import type { Json, JsonObject } from "../../../src/report/json.ts";

const legacy = (report: JsonObject): JsonObject => ({ "csp-report": report });
const reporting = (body: Json, rest: JsonObject = {}): JsonObject => ({
  type: "csp-violation",
  body,
  ...rest,
});

test.each<[string, JsonObject, string]>([
  [
    "the document as sent, query and all",
    legacy({ "document-uri": "https://a.example/?x#y" }),
    "https://a.example/?x#y",
  ],
  ["nothing there", legacy({}), "None"],
  ["null", legacy({ "document-uri": null }), "None"],
  ["an empty text", legacy({ "document-uri": "" }), ""],
  ["a number", legacy({ "document-uri": 5 }), "5"],
  ["a boolean", legacy({ "document-uri": true }), "True"],
  [
    "a list",
    legacy({ "document-uri": ["a", null, { b: "it's" }] }),
    "['a', None, {'b': \"it's\"}]",
  ],
  ["WebKit's url does not count", { ...legacy({}), type: "csp-violation", url: "u" }, "None"],
  ["documentURL first", reporting({ documentURL: "d", "document-uri": "k" }, { url: "u" }), "d"],
  ["then document-uri", reporting({ documentURL: "", "document-uri": "k" }, { url: "u" }), "k"],
  ["then the envelope", reporting({}, { url: "u" }), "u"],
  ["an empty envelope", reporting({}, { url: "" }), ""],
  ["nothing in the Reporting API", reporting({}), "None"],
  ["an empty list is nothing", reporting({ documentURL: [] }, { url: "u" }), "u"],
  ["no wrapper at all", { "document-uri": "k", "violated-directive": "img-src" }, "k"],
])("%s", (_, raw, expected) => expect(samplingUrl(raw)).toBe(expected));
