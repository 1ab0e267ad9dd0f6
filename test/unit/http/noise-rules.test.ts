import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { NoiseRuleListSchema } from "../../../src/http/api/schema/noise-rule.ts";
import { violations } from "./schema.ts";
import { BEARER, send, type TestAdmin, testAdmin } from "./support.ts";

const RULES = "/api/v1/noise-rules";
const WIDGET = {
  match: "suffix",
  fields: ["blocked"],
  value: "Widget.example",
  why: "An extension.",
};

const make = (admin: TestAdmin, id = "own/widget") => send(admin, "POST", RULES, { id, ...WIDGET });

async function bodyOf(answer: Response): Promise<Record<string, unknown>> {
  return JSON.parse(await answer.text());
}

test("all rules are listed, built-in ones too", async () => {
  const admin = testAdmin();
  const body = await bodyOf(await admin.ask(RULES, { headers: BEARER }));
  expect(violations(NoiseRuleListSchema, body)).toEqual([]);
  expect(body.items).toHaveLength(admin.services.noise.list().length);
});

test("a rule is made, changed and removed", async () => {
  const admin = testAdmin();
  const made = await make(admin);
  expect(made.status).toBe(201);
  expect(await bodyOf(made)).toEqual({
    id: "own/widget",
    kind: "own",
    ...WIDGET,
    value: "widget.example",
    confidence: "medium",
    source: "control",
    enabled: true,
    disabledBy: null,
  });
  const path = `${RULES}/own/widget`;
  const changed = await send(admin, "PUT", path, { ...WIDGET, confidence: "high" });
  expect([changed.status, await bodyOf(changed)]).toMatchObject([200, { confidence: "high" }]);
  const removed = await send(admin, "DELETE", path);
  expect([removed.status, await bodyOf(removed)]).toMatchObject([200, { id: "own/widget" }]);
  expect((await send(admin, "DELETE", path)).status).toBe(404);
});

test("rules are switched off and on, several at once", async () => {
  const admin = testAdmin();
  const ids = ["local-address/10.0.0.0/8", "extension-scheme/jar"];
  const off = await bodyOf(await send(admin, "POST", `${RULES}/disable`, { ids }));
  const state = [
    { enabled: false, disabledBy: "control" },
    { enabled: false, disabledBy: "control" },
  ];
  expect(off).toMatchObject({ items: state });
  const on = await bodyOf(await send(admin, "POST", `${RULES}/enable`, { ids }));
  expect(on).toMatchObject({ items: [{ enabled: true }, { enabled: true }] });
});

describe("is refused, and says why", () => {
  const rule = { id: "own/new", ...WIDGET };
  test.each<[string, string, string, object, number, string]>([
    ["a value that is too broad", "POST", "", { ...rule, value: "co.uk" }, 400, "value"],
    ["a range that is none", "POST", "", { ...rule, match: "cidr", value: "10.0.0" }, 400, "value"],
    ["an empty value", "POST", "", { ...rule, value: "" }, 400, "value"],
    ["a field that does not fit", "POST", "", { ...rule, fields: ["policy"] }, 400, "fields"],
    ["a field that nobody knows", "POST", "", { ...rule, fields: ["body"] }, 400, "fields[0]"],
    ["no reason", "POST", "", { ...rule, why: undefined }, 400, "why"],
    ["an id without a kind", "POST", "", { ...rule, id: "widget" }, 400, "id"],
    ["Firefox's bugs", "POST", "", { ...rule, match: "firefox-bug" }, 400, "match"],
    ["another id", "PUT", "/own/widget", rule, 400, "id"],
    ["an id that is taken", "POST", "", { ...rule, id: "own/widget" }, 409, ""],
    ["a built-in rule", "DELETE", "/extension-scheme/jar", {}, 409, ""],
    ["a rule that is not there", "PUT", "/own/none", WIDGET, 404, ""],
    ["switching one that is not there", "POST", "/disable", { ids: ["own/none"] }, 404, ""],
    ["switching none", "POST", "/disable", { ids: [] }, 400, "ids"],
    ["another method", "PATCH", "/own/widget", {}, 405, ""],
  ])("%s", async (_, method, path, body, status, name) => {
    const admin = testAdmin();
    await make(admin);
    const before = admin.services.noise.list();
    const answer = await send(admin, method, RULES + path, body);
    expect(answer.status).toBe(status);
    const { errors } = await bodyOf(answer);
    expect(errors).toEqual(status === 400 ? [expect.objectContaining({ name })] : undefined);
    expect(admin.services.noise.list()).toEqual(before);
  });
});

test("no body and no id makes a 500", async () => {
  const admin = testAdmin();
  await make(admin);
  const part = fc.oneof(fc.constantFrom("own", "widget", "__proto__"), fc.string({ minLength: 1 }));
  const field = fc.constantFrom("id", "match", "fields", "value", "why", "confidence");
  const body = fc.oneof(fc.jsonValue(), fc.dictionary(field, fc.jsonValue()));
  await fc.assert(
    fc.asyncProperty(part, part, body, async (kind, name, json) => {
      const id = [kind, name].map((text) => encodeURIComponent(text.toWellFormed())).join("/");
      const put = await send(admin, "PUT", `${RULES}/${id}`, json);
      const post = await send(admin, "POST", RULES, json);
      expect([put.status < 500, post.status < 500]).toEqual([true, true]);
    }),
    { numRuns: 200 },
  );
  expect(admin.errors).toEqual([]);
});
