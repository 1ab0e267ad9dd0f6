import type { Database } from "bun:sqlite";
import type { Counts, IssueDetail, IssueDetailQuery, Point, TimeRange, Variant } from "tattle/sink";
import { formatUuid } from "../codec/uuid.ts";
import { OTHER_DOCUMENTS } from "../document-days.ts";
import { spanOf, withinBuckets } from "../span.ts";
import { DAY } from "../tally.ts";
import { textOf } from "../texts.ts";
import type { Names } from "./conditions.ts";
import { type Counter, DOCUMENTS_OF_ISSUES } from "./counter.ts";
import { marksOf } from "./issue-list.ts";
import { type IssueRow, issueRow, relatedRows } from "./issue-rows.ts";
import { nameOf, type Summaries } from "./summaries.ts";
import { sumOf } from "./sums.ts";

const MAX_DOCUMENTS = 50;
const MAX_EXAMPLES = 10;

interface VariantRow extends Omit<Variant, "sample" | "sourceFile"> {
  sample: string | Uint8Array | null;
  sourceFile: string | Uint8Array | null;
}

/** Everything that is known of one issue. */
export class IssueDetails {
  readonly #db: Database;
  readonly #names: Names;
  readonly #counter: Counter;
  readonly #summaries: Summaries;

  constructor(db: Database, names: Names, counter: Counter, summaries: Summaries) {
    this.#db = db;
    this.#counter = counter;
    this.#names = names;
    this.#summaries = summaries;
  }

  of(query: IssueDetailQuery): IssueDetail | null {
    const { id, mark } = query;
    const row = issueRow(this.#db, id);
    if (row === null) return null;
    const marks = marksOf(mark === undefined ? [] : [{ ...mark, id }]);
    const counted = this.#counter.count({ filter: { issue: id }, range: query, by: ["stream"] });
    const counts = new Map([[row.stream, sumOf(counted.rows)]]);
    const [summary] = this.#summaries.of([row], query, counts, marks);
    if (summary === undefined) return null;
    return { ...summary, covers: counted.covers, ...this.#rest(row, query) };
  }

  #rest(row: IssueRow, query: TimeRange) {
    const { stream } = row;
    const { wide } = spanOf(query);
    return {
      ...this.#documents(stream, withinBuckets("day", wide, true)),
      seenVersions: this.#versions(stream),
      variants: this.#variants(stream),
      examples: this.#examples(stream),
      related: relatedRows(this.#db, row).map(nameOf),
      history: this.#history(stream, withinBuckets("day", wide, true)),
    };
  }

  #documents(stream: number, days: string) {
    const rows = this.#db
      .query<Counts & { id: number }, [number]>(
        `SELECT text_id AS id, sum(received) AS received, sum(estimated) AS estimated
         FROM ${DOCUMENTS_OF_ISSUES} WHERE ${days} AND stream_id = ?
         GROUP BY text_id ORDER BY 2 DESC, 1`,
      )
      .all(stream);
    const told = rows.filter(({ id }) => id !== OTHER_DOCUMENTS).slice(0, MAX_DOCUMENTS);
    const texts = this.#names.textsOf(told.map(({ id }) => id));
    const others = rows.filter((row) => !told.includes(row));
    return {
      topDocuments: told.map(({ id, ...counts }) => ({ url: texts.get(id) ?? "", ...counts })),
      otherDocuments: sumOf(others),
    };
  }

  #versions(stream: number): IssueDetail["seenVersions"] {
    return this.#db
      .query<IssueDetail["seenVersions"][number], [number]>(
        `SELECT label AS version, first_seen AS firstSeen, last_seen AS lastSeen, received, estimated
         FROM issue_versions LEFT JOIN labels ON labels.id = version_id
         WHERE stream_id = ? ORDER BY last_seen DESC, version_id`,
      )
      .all(stream);
  }

  #variants(stream: number): Variant[] {
    return this.#db
      .query<VariantRow, [number]>(
        `SELECT sample, source_file AS sourceFile, line AS lineNumber, col AS columnNumber,
           first_seen AS firstSeen, last_seen AS lastSeen, received, estimated
         FROM variants WHERE stream_id = ? ORDER BY received DESC, hash`,
      )
      .all(stream)
      .map((row) => ({
        ...row,
        sample: row.sample === null ? null : textOf(row.sample),
        sourceFile: row.sourceFile === null ? null : textOf(row.sourceFile),
      }));
  }

  #examples(stream: number): string[] {
    return this.#db
      .query<{ id: Uint8Array }, [number, number]>(
        "SELECT id FROM reports WHERE stream_id = ? ORDER BY id DESC LIMIT ?",
      )
      .all(stream, MAX_EXAMPLES)
      .map(({ id }) => formatUuid(id));
  }

  #history(stream: number, days: string): Point[] {
    return this.#db
      .query<Counts & { day: number }, [number]>(
        `SELECT day, sum(received) AS received, sum(estimated) AS estimated
         FROM days WHERE ${days} AND stream_id = ?
         GROUP BY day ORDER BY day`,
      )
      .all(stream)
      .map(({ day, received, estimated }) => ({ at: day * DAY, received, estimated }));
  }
}
