import type { Database } from "bun:sqlite";
import type { Counts, IssueMark, IssuePage, IssueQuery, IssueSort } from "tattle/sink";
import type { Cursors } from "../cursor.ts";
import type { Counter } from "./counter.ts";
import { allIssues, type IssueRow, issueRows } from "./issue-rows.ts";
import { IssueSearch } from "./search.ts";
import { statusOf } from "./status.ts";
import type { Summaries } from "./summaries.ts";
import { checkLimit } from "./sums.ts";
import { filterOf } from "./totals.ts";

const MAX_LIMIT = 200;

/** What a list is sorted by. */
interface Entry extends Pick<IssueRow, "stream" | "id" | "firstSeen" | "lastSeen"> {
  counts: Counts;
}

/** Issues, page by page. */
export class IssueList {
  readonly #db: Database;
  readonly #counter: Counter;
  readonly #summaries: Summaries;
  readonly #cursors: Cursors;
  readonly #search: IssueSearch;

  constructor(db: Database, counter: Counter, summaries: Summaries, cursors: Cursors) {
    this.#db = db;
    this.#counter = counter;
    this.#summaries = summaries;
    this.#cursors = cursors;
    this.#search = new IssueSearch(db);
  }

  page(query: IssueQuery): IssuePage {
    const limit = checkLimit("limit", query.limit, MAX_LIMIT);
    const { sort = "received", search, status, cursor } = query;
    const filter = filterOf(query);
    const scope = JSON.stringify(["issues", filter, sort, search ?? null, status ?? null]);
    const after = cursor === undefined ? null : positionOf(this.#cursors.read(cursor, scope));
    const { rows, covers } = this.#counter.count({ filter, range: query, by: ["stream"] });
    const marks = marksOf(query.marks ?? []);
    const counts = new Map(rows.map(({ ids: [stream = 0], ...sums }) => [stream, sums]));
    const entries = this.#entries(query, counts, marks).sort(comparing(sort));
    const left = after === null ? entries : entries.filter((one) => isAfter(one, after, sort));
    const page = left.slice(0, limit);
    const last = left.length > limit ? page.at(-1) : undefined;
    return {
      items: this.#summaries.of(this.#details(page), query, counts, marks),
      next: last === undefined ? null : this.#cursors.make(bytesOf(last, sort), scope),
      total: entries.length,
      covers,
    };
  }

  #entries(
    { search = "", status, sort, from }: IssueQuery,
    counts: ReadonlyMap<number, Counts>,
    marks: ReadonlyMap<string, IssueMark>,
  ): Entry[] {
    const found = search === "" ? null : this.#search.find(search);
    return allIssues(this.#db).flatMap((issue) => {
      const sums = counts.get(issue.stream);
      if (sums === undefined || (found !== null && !found.has(issue.stream))) return [];
      if (sort === "new" && issue.firstSeen < from) return [];
      if (status !== undefined && statusOf(marks.get(issue.id), issue.lastSeen) !== status) {
        return [];
      }
      return [{ ...issue, counts: sums }];
    });
  }

  /** In the order of the page. */
  #details(page: readonly Entry[]): IssueRow[] {
    const streams = page.map(({ stream }) => stream);
    const rows = new Map(issueRows(this.#db, streams).map((row) => [row.stream, row]));
    return streams.flatMap((stream) => rows.get(stream) ?? []);
  }
}

/** Whoever asks has the same list until something changes, and there may be a hundred thousand. */
const byId = new WeakMap<readonly IssueMark[], ReadonlyMap<string, IssueMark>>();

/** Marks by the issue's id. The list must not change. */
export function marksOf(marks: readonly IssueMark[]): ReadonlyMap<string, IssueMark> {
  const known = byId.get(marks);
  if (known !== undefined) return known;
  const made = new Map(marks.map((mark) => [mark.id, mark]));
  byId.set(marks, made);
  return made;
}

function keyOf({ counts, firstSeen, lastSeen }: Entry, sort: IssueSort): number {
  switch (sort) {
    case "received":
      return counts.received;
    case "estimated":
      return counts.estimated;
    case "lastSeen":
      return lastSeen;
    default:
      return firstSeen;
  }
}

/** The largest key first; equal ones by id. */
function comparing(sort: IssueSort): (one: Entry, other: Entry) => number {
  return (one, other) =>
    keyOf(other, sort) - keyOf(one, sort) || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
}

/** The last entry of a page, as its cursor has it. */
interface Position {
  key: number;
  id: string;
}

const KEY_BYTES = 8;

function bytesOf(entry: Entry, sort: IssueSort): Uint8Array {
  const bytes = Buffer.alloc(2 * KEY_BYTES);
  bytes.writeDoubleBE(keyOf(entry, sort));
  bytes.write(entry.id, KEY_BYTES, "hex");
  return bytes;
}

function positionOf(cursor: Uint8Array): Position {
  const bytes = Buffer.from(cursor);
  return { key: bytes.readDoubleBE(), id: bytes.toString("hex", KEY_BYTES) };
}

function isAfter(entry: Entry, { key, id }: Position, sort: IssueSort): boolean {
  const own = keyOf(entry, sort);
  return own < key || (own === key && entry.id > id);
}
