import type { Database, Statement } from "bun:sqlite";

/** Days, since the epoch, of the oldest that is left. What was last used before can go. */
export interface Floors {
  /** Of receipt, of the oldest report. */
  report: number;
  /** Of the oldest count. */
  rollup: number;
}

/** What a step of a sweep has deleted. */
export interface Swept {
  texts: number;
  issues: number;
  /** Streams and labels. */
  names: number;
}

/** Rows looked at in one step. */
const ROWS = 1_000;
const NOTHING: Swept = { texts: 0, issues: 0, names: 0 };

const TEXTS = `
  DELETE FROM texts
  WHERE id > $from AND id <= $to AND last_day < $report AND document_day < $rollup`;

// The newest ids stay, here and below, so that no id is given twice: readers remember what ids
// stand for. The last violation is no older than any count of the issue: no look at rollups is needed.
const ISSUES = `
  DELETE FROM issues WHERE id > $from AND id <= $to AND last_seen < $rollup * 86400000
    AND id < (SELECT max(id) FROM streams)
    AND NOT EXISTS (SELECT 1 FROM reports WHERE stream_id = issues.id)`;

// Streams that are no issue are few, and have no last moment: each day is looked at.
const STREAMS = `
  DELETE FROM streams WHERE id > $from AND id <= $to AND id < (SELECT max(id) FROM streams)
    AND NOT EXISTS (SELECT 1 FROM issues WHERE issues.id = streams.id)
    AND NOT EXISTS (SELECT 1 FROM reports WHERE stream_id = streams.id)
    AND (fingerprint <> '' OR NOT EXISTS (
      WITH RECURSIVE each(day) AS (
        SELECT min(day) FROM days UNION ALL SELECT day + 1 FROM each WHERE day < (SELECT max(day) FROM days))
      SELECT 1 FROM each CROSS JOIN days USING (day) WHERE days.stream_id = streams.id))`;

/** What belongs to an issue goes with it, and before it what names a document that is gone. */
const PARTS = ["issue_documents", "issue_versions", "variants"].map(
  (table) => `
  DELETE FROM ${table} WHERE stream_id > $from AND stream_id <= $to
    AND NOT EXISTS (SELECT 1 FROM issues WHERE issues.id = stream_id)`,
);
const DOCUMENTS = `
  DELETE FROM issue_documents WHERE stream_id > $from AND stream_id <= $to
    AND NOT EXISTS (SELECT 1 FROM texts WHERE texts.id = text_id)`;
const VERSIONS = `
  DELETE FROM issue_versions WHERE stream_id > $from AND stream_id <= $to AND version_id <> 0
    AND NOT EXISTS (SELECT 1 FROM labels WHERE labels.id = version_id)`;

const DIRECTIVES = `
  DELETE FROM directives WHERE id NOT IN (SELECT directive_id FROM streams)
    AND id < (SELECT max(id) FROM directives)`;

const LABELS = `
  DELETE FROM labels WHERE kind IN ('version', 'browser') AND last_day < $rollup
    AND id < (SELECT max(id) FROM labels)`;

/** Walks over texts, issues and names once, a little at a time, and deletes what nothing names any more. */
export class Sweep {
  readonly #nextText: Statement<{ last: number | null }, [number]>;
  readonly #nextStream: Statement<{ last: number | null }, [number]>;
  readonly #texts: Statement<unknown, [Record<string, number>]>;
  readonly #issues: Statement<unknown, [Record<string, number>]>;
  readonly #streams: Statement<unknown, [Record<string, number>]>;
  readonly #parts: ReadonlyArray<Statement<unknown, [Record<string, number>]>>;
  readonly #directives: Statement<unknown, []>;
  readonly #labels: Statement<unknown, [Record<string, number>]>;
  #phase: "texts" | "names" | "streams" | "done" = "texts";
  #from = 0;

  constructor(db: Database) {
    this.#nextText = db.prepare(nextOf("texts"));
    this.#nextStream = db.prepare(nextOf("streams"));
    this.#texts = db.prepare(TEXTS);
    this.#issues = db.prepare(ISSUES);
    this.#streams = db.prepare(STREAMS);
    this.#parts = [...PARTS, DOCUMENTS, VERSIONS].map((sql) => db.prepare(sql));
    this.#directives = db.prepare(DIRECTIVES);
    this.#labels = db.prepare(LABELS);
  }

  /** Begins anew. */
  restart(): void {
    this.#phase = "texts";
    this.#from = 0;
  }

  /** One step, inside the caller's transaction, in which the floors were read. `null` after the last. */
  step(floors: Floors): Swept | null {
    if (this.#phase === "texts") return this.#stepTexts(floors);
    if (this.#phase === "streams") return this.#stepStreams(floors);
    if (this.#phase === "done") return null;
    this.#turnTo("streams");
    const labels = this.#labels.run({ rollup: floors.rollup }).changes;
    return { ...NOTHING, names: labels + this.#directives.run().changes };
  }

  #stepTexts({ report, rollup }: Floors): Swept {
    const to = this.#nextText.get(this.#from)?.last ?? null;
    if (to === null) return this.#turnTo("names");
    const texts = this.#texts.run({ from: this.#from, to, report, rollup }).changes;
    this.#from = to;
    return { ...NOTHING, texts };
  }

  #stepStreams({ rollup }: Floors): Swept {
    const to = this.#nextStream.get(this.#from)?.last ?? null;
    if (to === null) return this.#turnTo("done");
    const range = { from: this.#from, to };
    this.#from = to;
    const issues = this.#issues.run({ ...range, rollup }).changes;
    let names = this.#streams.run(range).changes;
    for (const part of this.#parts) names += part.run(range).changes;
    return { ...NOTHING, issues, names };
  }

  #turnTo(phase: "names" | "streams" | "done"): Swept {
    this.#phase = phase;
    this.#from = 0;
    return NOTHING;
  }
}

function nextOf(table: string): string {
  return `SELECT max(id) AS last FROM (SELECT id FROM ${table} WHERE id > ? ORDER BY id LIMIT ${ROWS})`;
}
