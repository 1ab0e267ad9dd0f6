import type { Database, Statement } from "bun:sqlite";
import { columnText } from "./codec/report.ts";
import { Generations } from "./generations.ts";

/** What is kept as a label: short texts of which a database has few. */
export type LabelKind = "version" | "browser" | "noise";

/** Stands for `null`. */
export const NO_LABEL = 0;
/** Stands for what came after the cap. */
export const OTHER_LABEL = 1;

/** New labels of a kind and day: senders choose all but noise rules, and each multiplies rows of rollups. */
export const MAX_NEW_LABELS = 100;

const MAX_CACHED = 4096;

/** Ids of the names that rollups count by. */
export class Labels {
  readonly #select: Statement<{ id: number; firstDay: number }, [string, string]>;
  readonly #count: Statement<{ count: number }, [string, number]>;
  readonly #insert: Statement<unknown, [string, string, number]>;
  readonly #useAgain: Statement<unknown, [number, number]>;
  readonly #cache = new Generations<string, number>(MAX_CACHED);

  #day = 0;

  constructor(db: Database) {
    this.#select = db.prepare(
      "SELECT id, first_day AS firstDay FROM labels WHERE kind = ? AND label = ?",
    );
    this.#count = db.prepare(
      "SELECT count(*) AS count FROM labels WHERE kind = ? AND first_day = ?",
    );
    this.#insert = db.prepare("INSERT INTO labels (kind, label, first_day) VALUES (?, ?, ?)");
    this.#useAgain = db.prepare("UPDATE labels SET first_day = ? WHERE id = ?");
  }

  /** The day of receipt, since the epoch, that new labels count against from now on. */
  startDay(day: number): void {
    this.#day = day;
  }

  /** The label's id; {@link OTHER_LABEL} for a new one on a day that has had its share of new ones. */
  id(kind: LabelKind, label: string | null): number {
    if (label === null) return NO_LABEL;
    const key = `${kind}:${label}`;
    const known = this.#cache.get(key);
    if (known !== undefined) return known;
    const id = this.#find(kind, columnText(label));
    return id === OTHER_LABEL ? id : this.#cache.set(key, id);
  }

  /** The id that a label was counted under; {@link OTHER_LABEL} where it has none of its own. */
  known(kind: LabelKind, label: string | null): number {
    if (label === null) return NO_LABEL;
    return this.#select.get(kind, columnText(label))?.id ?? OTHER_LABEL;
  }

  /** Forgets what a rolled back transaction may have taken with it. */
  forget(): void {
    this.#cache.clear();
  }

  #find(kind: LabelKind, label: string): number {
    const row = this.#select.get(kind, label);
    if (row) {
      // A noise rule that nothing was counted under for a while.
      if (row.firstDay < 0) this.#useAgain.run(this.#day, row.id);
      return row.id;
    }
    const isCapped = kind !== "noise";
    if (isCapped && (this.#count.get(kind, this.#day)?.count ?? 0) >= MAX_NEW_LABELS)
      return OTHER_LABEL;
    return Number(this.#insert.run(kind, label, this.#day).lastInsertRowid);
  }
}
