import { isJsonObject, type JsonObject } from "../../report/json.ts";
import { type LineReading, requestOf } from "./format.ts";
import { parametersOf } from "./query.ts";
import { momentOf } from "./time.ts";

/** Members of its lines that are members of the deprecated serialization by another spelling. */
const MEMBERS = [
  "document_uri",
  "referrer",
  "blocked_uri",
  "violated_directive",
  "effective_directive",
  "original_policy",
  "disposition",
  "script_sample",
  "status_code",
  "source_file",
  "line_number",
  "column_number",
] as const;

/** Whether it looks like what go-csp-collector writes with `--output-format json`. */
export function isGoCspCollector(line: JsonObject): boolean {
  const { document_uri, violated_directive, effective_directive } = line;
  if (typeof document_uri !== "string") return false;
  return typeof violated_directive === "string" || typeof effective_directive === "string";
}

/**
 * One violation as go-csp-collector logs it. Texts and numbers that the browser left out are `""`
 * and 0 there; which of its two addresses the report came to says what the browser did where the
 * report does not. With `--query-params-metadata` the parameters of the report URL are known.
 */
export function readGoCspCollector(line: JsonObject): LineReading {
  if (!isGoCspCollector(line)) return "unknown_shape";
  const report: JsonObject = {};
  for (const name of MEMBERS) {
    const value = line[name];
    if (value === undefined || value === null || value === "") continue;
    if (value === 0 && name.endsWith("_number")) continue;
    report[name.replace("_", "-")] = value;
  }
  if (report.disposition === undefined && typeof line.report_only === "boolean") {
    report.disposition = line.report_only ? "report" : "enforce";
  }
  const { metadata } = line;
  return {
    format: "go-csp-collector",
    body: { "csp-report": report },
    receivedAt: momentOf(line.timestamp ?? line.time),
    request: requestOf(isJsonObject(metadata) ? parametersOf((name) => metadata[name]) : {}),
    decided: null,
  };
}
