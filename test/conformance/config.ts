import { Value } from "@sinclair/typebox/value";
import type { TSchema } from "tattle/sink";
import { demand } from "./clause.ts";

/** The config with the schema's defaults. @throws Broken where the schema does not allow it */
export function completed(schema: TSchema, given: unknown): unknown {
  const config = Value.Default(schema, structuredClone(given));
  const problem = configProblem(schema, config);
  demand(
    problem === null,
    `The \`config\` given to testSink does not fit the sink's own schema: ${problem}. Give it as create() gets it: durations in milliseconds, sizes in bytes, secrets as text.`,
  );
  return config;
}

/** What a schema finds wrong with a value, without the value; `null` for nothing. */
export function configProblem(schema: TSchema, value: unknown): string | null {
  const error = Value.Errors(schema, value).First();
  if (error === undefined) return null;
  return `${error.path === "" ? "the config" : error.path.slice(1).replaceAll("/", ".")}: ${error.message}`;
}
