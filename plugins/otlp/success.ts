import { type Answer, isJsonObject, type Json } from "tattle/sink";
import type { PartialSuccess } from "./codec.ts";

/**
 * What an answer of 200 says of the records, in the encoding that it names; an empty body says
 * that all were taken. `null` where it is no OTLP answer at all: a login page, a captive portal or
 * a site's fallback page says 200 too, and stores nothing.
 */
export function readSuccess(
  answer: Answer,
  decode: (bytes: Uint8Array) => PartialSuccess,
): Required<PartialSuccess> | null {
  if (answer.bytes.length === 0) return { rejectedLogRecords: 0, errorMessage: "" };
  try {
    const binary = /protobuf/i.test(answer.headers.get("content-type") ?? "");
    const { rejectedLogRecords = 0, errorMessage = "" } = binary
      ? decode(answer.bytes)
      : readJson(JSON.parse(answer.text));
    return { rejectedLogRecords, errorMessage };
  } catch {
    return null;
  }
}

/** Throws for what is no `ExportLogsServiceResponse`. Some write the names as the schema does. */
function readJson(response: unknown): PartialSuccess {
  if (!isJsonObject(response)) throw new TypeError("no object");
  const partial = response.partialSuccess ?? response.partial_success ?? {};
  if (!isJsonObject(partial)) throw new TypeError("no object");
  const message = partial.errorMessage ?? partial.error_message ?? "";
  if (typeof message !== "string") throw new TypeError("no text");
  const rejected = readCount(partial.rejectedLogRecords ?? partial.rejected_log_records ?? 0);
  return { rejectedLogRecords: rejected, errorMessage: message };
}

/** An int64 is a string in JSON, and a number with those who do not know. */
function readCount(value: Json): number {
  const count = typeof value === "string" && value !== "" ? Number(value) : value;
  if (typeof count !== "number" || !Number.isInteger(count)) throw new TypeError("no count");
  return count;
}
