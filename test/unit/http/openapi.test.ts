import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import packageJson from "../../../package.json" with { type: "json" };
import { openApiDocument } from "../../../src/http/docs/document.ts";
import { PROBLEMS } from "../../../src/http/problems.ts";
import { DROP_REASONS } from "../../../src/report/drop.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../src/report/json.ts";
import { BEARER, testAdmin } from "./support.ts";

const document = await openApiDocument(packageJson.version);

/** What answers in something else than JSON. */
const TEXTS = new Map([
  ["/api/v1/export", ["application/x-ndjson", "text/csv"]],
  ["/api/v1/stream", ["text/event-stream"]],
]);

/** The object at a place; an empty one where there is none. */
function at(value: Json, ...path: string[]): JsonObject {
  let here: Json | undefined = value;
  for (const key of path) here = isJsonObject(here) ? here[key] : undefined;
  return isJsonObject(here) ? here : {};
}

const operations = Object.entries(at(document, "paths")).flatMap(([path, item]) =>
  Object.entries(at(item)).map(([method, operation]) => ({
    path,
    method,
    operation: at(operation),
  })),
);

test("the document is valid OpenAPI 3.1", async () => {
  expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true });
});

test("the document in docs/ is that of this version (renew it with `tattle openapi > docs/openapi.json`)", () => {
  const path = new URL("../../../docs/openapi.json", import.meta.url).pathname;
  expect(readFileSync(path, "utf8")).toBe(`${JSON.stringify(document, null, 2)}\n`);
});

test("it has every operation", () => {
  expect(operations.map(({ path, method }) => `${method} ${path}`)).toEqual([
    "get /api/v1/reports",
    "get /api/v1/reports/{id}",
    "get /api/v1/export",
    "get /api/v1/stream",
    "get /api/v1/overview",
    "get /api/v1/series",
    "get /api/v1/top/{dimension}",
    "get /api/v1/types",
    "get /api/v1/facets",
    "get /api/v1/issues",
    "get /api/v1/issues/{id}",
    "patch /api/v1/issues/{id}",
    "get /api/v1/issues/{id}/explanation",
    "post /api/v1/issues/marks",
    "get /api/v1/versions/compare",
    "get /api/v1/sinks",
    "get /api/v1/dead-letters",
    "get /api/v1/sinks/{name}/dead-letters",
    "get /api/v1/sinks/{name}/dead-letters/{id}",
    "post /api/v1/sinks/{name}/dead-letters/replay",
    "post /api/v1/sinks/{name}/dead-letters/drop",
    "post /api/v1/erasures",
    "get /api/v1/erasures",
    "get /api/v1/erasures/{id}",
    "post /api/v1/imports",
    "get /api/v1/projects",
    "post /api/v1/projects",
    "patch /api/v1/projects/{name}",
    "post /api/v1/projects/{name}/rotate",
    "post /api/v1/projects/{name}/retire",
    "post /api/v1/projects/{name}/restore",
    "get /api/v1/noise-rules",
    "post /api/v1/noise-rules",
    "put /api/v1/noise-rules/{kind}/{name}",
    "delete /api/v1/noise-rules/{kind}/{name}",
    "post /api/v1/noise-rules/enable",
    "post /api/v1/noise-rules/disable",
    "post /api/v1/noise-rules/preview",
    "get /api/v1/noise-rules/retagging",
    "get /api/v1/alerts",
    "post /api/v1/alerts",
    "patch /api/v1/alerts/{name}",
    "delete /api/v1/alerts/{name}",
    "post /api/v1/alerts/{name}/enable",
    "post /api/v1/alerts/{name}/disable",
    "post /api/v1/alerts/test",
    "post /api/v1/alerts/{name}/test",
    "get /api/v1/status",
    "get /api/v1/session",
    "get /api/v1/tokens",
    "post /api/v1/tokens",
    "delete /api/v1/tokens/{id}",
    "post /api/v1/login-codes",
    "post /report/",
  ]);
});

describe.each(operations)("$method $path", ({ path, operation }) => {
  test("is explained", () => {
    expect(operation).toMatchObject({
      operationId: expect.stringMatching(/^[a-z][A-Za-z]+$/),
      summary: expect.stringMatching(/\S/),
      description: expect.stringMatching(/\S/),
      tags: [expect.any(String)],
    });
    expect(operation.security).toEqual(
      path === "/report/" ? [] : expect.arrayContaining([{ token: [] }]),
    );
  });

  test("has answers with a description and an example each", () => {
    for (const [status, answer] of Object.entries(at(operation, "responses"))) {
      expect(at(answer).description).toMatch(/\S/);
      if (status === "204") continue;
      for (const [type, media] of Object.entries(at(answer, "content"))) {
        const failed = status >= "400" && path !== "/report/";
        if (failed) expect(type).toBe("application/problem+json");
        else expect(type).toBeOneOf(TEXTS.get(path) ?? ["application/json"]);
        expect(at(media).example ?? at(media).examples).toBeDefined();
      }
    }
  });

  test("can be tried out: what it needs has an example, or is one of a few words", () => {
    const parameters = Array.isArray(operation.parameters) ? operation.parameters : [];
    for (const parameter of parameters.map((one) => at(one))) {
      if (parameter.required !== true) continue;
      expect(parameter.example ?? at(parameter, "schema").enum).toBeDefined();
    }
    for (const media of Object.values(at(operation, "requestBody", "content"))) {
      expect(at(media).example).toBeDefined();
    }
  });

  test("lists its errors", () => {
    const statuses = Object.keys(at(operation, "responses"));
    const expected = path === "/report/" ? ["400", "405", "413", "503"] : ["401", "429", "500"];
    expect(statuses).toEqual(expect.arrayContaining(expected));
  });
});

test("/report/ is shown with both media types, all parameters and its headers", () => {
  const post = at(document, "paths", "/report/", "post");
  expect(Object.keys(at(post, "requestBody", "content"))).toEqual([
    "application/csp-report",
    "application/reports+json",
  ]);
  const parameters = Array.isArray(post.parameters) ? post.parameters : [];
  expect(parameters.map((parameter) => at(parameter).name)).toEqual([
    "token",
    "api_key",
    "sample_rate",
    "v",
    "distinct_id",
    "session_id",
  ]);
  const dropped = at(post, "responses", "204", "headers", "Tattle-Dropped");
  for (const reason of DROP_REASONS) expect(dropped.description).toContain(reason);
});

test("every code of the table is listed in the schema of problems", () => {
  const code = at(document, "components", "schemas", "Problem", "properties", "code");
  expect(code.enum).toEqual(Object.keys(PROBLEMS));
});

test("the document is served to who may use the API", async () => {
  const { ask } = testAdmin({ services: { version: packageJson.version } });
  expect(await (await ask("/api/v1/openapi.json", { headers: BEARER })).json()).toEqual(document);
  expect((await ask("/api/v1/openapi.json")).status).toBe(401);
});
