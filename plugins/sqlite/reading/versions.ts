import type { Database } from "bun:sqlite";
import type {
  ComparedIssue,
  Counts,
  VersionComparison,
  VersionSide,
  VersionsQuery,
} from "tattle/sink";
import { columnText } from "../codec/report.ts";
import type { Names } from "./conditions.ts";
import { issueRows } from "./issue-rows.ts";
import { nameOf } from "./summaries.ts";
import { checkLimit, sumOf } from "./sums.ts";

const MAX_LIMIT = 1_000;
const NONE: Counts = { received: 0, estimated: 0 };

/** An issue under one version. */
interface Seen extends Counts {
  stream: number;
  first: number;
  last: number;
}

/** An issue under both versions, as far as it was seen. */
interface Pair {
  stream: number;
  a: Counts | null;
  b: Counts | null;
}

/** Two policy versions side by side. */
export class Versions {
  readonly #db: Database;
  readonly #names: Names;

  constructor(db: Database, names: Names) {
    this.#db = db;
    this.#names = names;
  }

  compare({ project, a, b, limit }: VersionsQuery): VersionComparison {
    checkLimit("limit", limit, MAX_LIMIT);
    const ofA = this.#seen(project, a);
    const ofB = this.#seen(project, b);
    const pairs = pairsOf(ofA, ofB);
    const onlyB = pairs.filter((pair) => pair.a === null);
    const onlyA = pairs.filter((pair) => pair.b === null);
    const both = pairs.filter((pair) => pair.a !== null && pair.b !== null);
    return {
      a: sideOf(a, ofA),
      b: sideOf(b, ofB),
      new: this.#issues(onlyB.slice(0, limit)),
      gone: this.#issues(onlyA.slice(0, limit)),
      changed: this.#issues(both.slice(0, limit)),
      totals: { new: onlyB.length, gone: onlyA.length, changed: both.length },
    };
  }

  #seen(project: string, version: string | null): Seen[] {
    return this.#db
      .query<Seen, [string, string]>(
        `SELECT stream_id AS stream, min(first_seen) AS first, max(last_seen) AS last,
           sum(received) AS received, sum(estimated) AS estimated
         FROM issue_versions JOIN streams ON streams.id = stream_id
         WHERE version_id IN (SELECT value FROM json_each(?)) AND project = ?
         GROUP BY stream_id`,
      )
      .all(JSON.stringify(this.#names.ids("version", version)), columnText(project));
  }

  #issues(pairs: readonly Pair[]): ComparedIssue[] {
    const streams = pairs.map(({ stream }) => stream);
    const rows = new Map(issueRows(this.#db, streams).map((row) => [row.stream, row]));
    return pairs.flatMap(({ stream, a, b }) => {
      const row = rows.get(stream);
      return row === undefined
        ? []
        : [{ ...nameOf(row), a: a ?? { ...NONE }, b: b ?? { ...NONE } }];
    });
  }
}

/** The largest of both together first. */
function pairsOf(ofA: readonly Seen[], ofB: readonly Seen[]): Pair[] {
  const pairs = new Map<number, Pair>();
  for (const one of ofA) pairs.set(one.stream, { stream: one.stream, a: countsOf(one), b: null });
  for (const one of ofB) {
    const a = pairs.get(one.stream)?.a ?? null;
    pairs.set(one.stream, { stream: one.stream, a, b: countsOf(one) });
  }
  const sizeOf = ({ a, b }: Pair) => (a?.received ?? 0) + (b?.received ?? 0);
  return [...pairs.values()].sort(
    (one, other) => sizeOf(other) - sizeOf(one) || one.stream - other.stream,
  );
}

function countsOf({ received, estimated }: Counts): Counts {
  return { received, estimated };
}

function sideOf(version: string | null, seen: readonly Seen[]): VersionSide {
  return {
    version,
    ...sumOf(seen),
    issues: seen.length,
    firstSeen: seen.length === 0 ? null : Math.min(...seen.map(({ first }) => first)),
    lastSeen: seen.length === 0 ? null : Math.max(...seen.map(({ last }) => last)),
  };
}
