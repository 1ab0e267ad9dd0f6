import type { Database, Statement } from "bun:sqlite";
import {
  type FingerprintParts,
  fingerprint,
  fingerprintParts,
  type Report,
  type Violation,
} from "tattle/sink";
import { columnText } from "./codec/report.ts";
import { Generations } from "./generations.ts";

/** The reports of one project and type and, for violations, of one issue. */
export interface Stream {
  id: number;
  /** What makes the issue; `null` for reports of other types, which have none. */
  issue: FingerprintParts | null;
}

const MAX_CACHED = 8_000;
const LONGEST_KEY = 2048;

/** Finds the stream that a report belongs to, and makes it when it is the first of its kind. */
export class Streams {
  readonly #select: Statement<{ id: number }, [string, string, string]>;
  readonly #insert: Statement<unknown, [string, string, string]>;
  readonly #byTexts = new Generations<string, Stream>(MAX_CACHED, LONGEST_KEY);
  readonly #byParts = new Generations<string, Stream>(MAX_CACHED, LONGEST_KEY);

  constructor(db: Database) {
    this.#select = db.prepare(
      "SELECT id FROM streams WHERE project = ? AND type = ? AND fingerprint = ?",
    );
    this.#insert = db.prepare("INSERT INTO streams (project, type, fingerprint) VALUES (?, ?, ?)");
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
    return { id: this.#id(project, type, ""), issue: null };
  }

  #issue(project: string, type: string, violation: Violation, issue: FingerprintParts): Stream {
    return { id: this.#id(project, type, fingerprint(project, violation)), issue };
  }

  #id(project: string, type: string, fingerprint: string): number {
    const columns: [string, string, string] = [columnText(project), columnText(type), fingerprint];
    const row = this.#select.get(...columns);
    return row?.id ?? Number(this.#insert.run(...columns).lastInsertRowid);
  }
}
