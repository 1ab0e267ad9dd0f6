import type { Database } from "bun:sqlite";
import { textOf } from "../texts.ts";

/** Longer ones find nothing that a shorter one would not. */
const MAX_SEARCH = 512;

type Cell = string | Uint8Array | null;

/** A text as it is compared: case does not count, and characters that belong together stay so. */
export function folded(text: string): string {
  return text.toLowerCase();
}

/** What to look for. Throws a RangeError where it is too long. */
export function needleOf(search: string): string {
  if (search.length > MAX_SEARCH) {
    throw new RangeError(`\`search\` may have at most ${MAX_SEARCH} characters.`);
  }
  return folded(search);
}

/**
 * The streams of all issues that have a text in their directive, blocked, source, one of their
 * documents, samples or places. No character of it means anything but itself: texts are compared
 * here, not in SQL, whose LIKE knows wildcards and whose strings end at NUL.
 */
export function searchIssues(db: Database, search: string): Set<number> {
  const needle = needleOf(search);
  const found = new Set<number>();
  const has = (cell: unknown) =>
    isCell(cell) && cell !== null && folded(textOf(cell)).includes(needle);
  const rows = (query: string, ...values: string[]) =>
    db.query<unknown, string[]>(query).values(...values);
  const { condition, values } = likely(needle);
  for (const [id, ...cells] of rows("SELECT id, directive, blocked, source FROM issues")) {
    if (cells.some(has)) found.add(Number(id));
  }
  for (const [id, ...cells] of rows(
    `SELECT stream_id, sample, source_file FROM variants
     WHERE ${condition("sample")} OR ${condition("source_file")}`,
    ...values,
  )) {
    if (!found.has(Number(id)) && cells.some(has)) found.add(Number(id));
  }
  for (const id of inDocuments(db, has)) found.add(id);
  return found;
}

/**
 * A condition that holds for every cell that has the text, and for a few more: SQL reads a table
 * several times as fast as this thread takes its rows.
 */
function likely(needle: string): { condition: (column: string) => string; values: string[] } {
  // LIKE folds the case of ASCII only, and ends at NUL.
  if (!/^[ -~]+$/.test(needle)) return { condition: () => "TRUE", values: [] };
  return {
    condition: (column) =>
      `(${column} LIKE ?1 ESCAPE '\\' OR typeof(${column}) = 'blob' OR instr(${column}, char(0)) > 0)`,
    values: [`%${needle.replace(/[\\%_]/g, "\\$&")}%`],
  };
}

/** Documents are few, the issues that were seen in them many. */
function inDocuments(db: Database, has: (cell: unknown) => boolean): number[] {
  const texts = db
    .query<unknown, []>(
      "SELECT id, text FROM texts WHERE id IN (SELECT DISTINCT text_id FROM project_document_days)",
    )
    .values()
    .flatMap(([id, text]) => (has(text) ? [Number(id)] : []));
  if (texts.length === 0) return [];
  return db
    .query<unknown, [string]>(
      "SELECT DISTINCT stream_id FROM issue_documents WHERE text_id IN (SELECT value FROM json_each(?))",
    )
    .values(JSON.stringify(texts))
    .map(([id]) => Number(id));
}

function isCell(cell: unknown): cell is Cell {
  return cell === null || typeof cell === "string" || cell instanceof Uint8Array;
}
