import type { Database, Statement } from "bun:sqlite";
import {
  type FingerprintParts,
  fingerprint,
  fingerprintParts,
  type Report,
  type Violation,
} from "tattle/sink";
import { columnText } from "./codec/report.ts";
import type { Directives } from "./directives.ts";
import { Generations } from "./generations.ts";

/** The reports of one project and type and, for violations, of one issue. */
export interface Stream {
  id: number;
  /** What makes the issue; `null` for reports of other types, which have none. */
  issue: FingerprintParts | null;
  /** Id of what it is summed up by first, see {@link Directives}. */
  directive: number;
  /** As a column has it. */
  project: string;
}

const MAX_CACHED = 8_000;
const LONGEST_KEY = 2048;

/** Finds the stream that a report belongs to, and makes it when it is the first of its kind. */
export class Streams {
  readonly #select: Statement<{ id: number }, [string, string, string]>;
  readonly #insert: Statement<unknown, [string, string, string, number]>;
  readonly #directives: Directives;
  readonly #byTexts = new Generations<string, Stream>(MAX_CACHED, LONGEST_KEY);
  readonly #byParts = new Generations<string, Stream>(MAX_CACHED, LONGEST_KEY);

  constructor(db: Database, directives: Directives) {
    this.#directives = directives;
    this.#select = db.prepare(
      "SELECT id FROM streams WHERE project = ? AND type = ? AND fingerprint = ?",
    );
    this.#insert = db.prepare(
      "INSERT INTO streams (project, type, fingerprint, directive_id) VALUES (?, ?, ?, ?)",
    );
  }

  of({ project, type, violation }: Report): Stream {
    const of = `${project}\n${type}`;
    if (violation === null) return this.#byTexts.ensure(of, () => this.#plain(project, type));
    // The very texts that the fingerprint is made of: taking them apart costs more than the look.
    const { documentURL, blockedURL, effectiveDirective, sourceFile } = violation;
    const texts = `${of}\n${effectiveDirective}\n${blockedURL}\n${documentURL}\n${sourceFile}`;
    return this.#byTexts.ensure(texts, () => {
      const issue = fingerprintParts(violation);
      const parts = JSON.stringify([of, issue.directive, issue.blocked, issue.source]);
      return this.#byParts.ensure(parts, () => this.#issue(project, type, violation, issue));
    });
  }

  /** Forgets what a rolled back transaction may have taken with it. */
  forget(): void {
    this.#byTexts.clear();
    this.#byParts.clear();
  }

  #plain(project: string, type: string): Stream {
    return this.#made(project, type, "", null);
  }

  #issue(project: string, type: string, violation: Violation, issue: FingerprintParts): Stream {
    return this.#made(project, type, fingerprint(project, violation), issue);
  }

  #made(project: string, type: string, key: string, issue: FingerprintParts | null): Stream {
    const directive = this.#directives.id(project, type, issue?.directive ?? "");
    const columns: [string, string, string] = [columnText(project), columnText(type), key];
    const id =
      this.#select.get(...columns)?.id ??
      Number(this.#insert.run(...columns, directive).lastInsertRowid);
    return { id, issue, directive, project: columns[0] };
  }
}
