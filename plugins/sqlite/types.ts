import type { Database, Statement } from "bun:sqlite";
import { columnText } from "./codec/report.ts";

/** Types of reports that a project is told apart by, beside those that browsers are known to send. */
export const MAX_TYPES = 100;

/** What browsers send: never taken for the invention of a sender, however many of those there were. */
const KNOWN: ReadonlySet<string> = new Set([
  "coep",
  "coop",
  "crash",
  "csp-hash",
  "csp-violation",
  "deprecation",
  "document-policy-violation",
  "integrity-violation",
  "intervention",
  "network-error",
  "permissions-policy-violation",
  "potential-permissions-policy-violation",
  "test",
]);

/** The cap on types of reports: senders choose them, and each is a stream with counts of its own. */
export class Types {
  readonly #count: Statement<{ count: number }, [string]>;
  readonly #counts = new Map<string, number>();

  constructor(db: Database) {
    this.#count = db.prepare(
      "SELECT count(*) AS count FROM streams WHERE project = ? AND fingerprint = ''",
    );
  }

  /** Whether a type that the project does not have yet may be one more. It counts as there then. */
  admits(project: string, type: string): boolean {
    const column = columnText(project);
    const count = this.#counts.get(column) ?? this.#count.get(column)?.count ?? 0;
    const admitted = count < MAX_TYPES || KNOWN.has(type);
    this.#counts.set(column, admitted ? count + 1 : count);
    return admitted;
  }

  /** Forgets what a rolled back transaction may have taken with it. */
  forget(): void {
    this.#counts.clear();
  }
}
