import type { Database } from "bun:sqlite";
import { textOf } from "../texts.ts";
import { IssueTexts } from "./issue-texts.ts";

/** Longer ones find nothing that a shorter one would not. */
const MAX_SEARCH = 512;
/** So many rows are read off the index by document; where there are more, each issue is tried. */
const MAX_LISTED = 5_000;
/** So many documents are looked for in an issue; where there are more, one of the issue's own is soon found to be one. */
const MAX_SOUGHT = 32;

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
 * Finds issues by what they say. No character of a search means anything but itself: texts are
 * compared here, not in SQL, whose LIKE knows wildcards and whose strings end at NUL. All calls
 * of one answer belong in one transaction.
 */
export class IssueSearch {
  readonly #db: Database;
  readonly #texts: IssueTexts;

  constructor(db: Database) {
    this.#db = db;
    this.#texts = new IssueTexts(db);
  }

  /**
   * The streams of all issues that have a text in their directive, blocked, source, one of their
   * documents, samples or places.
   */
  find(search: string): Set<number> {
    const needle = needleOf(search);
    const found = new Set(this.#texts.having(needle));
    for (const id of this.#inDocuments(needle)) found.add(id);
    return found;
  }

  /** Documents are few, the issues that were seen in them many. */
  #inDocuments(needle: string): number[] {
    const texts = this.#db
      .query<{ id: number; text: string | Uint8Array }, []>(
        "SELECT id, text FROM texts WHERE id IN (SELECT DISTINCT text_id FROM project_document_days)",
      )
      .all()
      .filter(({ text }) => folded(textOf(text)).includes(needle))
      .map(({ id }) => id);
    return texts.length === 0 ? [] : this.#seenIn(texts);
  }

  #seenIn(texts: readonly number[]): number[] {
    const ids = JSON.stringify(texts);
    const listed = "text_id IN (SELECT value FROM json_each(?1))";
    const rows = this.#db
      .query<{ count: number }, [string, number]>(
        `SELECT count(*) AS count FROM (SELECT 1 FROM issue_documents WHERE ${listed} LIMIT ?2)`,
      )
      .get(ids, MAX_LISTED + 1);
    const tried = texts.length > MAX_SOUGHT ? `+${listed}` : listed;
    const query =
      (rows?.count ?? 0) <= MAX_LISTED
        ? `SELECT DISTINCT stream_id FROM issue_documents WHERE ${listed}`
        : `SELECT id FROM issues WHERE EXISTS
             (SELECT 1 FROM issue_documents WHERE stream_id = issues.id AND ${tried})`;
    return this.#db
      .query<unknown, [string]>(query)
      .values(ids)
      .map(([id]) => Number(id));
  }
}
