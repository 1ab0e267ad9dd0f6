import type { Rejection, WriteResult } from "../sink/sink.ts";
import { thrownText } from "../sink/thrown.ts";

/** What one attempt came to. */
export type Outcome =
  | { kind: "accepted"; rejected: readonly Rejection[] }
  | { kind: "retry"; error: string; retryAfter: number | null }
  | { kind: "fatal"; error: string };

/** Reads what `write` resolved with. A result outside of the contract is the sink's bug: it costs time, never data. */
export function outcomeOfResult(result: unknown, reports: number): Outcome {
  if (typeof result !== "object" || result === null) {
    return invalid("write() must resolve with an object, {} when all were accepted");
  }
  const { rejected }: WriteResult = result;
  if (rejected === undefined) return { kind: "accepted", rejected: [] };
  if (!Array.isArray(rejected)) return invalid("`rejected` must be an array");
  const seen = new Set<number>();
  for (const entry of rejected) {
    const { index, reason } = entry ?? {};
    if (!Number.isInteger(index) || index < 0 || index >= reports) {
      return invalid(`rejected index ${index} is outside of the batch of ${reports}`);
    }
    if (seen.has(index)) return invalid(`rejected index ${index} occurs twice`);
    if (typeof reason !== "string" || reason === "") return invalid("a rejection needs a reason");
    seen.add(index);
  }
  return { kind: "accepted", rejected };
}

/** Reads what `write` or `open` threw. Everything that is not a fatal `SinkError` means *not now*. */
export function outcomeOfError(thrown: unknown): Outcome {
  const error = messageOf(thrown);
  if (typeof thrown !== "object" || thrown === null)
    return { kind: "retry", error, retryAfter: null };
  // By code and not by class: a plugin may bring its own copy of SinkError.
  const ours = "code" in thrown && thrown.code === "sink_error";
  if (ours && "fatal" in thrown && thrown.fatal === true) return { kind: "fatal", error };
  const asked = ours && "retryAfter" in thrown ? thrown.retryAfter : null;
  const retryAfter = typeof asked === "number" && asked >= 0 ? asked : null;
  return { kind: "retry", error, retryAfter };
}

/** One line, bounded, whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrownText(thrown).replace(/\s+/g, " ").slice(0, 500);
}

function invalid(what: string): Outcome {
  return { kind: "retry", error: `Broken sink: ${what}.`, retryAfter: null };
}
