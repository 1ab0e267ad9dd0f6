import type { Database, SQLQueryBindings } from "bun:sqlite";
import { CSP_VIOLATION, type NoiseFilter, type ReportFilter } from "tattle/sink";
import { columnText } from "../codec/report.ts";
import { type LabelKind, NO_LABEL, OTHER_LABEL } from "../labels.ts";
import { DISPOSITIONS } from "../tally.ts";
import { saltedHash, textOf } from "../texts.ts";

/** SQL with its parameters in order. */
export interface Sql {
  text: string;
  values: SQLQueryBindings[];
}

/** How the fingerprint names the directive of a violation that names none. */
export const UNKNOWN_DIRECTIVE = "unknown";

/** How `labels` calls what came after the cap. */
const OTHER = "other";

/** Texts joined with the values that they need. */
export function sql(parts: readonly string[], ...values: Sql[]): Sql {
  return {
    text: parts.map((part, index) => part + (values[index]?.text ?? "")).join(""),
    values: values.flatMap((value) => value.values),
  };
}

/** A text without values of its own. */
export function raw(text: string): Sql {
  return { text, values: [] };
}

/** A value as a parameter. */
export function value(one: SQLQueryBindings): Sql {
  return { text: "?", values: [one] };
}

/** Ids as a list that `IN` takes; a parameter of any length. */
export function listOf(ids: readonly number[]): Sql {
  return { text: "(SELECT value FROM json_each(?))", values: [JSON.stringify(ids)] };
}

/** All conditions together; `TRUE` where there are none. */
export function all(conditions: readonly Sql[]): Sql {
  if (conditions.length === 0) return raw("TRUE");
  return {
    text: conditions.map(({ text }) => text).join(" AND "),
    values: conditions.flatMap(({ values }) => values),
  };
}

/** Conditions on project, type and directive, which `directives` has as well as `streams` and `issues` together. */
export function ofDirective({ project, type, directive }: ReportFilter): Sql[] {
  return [
    ...(project === undefined ? [] : [sql`project = ${value(columnText(project))}`]),
    ...(type === undefined ? [] : [sql`type = ${value(columnText(type))}`]),
    ...(directive === undefined
      ? []
      : [sql`directive = ${value(columnText(directive ?? UNKNOWN_DIRECTIVE))}`]),
  ];
}

/** Conditions on what only a single issue has. */
export function ofIssue({ issue, blocked, source }: ReportFilter): Sql[] {
  return [
    ...(issue === undefined
      ? []
      : [sql`fingerprint = ${value(columnText(issue))} AND type = ${value(CSP_VIOLATION)}`]),
    ...(blocked === undefined ? [] : [sql`blocked = ${value(columnText(blocked))}`]),
    ...(source === undefined
      ? []
      : source === null
        ? [raw("blocked IS NOT NULL AND source IS NULL")]
        : [sql`source = ${value(columnText(source))}`]),
  ];
}

/** Turns the names of a filter into the ids that rows have. */
export class Names {
  readonly #db: Database;
  readonly #seed: bigint;

  /** `seed` is the database's. */
  constructor(db: Database, seed: bigint) {
    this.#db = db;
    this.#seed = seed;
  }

  /** Conditions on the columns of a rollup itself. */
  ofRow({ disposition, version, browser, noise }: ReportFilter): Sql[] {
    return [
      ...(disposition === undefined
        ? []
        : [sql`disposition = ${value(DISPOSITIONS.indexOf(disposition))}`]),
      ...(version === undefined
        ? []
        : [sql`version_id IN ${listOf(this.ids("version", version))}`]),
      ...(browser === undefined
        ? []
        : [sql`browser_id IN ${listOf(this.ids("browser", browser))}`]),
      ...this.#noise(noise ?? "with"),
    ];
  }

  /** Ids of a label; none for an unknown one. */
  ids(kind: LabelKind, label: string | null): number[] {
    if (label === null) return [NO_LABEL];
    const rows = this.#db
      .query<{ id: number }, [string, string]>("SELECT id FROM labels WHERE kind = ? AND label = ?")
      .all(kind, columnText(label));
    return [...rows.map(({ id }) => id), ...(label === OTHER ? [OTHER_LABEL] : [])];
  }

  /** The labels of ids; {@link NO_LABEL} has none. */
  labels(ids: readonly number[]): Map<number, string> {
    const rows = this.#db
      .query<{ id: number; label: string }, [string]>(
        "SELECT id, label FROM labels WHERE id IN (SELECT value FROM json_each(?))",
      )
      .all(JSON.stringify(ids));
    return new Map(rows.map(({ id, label }) => [id, label]));
  }

  /** The dictionary's ids of a text. */
  texts(text: string): number[] {
    return this.#db
      .query<{ id: number; text: string | Uint8Array }, [number]>(
        "SELECT id, text FROM texts WHERE hash = ?",
      )
      .all(saltedHash(text, this.#seed))
      .filter((row) => textOf(row.text) === text)
      .map(({ id }) => id);
  }

  /** The texts of ids. */
  textsOf(ids: readonly number[]): Map<number, string> {
    const rows = this.#db
      .query<{ id: number; text: string | Uint8Array }, [string]>(
        "SELECT id, text FROM texts WHERE id IN (SELECT value FROM json_each(?))",
      )
      .all(JSON.stringify(ids));
    return new Map(rows.map(({ id, text }) => [id, textOf(text)]));
  }

  #noise(filter: NoiseFilter): Sql[] {
    if (filter === "with") return [];
    if (filter === "without") return [raw(`noise_id = ${NO_LABEL}`)];
    if (filter === "only") return [raw(`noise_id <> ${NO_LABEL}`)];
    return [sql`noise_id IN ${listOf(this.ids("noise", filter.rule))}`];
  }
}
