import type { Database, Statement } from "bun:sqlite";
import { columnText } from "./codec/report.ts";
import { Generations } from "./generations.ts";

const MAX_CACHED = 4_000;

/** What a project's reports are summed up by first: a directive, or a type that has none. */
export class Directives {
  readonly #select: Statement<{ id: number }, [string, string, string]>;
  readonly #insert: Statement<unknown, [string, string, string]>;
  readonly #ids = new Generations<string, number>(MAX_CACHED);

  constructor(db: Database) {
    this.#select = db.prepare(
      "SELECT id FROM directives WHERE project = ? AND type = ? AND directive = ?",
    );
    this.#insert = db.prepare("INSERT INTO directives (project, type, directive) VALUES (?, ?, ?)");
  }

  /** The id of a directive; the empty one stands for reports that are no violations. */
  id(project: string, type: string, directive: string): number {
    const columns: [string, string, string] = [
      columnText(project),
      columnText(type),
      columnText(directive),
    ];
    return this.#ids.ensure(columns.join("\n"), () => {
      const row = this.#select.get(...columns);
      return row?.id ?? Number(this.#insert.run(...columns).lastInsertRowid);
    });
  }

  /** Forgets what a rolled back transaction may have taken with it. */
  forget(): void {
    this.#ids.clear();
  }
}
