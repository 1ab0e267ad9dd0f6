import type { Json, Report } from "tattle/sink";
import { COLUMNS } from "./columns.ts";

/** A report as the JSON object of its row, or why it can never be one. `index` is its place in the batch. */
export type Encoded = { index: number; json: string } | { index: number; refused: string };

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What PostgreSQL has in no text: NUL and halves of surrogate pairs, as `JSON.stringify` escapes them. */
const UNSTORABLE = /\\(?:u0000|ud[89a-f])/;
/** One escape of a JSON text, so that `\\u0000`, a backslash and five characters, is left alone. */
const ESCAPE = /\\(?:u([0-9a-f]{4})|.)/g;
const SURROGATE = /^d[89a-f]/;
const REPLACEMENT = "\ufffd";

/**
 * The row of a report. NUL and lone surrogates, which PostgreSQL cannot store, become U+FFFD in
 * every text and key; everything else stays as it is.
 */
export function encode(report: Report, index: number): Encoded {
  if (!UUID.test(report.id)) return { index, refused: "Its id is no UUID." };
  try {
    const row: Record<string, Json> = {};
    for (const [name, { value }] of Object.entries(COLUMNS)) row[name] = value(report);
    return { index, json: storable(JSON.stringify(row)) };
  } catch (error) {
    // Nested too deeply for the stack, or a time that is none.
    return { index, refused: `It cannot be a row: ${error instanceof Error ? error.message : ""}` };
  }
}

/** A JSON text as PostgreSQL can store it. */
export function storable(json: string): string {
  if (!UNSTORABLE.test(json)) return json;
  return json.replace(ESCAPE, (escaped, code: string = "") =>
    code === "0000" || SURROGATE.test(code) ? REPLACEMENT : escaped,
  );
}
