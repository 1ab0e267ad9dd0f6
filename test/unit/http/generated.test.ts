import { afterAll, describe, expect, test } from "bun:test";
import type { TSchema } from "@sinclair/typebox";
import fc from "fast-check";
import { T0 } from "../../../plugins/sqlite/test-support.ts";
import { sampleReports } from "../../../plugins/sqlite/testing/sample-reports.ts";
import { ProblemSchema } from "../../../src/http/api/schema/common.ts";
import { openApiDocument } from "../../../src/http/docs/document.ts";
import { PROBLEM_TYPE } from "../../../src/http/problems.ts";
import {
  type Generated,
  type Operation,
  operationsOf,
  requestsOf,
} from "../../support/generated-requests.ts";
import { storedReports } from "../../support/stored.ts";
import { answerSchemas } from "./answer-schemas.ts";
import { violations } from "./schema.ts";
import { BEARER, send, testAdmin } from "./support.ts";

const stored = await storedReports(sampleReports({ from: T0, days: 3, reports: 600, issues: 40 }));
afterAll(() => stored[Symbol.asyncDispose]());

const document = await openApiDocument("test");
const schemas = answerSchemas();
const admin = testAdmin({ services: { reader: stored.reader, now: () => T0 + 2 * 86_400_000 } });

/** Streams have no end. */
const operations = operationsOf(document).filter(({ path }) => path !== "/api/v1/stream");

/** The schema that an answer has to keep to. */
function schemaOf({ method, path }: Operation, status: number): TSchema | undefined {
  return status >= 400 ? ProblemSchema : schemas.get(`${method} ${path}`);
}

function isJson(answer: Response): boolean {
  const type = answer.headers.get("content-type") ?? "";
  return type.startsWith("application/json") || type === PROBLEM_TYPE;
}

type Sent = Pick<Generated, "path"> & Partial<Generated>;

async function ask(operation: Operation, { path, body, text }: Sent): Promise<Response> {
  if (text !== undefined) {
    return admin.ask(path, {
      method: operation.method,
      headers: BEARER,
      body: text.toWellFormed(),
    });
  }
  if (body !== undefined) return send(admin, operation.method, path, body);
  return admin.ask(path, { method: operation.method, headers: BEARER });
}

describe("whatever is sent to", () => {
  test.each(operations.map((one) => [`${one.method} ${one.path}`, one] as const))(
    "%s, the answer is no failure of ours and keeps to its schema",
    async (_, operation) => {
      await fc.assert(
        fc.asyncProperty(requestsOf(document, operation), async (request) => {
          const answer = await ask(operation, request);
          expect(answer.status).toBeLessThan(500);
          if (!isJson(answer)) return void (await answer.text());
          const schema = schemaOf(operation, answer.status);
          if (schema === undefined) throw new Error("an answer without a schema");
          expect(violations(schema, await answer.json())).toEqual([]);
        }),
        { numRuns: 200 },
      );
      expect(admin.errors).toEqual([]);
    },
    // Two hundred requests, some of which read a whole store.
    120_000,
  );
});

const lists = operations.filter(({ method, path }) => method === "GET" && !path.includes("{"));

test.each(lists.map((one) => [one.path, one] as const))(
  "of the requests that are generated for %s, some are answered with data",
  async (_, operation) => {
    const samples = fc.sample(requestsOf(document, operation), { numRuns: 60, seed: 1 });
    const answers = await Promise.all(samples.map(({ path }) => ask(operation, { path })));
    expect(answers.filter(({ status }) => status === 200)).not.toBeEmpty();
  },
);
