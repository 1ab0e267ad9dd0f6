import type { Database, Statement } from "bun:sqlite";
import { MAX_VARIANTS, type Violation } from "tattle/sink";
import { Generations } from "./generations.ts";
import { saltedHash, storable } from "./texts.ts";

/** What a batch does to one variant. Times in milliseconds since the epoch. */
interface Seen {
  stream: number;
  hash: number;
  violation: Violation;
  first: number;
  last: number;
  received: number;
  estimated: number;
}

/** Issues whose variants are remembered, so that a report of a known one costs no query. */
const MAX_CACHED = 8_000;
const MAX_SAMPLE = 512;
const MAX_FILE = 2_048;
const MAX_PLACE = 2 ** 31 - 1;

/** Counts the forms that an issue takes, the first {@link MAX_VARIANTS} of them. */
export class Variants {
  readonly #select: Statement<{ hash: number }, [number]>;
  readonly #upsert: Statement;
  readonly #seed: bigint;
  readonly #known = new Generations<number, Set<number>>(MAX_CACHED);
  #batch = new Map<string, Seen>();

  /** `seed` is the database's. */
  constructor(db: Database, seed: bigint) {
    this.#seed = seed;
    this.#select = db.prepare("SELECT hash FROM variants WHERE stream_id = ?");
    this.#upsert = db.prepare(
      `INSERT INTO variants VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
         first_seen = min(first_seen, excluded.first_seen),
         last_seen = max(last_seen, excluded.last_seen),
         received = received + excluded.received, estimated = estimated + excluded.estimated`,
    );
  }

  /** Counts one violation of an issue under a moment and a weight. */
  add(stream: number, violation: Violation, at: number, weight: number): void {
    const { sample, sourceFile, lineNumber, columnNumber } = violation;
    const hash = saltedHash(
      `${sample?.slice(0, MAX_SAMPLE)}\n${sourceFile?.slice(0, MAX_FILE)}\n${place(lineNumber)}\n${place(columnNumber)}`,
      this.#seed,
    );
    const known = this.#of(stream);
    if (!known.has(hash)) {
      if (known.size >= MAX_VARIANTS) return;
      known.add(hash);
    }
    const key = `${stream},${hash}`;
    const seen = this.#batch.get(key);
    if (seen === undefined) {
      const counts = { first: at, last: at, received: 1, estimated: weight };
      this.#batch.set(key, { stream, hash, violation, ...counts });
      return;
    }
    seen.first = Math.min(seen.first, at);
    seen.last = Math.max(seen.last, at);
    seen.received += 1;
    seen.estimated += weight;
  }

  /** Writes what was added. */
  flush(): void {
    for (const {
      stream,
      hash,
      violation,
      first,
      last,
      received,
      estimated,
    } of this.#batch.values()) {
      this.#upsert.run(
        stream,
        hash,
        text(violation.sample, MAX_SAMPLE),
        text(violation.sourceFile, MAX_FILE),
        place(violation.lineNumber),
        place(violation.columnNumber),
        first,
        last,
        received,
        estimated,
      );
    }
    this.#batch = new Map();
  }

  /** Forgets what was added and not written, and what a rolled back transaction may have taken with it. */
  forget(): void {
    this.#batch = new Map();
    this.#known.clear();
  }

  #of(stream: number): Set<number> {
    return this.#known.ensure(
      stream,
      () => new Set(this.#select.all(stream).map(({ hash }) => hash)),
    );
  }
}

function text(value: string | null, length: number): string | Uint8Array | null {
  return value === null ? null : storable(value.slice(0, length));
}

/** A line or column as a column of the table takes it; `null` for what is none. */
function place(value: number | null): number | null {
  if (value === null || !Number.isInteger(value)) return null;
  return value >= 0 && value <= MAX_PLACE ? value : null;
}
