import { isJsonObject } from "../../report/json.ts";
import { contractProblem } from "../../sink/contract.ts";
import type { SinkPlugin } from "../../sink/sink.ts";

/** A plugin, or everything that keeps a default export from being one. */
export type Shape =
  | { readonly ok: true; readonly plugin: SinkPlugin }
  | { readonly ok: false; readonly problems: readonly string[] };

const NAME = /^[a-z][a-z0-9-]{0,63}$/;

/** Judges what a module exports as default. */
export function shapeOf(exported: unknown): Shape {
  const problems: string[] = [];
  return isPlugin(exported, problems) ? { ok: true, plugin: exported } : { ok: false, problems };
}

/** @param problems where what is wrong is put, one clause each */
function isPlugin(value: unknown, problems: string[]): value is SinkPlugin {
  if (value === undefined) {
    problems.push("it has no default export; end the file with `export default defineSink({ … })`");
  } else if (!isJsonObject(value)) {
    problems.push("its default export must be what `defineSink({ … })` returns");
  } else {
    const contract = contractProblem(value.api);
    // What follows may be right in the version that it was written for.
    if (contract !== null) problems.push(contract);
    else problems.push(...memberProblems(value));
  }
  return problems.length === 0;
}

function memberProblems({
  name,
  summary,
  config,
  supports,
  batch,
  create,
}: Record<string, unknown>): string[] {
  return [
    typeof name === "string" && NAME.test(name)
      ? null
      : "`name` must be lower-case letters, digits and hyphens, beginning with a letter",
    typeof summary === "string" && summary !== "" ? null : "`summary` must be one line of text",
    isJsonObject(config) && config.type === "object" && isJsonObject(config.properties)
      ? null
      : "`config` must be a schema of an object, `t.Object({ … })`",
    ...supportsProblems(supports),
    ...batchProblems(batch),
    typeof create === "function" ? null : "`create` must be a function",
  ].filter((problem) => problem !== null);
}

function supportsProblems(supports: unknown): string[] {
  if (!isJsonObject(supports)) return ["`supports` must be { reader, idempotent }"];
  return ["reader", "idempotent", "deferred"]
    .filter((key) => key !== "deferred" || supports[key] !== undefined)
    .filter((key) => typeof supports[key] !== "boolean")
    .map((key) => `\`supports.${key}\` must be true or false`);
}

function batchProblems(batch: unknown): string[] {
  if (batch === undefined) return [];
  if (!isJsonObject(batch)) return ["`batch` must be { maxReports, maxAge }"];
  const { maxReports, maxAge } = batch;
  const problems: string[] = [];
  if (maxReports !== undefined && !wholeNumber(maxReports, 1, 10_000)) {
    problems.push("`batch.maxReports` must be a whole number from 1 to 10,000");
  }
  if (maxAge !== undefined && !wholeNumber(maxAge, 0, 3_600_000)) {
    problems.push("`batch.maxAge` must be whole milliseconds, at most an hour");
  }
  return problems;
}

function wholeNumber(value: unknown, min: number, max: number): boolean {
  return Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
}
