import type { Static, TObject } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { type ParameterError, RequestError } from "../problems.ts";

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
  const errors: ParameterError[] = [];
  for (const { path, message } of Value.Errors(schema, body)) {
    errors.push({ in: "body", name: path.slice(1), message });
    if (errors.length === MAX_ERRORS) break;
  }
  throw new RequestError("request_invalid", "The body is not valid.", { errors });
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
  return new RequestError("request_invalid", `${message}.`, {
    errors: [{ in: "body", name: "", message }],
  });
}
