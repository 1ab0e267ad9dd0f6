import type { Static, TObject } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { isJsonObject, type JsonObject } from "../../report/json.ts";
import { type ParameterError, RequestError } from "../problems.ts";

/** What is wrong with one place of a body. */
export interface BodyProblem {
  readonly path: string;
  readonly message: string;
}

/** Far above what any request of the API holds. */
const MAX_BODY_BYTES = 256 * 1024;

/** Problems that one answer names. */
const MAX_ERRORS = 20;

/**
 * The JSON body of a request as the schema has it.
 *
 * @throws RequestError `request_invalid`, which names each place at fault and no value
 */
export async function readBody<S extends TObject>(schema: S, request: Request): Promise<Static<S>> {
  const body = await parse(request);
  if (Value.Check(schema, body)) return body;
  const problems: BodyProblem[] = [];
  for (const { path, message } of Value.Errors(schema, body)) {
    problems.push({ path: path.slice(1), message });
    if (problems.length === MAX_ERRORS) break;
  }
  throw invalidBody(problems);
}

/**
 * The JSON object of a request, for bodies that others check.
 *
 * @throws RequestError `request_invalid`
 */
export async function readObject(request: Request): Promise<JsonObject> {
  const body = await parse(request);
  if (isJsonObject(body)) return body;
  throw invalidBody([{ path: "", message: "Expected object" }]);
}

/** `request_invalid` with what is wrong with the body. */
export function invalidBody(problems: readonly BodyProblem[]): RequestError {
  const errors = problems
    .slice(0, MAX_ERRORS)
    .map(({ path, message }): ParameterError => ({ in: "body", name: path, message }));
  return new RequestError("request_invalid", "The body is not valid.", { errors });
}

async function parse(request: Request): Promise<unknown> {
  const length = request.headers.get("content-length") ?? "";
  if (!/^\d{1,9}$/.test(length) || Number(length) > MAX_BODY_BYTES) {
    throw invalid(`Expected a JSON body of at most ${MAX_BODY_BYTES} bytes, with its length`);
  }
  try {
    return await request.json();
  } catch {
    throw invalid("Expected a JSON body");
  }
}

function invalid(message: string): RequestError {
  return invalidBody([{ path: "", message }]);
}
