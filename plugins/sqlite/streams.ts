import type { Database, Statement } from "bun:sqlite";
import {
  CSP_VIOLATION,
  type FingerprintParts,
  fingerprintParts,
  issueId,
  OVERFLOW,
  overflowParts,
  type Report,
} from "tattle/sink";
import { columnText } from "./codec/report.ts";
import type { Directives } from "./directives.ts";
import { Generations } from "./generations.ts";
import { NewIssues } from "./new-issues.ts";
import { Types } from "./types.ts";

/** The reports of one project and type and, for violations, of one issue. */
export interface Stream {
  id: number;
  /** What makes the issue; `null` for reports of other types, which have none. */
  issue: FingerprintParts | null;
  /** Id of what it is summed up by first, see {@link Directives}. */
  directive: number;
  /** As a column has it. */
  project: string;
  /** As a column has it: {@link OVERFLOW} for types beyond their cap. */
  type: string;
}

/** What {@link Streams} works with. */
export interface StreamsOptions {
  db: Database;
  directives: Directives;
  /** How many new issues a project may have in an hour for each directive. */
  newIssuesPerHour: number;
}

const MAX_CACHED = 8_000;
const LONGEST_KEY = 2048;

/**
 * Finds the stream that a report belongs to, and makes it when it is the first of its kind, or
 * one of overflow where there were too many first ones.
 */
export class Streams {
  readonly #select: Statement<{ id: number }, [string, string, string]>;
  readonly #insert: Statement<unknown, [string, string, string, number]>;
  readonly #directives: Directives;
  readonly #newIssues: NewIssues;
  readonly #types: Types;
  readonly #byTexts = new Generations<string, Stream>(MAX_CACHED, LONGEST_KEY);
  readonly #byParts = new Generations<string, Stream>(MAX_CACHED, LONGEST_KEY);

  constructor({ db, directives, newIssuesPerHour }: StreamsOptions) {
    this.#directives = directives;
    this.#newIssues = new NewIssues(db, newIssuesPerHour);
    this.#types = new Types(db);
    this.#select = db.prepare(
      "SELECT id FROM streams WHERE project = ? AND type = ? AND fingerprint = ?",
    );
    this.#insert = db.prepare(
      "INSERT INTO streams (project, type, fingerprint, directive_id) VALUES (?, ?, ?, ?)",
    );
  }

  /** @param hour of receipt, since the epoch: what new issues are counted by */
  of({ project, type, violation }: Report, hour: number): Stream {
    const of = `${project}\n${type}`;
    if (violation === null) return this.#byTexts.get(of) ?? this.#plain(project, type, of);
    // The very texts that the fingerprint is made of: taking them apart costs more than the look.
    const { documentURL, blockedURL, effectiveDirective, sourceFile } = violation;
    const texts = `${of}\n${effectiveDirective}\n${blockedURL}\n${documentURL}\n${sourceFile}`;
    const known = this.#byTexts.get(texts);
    if (known !== undefined) return known;
    const issue = fingerprintParts(violation);
    const parts = JSON.stringify([of, issue.directive, issue.blocked, issue.source]);
    const found = this.#byParts.get(parts) ?? this.#issue(project, type, issue, hour);
    // The next one may be admitted, or be one more that counts.
    if (found.issue?.blocked === OVERFLOW) return found;
    return this.#byTexts.set(texts, this.#byParts.set(parts, found));
  }

  /** Forgets what a rolled back transaction may have taken with it. */
  forget(): void {
    this.#byTexts.clear();
    this.#byParts.clear();
    this.#newIssues.forget();
    this.#types.forget();
  }

  #plain(project: string, type: string, key: string): Stream {
    const found = this.#find(project, type, null);
    if (found !== null) return this.#byTexts.set(key, found);
    if (!this.#types.admits(project, type)) return this.#overflow(project, OVERFLOW, null);
    return this.#byTexts.set(key, this.#make(project, type, null));
  }

  #issue(project: string, type: string, issue: FingerprintParts, hour: number): Stream {
    const found = this.#find(project, type, issue);
    if (found !== null) return found;
    const overflow = overflowParts(issue.directive);
    const id = issueId(project, issue);
    if (this.#newIssues.admits(project, overflow.directive, id, hour)) {
      return this.#make(project, type, issue);
    }
    return this.#overflow(project, CSP_VIOLATION, overflow);
  }

  #overflow(project: string, type: string, issue: FingerprintParts | null): Stream {
    const key = JSON.stringify([project, OVERFLOW, issue?.directive ?? null]);
    return this.#byParts.ensure(
      key,
      () => this.#find(project, type, issue) ?? this.#make(project, type, issue),
    );
  }

  #find(project: string, type: string, issue: FingerprintParts | null): Stream | null {
    const key = issue === null ? "" : issueId(project, issue);
    const row = this.#select.get(columnText(project), columnText(type), key);
    return row === null ? null : this.#stream(row.id, project, type, issue);
  }

  #make(project: string, type: string, issue: FingerprintParts | null): Stream {
    const stream = this.#stream(0, project, type, issue);
    const key = issue === null ? "" : issueId(project, issue);
    const { lastInsertRowid } = this.#insert.run(
      stream.project,
      stream.type,
      key,
      stream.directive,
    );
    return { ...stream, id: Number(lastInsertRowid) };
  }

  #stream(id: number, project: string, type: string, issue: FingerprintParts | null): Stream {
    const directive = this.#directives.id(project, type, issue?.directive ?? "");
    return { id, issue, directive, project: columnText(project), type: columnText(type) };
  }
}
