import type { Database } from "bun:sqlite";
import type { Counts, Dimension } from "tattle/sink";
import { DISPOSITIONS } from "../tally.ts";
import { type Names, UNKNOWN_DIRECTIVE } from "./conditions.ts";
import type { Key, Source } from "./source.ts";

/** Tells what an id in a column stands for; `undefined` for what has no value of its own. */
export type ValueOf = (id: number) => string | null | undefined;

/** Counts of a value with the ids that stand for it. */
export interface Value extends Counts {
  value: string | null;
  ids: number[];
}

const OWNER_DIMENSIONS: ReadonlySet<Key> = new Set<Dimension>([
  "project",
  "type",
  "directive",
  "blocked",
  "source",
]);

const OF_STREAMS: ReadonlySet<Dimension> = new Set(["project", "type"]);

const MAX_ID = Number.MAX_SAFE_INTEGER;

/** Names what the ids of a dimension stand for. */
export class Values {
  readonly #db: Database;
  readonly #names: Names;
  /** By owner and dimension: values of all ids up to the last. */
  readonly #known = new Map<string, { last: number; values: Map<number, string | null> }>();

  constructor(db: Database, names: Names) {
    this.#db = db;
    this.#names = names;
  }

  of(dimension: Dimension, owner: Source["owner"], ids: readonly number[]): ValueOf {
    if (OWNER_DIMENSIONS.has(dimension)) return this.#owners(dimension, owner);
    if (dimension === "disposition") return (id) => DISPOSITIONS[id] ?? null;
    if (dimension === "document") {
      const texts = this.#names.textsOf(ids);
      return (id) => texts.get(id);
    }
    const labels = this.#names.labels(ids);
    return (id) => labels.get(id) ?? null;
  }

  /** What an owner is never changes, and no id comes twice: only new ones are read. */
  #owners(dimension: Dimension, owner: Source["owner"]): ValueOf {
    const key = `${owner} ${dimension}`;
    const known = this.#known.get(key) ?? { last: 0, values: new Map<number, string | null>() };
    this.#known.set(key, known);
    for (const id of this.#learn(known.values, dimension, owner, known.last, MAX_ID)) {
      known.last = Math.max(known.last, id);
    }
    return (id) => {
      // A stream may be there before its first report, and so before its issue.
      if (!known.values.has(id)) this.#learn(known.values, dimension, owner, id - 1, id);
      return known.values.get(id);
    };
  }

  /** Reads what ids above one up to another stand for; returns those that stand for something. */
  #learn(
    values: Map<number, string | null>,
    dimension: Dimension,
    owner: Source["owner"],
    above: number,
    upTo: number,
  ): number[] {
    const rows = this.#db
      .query<unknown, [number, number]>(ownersOf(dimension, owner))
      .values(above, upTo);
    return rows.map(([id, value]) => {
      const unsaid = dimension === "directive" && value === UNKNOWN_DIRECTIVE;
      values.set(Number(id), value === null || unsaid ? null : String(value));
      return Number(id);
    });
  }
}

function ownersOf(dimension: Dimension, owner: Source["owner"]): string {
  if (owner === "directive_id") {
    const said = dimension === "directive" ? "AND directive <> ''" : "";
    return `SELECT id, ${dimension} FROM directives WHERE id > ? AND id <= ? ${said}`;
  }
  // Streams of other types than violations are no issues, and have none of what issues have.
  const join = OF_STREAMS.has(dimension) ? "LEFT JOIN" : "JOIN";
  return `SELECT streams.id, ${dimension} FROM streams ${join} issues USING (id)
    WHERE streams.id > ? AND streams.id <= ?`;
}

/** Adds up what stands for the same value, the largest first. Ids without a value are left out. */
export function byValue(
  rows: ReadonlyArray<Counts & { ids: readonly number[] }>,
  nameOf: ValueOf,
): Value[] {
  const found = new Map<string | null, Value>();
  for (const { ids, received, estimated } of rows) {
    const [id = 0] = ids;
    const value = nameOf(id);
    if (value === undefined) continue;
    const known = found.get(value);
    if (known === undefined) {
      found.set(value, { value, ids: [id], received, estimated });
      continue;
    }
    known.ids.push(id);
    known.received += received;
    known.estimated += estimated;
  }
  return [...found.values()].sort(largestFirst);
}

/** Orders by received, then by value, so that equal counts keep their places; `null` last. */
function largestFirst(one: Value, other: Value): number {
  if (one.received !== other.received) return other.received - one.received;
  if (one.value === null || other.value === null) return one.value === null ? 1 : -1;
  return one.value < other.value ? -1 : 1;
}
