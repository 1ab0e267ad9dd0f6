import { CodedError } from "../report/errors.ts";
import type { IssueMark, IssueStatus } from "../sink/reader/issue.ts";
import type { ControlDatabase } from "./database.ts";

/** What people say of an issue. */
export const ISSUE_STATUSES = ["open", "resolved", "ignored"] as const satisfies IssueStatus[];

/** What held of an issue after somebody changed it. */
export interface IssueChange {
  readonly status: IssueStatus;
  readonly note: string | null;
  /** Name of the token that it was changed with. */
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What people said of an issue last, and before. */
export interface MarkedIssue extends IssueChange {
  readonly id: string;
  /** When the status was said, which a change of the note alone leaves. Milliseconds since the epoch. */
  readonly statusAt: number;
  /** All changes that are kept, newest first; {@link MAX_HISTORY} at most. */
  readonly history: readonly IssueChange[];
}

/** What somebody wants to say. What is left out stays. */
export interface IssueEdit {
  readonly status?: IssueStatus | undefined;
  /** `null` removes it. */
  readonly note?: string | null | undefined;
}

/** What holds of an issue now. */
export interface CurrentMark {
  readonly id: string;
  readonly status: IssueStatus;
  /** When it was said, in milliseconds since the epoch. */
  readonly at: number;
}

/** Changes that are kept of one issue. */
export const MAX_HISTORY = 50;

/** Issues that something can be said of. */
const MAX_ISSUES = 100_000;

interface Row extends IssueChange {
  readonly seq: number;
  readonly statusAt: number;
}

const COLUMNS = 'seq, status, status_at AS statusAt, note, "by", at';

/**
 * Status and note of issues. Which issues there are is the store's business: what is said of one
 * that the store has not yet, or no more, is kept.
 */
export class IssueMarks {
  readonly #store: ControlDatabase;
  readonly #max: number;
  /** Of every issue that something was said of. Notes and history stay on disk. */
  readonly #known = new Map<string, { status: IssueStatus; at: number }>();
  #marks: readonly IssueMark[] | null = null;
  /** Hears of each change after it holds. */
  onChange: ((changed: readonly CurrentMark[]) => void) | null = null;

  /** @throws CodedError `data_unusable` */
  constructor(store: ControlDatabase, max = MAX_ISSUES) {
    this.#store = store;
    this.#max = max;
    const rows = store.load(() =>
      store.db
        .query<{ issue: string; status: IssueStatus; at: number }, []>(
          // Of the row with the largest `seq`, as SQLite has it for bare columns beside max().
          "SELECT issue, status, status_at AS at, max(seq) FROM issue_change GROUP BY issue",
        )
        .all(),
    );
    for (const { issue, status, at } of rows) this.#known.set(issue, { status, at });
  }

  /** All marks, in no order. The same array until something changes. */
  marks(): readonly IssueMark[] {
    this.#marks ??= [...this.#known].flatMap(([id, { status, at }]) =>
      status === "open" ? [] : [{ id, status, at }],
    );
    return this.#marks;
  }

  /** `null` where nobody ever said anything. @throws CodedError `control_unavailable` */
  get(id: string): MarkedIssue | null {
    if (!this.#known.has(id)) return null;
    const rows = this.#store.read(() =>
      this.#store.db
        .query<Row, [string]>(
          `SELECT ${COLUMNS} FROM issue_change WHERE issue = ? ORDER BY seq DESC`,
        )
        .all(id),
    );
    const [last] = rows;
    if (last === undefined) return null;
    const { statusAt, ...current } = withoutSeq(last);
    const history = rows.map(({ status, note, by, at }) => ({ status, note, by, at }));
    return { id, ...current, statusAt, history };
  }

  /** What was said last of each of these issues that anything was said of. @throws CodedError `control_unavailable` */
  last(ids: readonly string[]): Map<string, IssueChange> {
    const known = ids.filter((id) => this.#known.has(id));
    return this.#store.read(() => {
      const query = this.#store.db.query<IssueChange, [string]>(
        'SELECT status, note, "by", at FROM issue_change WHERE issue = ? ORDER BY seq DESC LIMIT 1',
      );
      return new Map(
        known.flatMap((id) => {
          const change = query.get(id);
          return change === null ? [] : [[id, change] as const];
        }),
      );
    });
  }

  /**
   * Says the same of all these issues, all or none. Saying `resolved` of a resolved issue is said
   * anew: what occurred until now no longer counts as its return.
   *
   * @param now milliseconds since the epoch
   * @throws CodedError `control_unavailable`, `control_full`
   */
  change(ids: readonly string[], edit: IssueEdit, by: string, now: number): void {
    const distinct = [...new Set(ids)];
    const added = distinct.filter((id) => !this.#known.has(id)).length;
    if (this.#known.size + added > this.#max) {
      throw new CodedError("control_full", `Marks of ${this.#max} issues are kept at most.`);
    }
    const changed = new Map<string, Row>();
    this.#store.change(() => {
      for (const id of distinct) changed.set(id, this.#append(id, edit, by, now));
    });
    const current = [...changed].map(([id, { status, statusAt: at }]) => ({ id, status, at }));
    for (const { id, status, at } of current) this.#known.set(id, { status, at });
    this.#marks = null;
    this.onChange?.(current);
  }

  #append(id: string, { status, note }: IssueEdit, by: string, now: number): Row {
    const { db } = this.#store;
    const last = db
      .query<Row, [string]>(
        `SELECT ${COLUMNS} FROM issue_change WHERE issue = ? ORDER BY seq DESC LIMIT 1`,
      )
      .get(id);
    const row: Row = {
      seq: (last?.seq ?? 0) + 1,
      status: status ?? last?.status ?? "open",
      statusAt: status === undefined ? (last?.statusAt ?? now) : now,
      note: note === undefined ? (last?.note ?? null) : note,
      by,
      at: now,
    };
    db.query("INSERT INTO issue_change VALUES (?, ?, ?, ?, ?, ?, ?)").run(
      id,
      row.seq,
      row.status,
      row.statusAt,
      row.note,
      row.by,
      row.at,
    );
    db.query("DELETE FROM issue_change WHERE issue = ? AND seq <= ?").run(
      id,
      row.seq - MAX_HISTORY,
    );
    return row;
  }
}

function withoutSeq({ seq: _, ...rest }: Row): Omit<Row, "seq"> {
  return rest;
}
