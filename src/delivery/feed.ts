import type { JournalReader } from "../journal/index.ts";
import type { Report } from "../report/report.ts";
import { isFor } from "./expand.ts";
import type { Position } from "./position.ts";

/** A journal row with its reports decoded. */
export interface FeedRow {
  seq: number;
  at: number;
  reports: readonly Report[];
  /** Reports since ever, before this row and with it. */
  reportsBefore: number;
  reportsAfter: number;
  /** Characters of text. */
  length: number;
  /** Bytes of the journal since ever, before this row and with it. */
  bytesBefore: number;
  bytesAfter: number;
}

/** What a batch is made of. */
export interface Slice {
  /** None where all that was passed over is for other sinks. */
  reports: Report[];
  /** Reports of the journal that it spans, those for other sinks included. */
  span: number;
  /** Where each report stands among those; left out where nothing was passed over. */
  places?: readonly number[];
  /** Where the sink stands once all of them are settled. */
  to: Position;
  /** When the oldest of them was committed, milliseconds since the epoch. */
  oldestAt: number;
  /** No further report fits: waiting longer cannot make it larger. */
  full: boolean;
}

/** How large a batch of the journal may be. */
export interface SliceLimits {
  maxReports: number;
  /** Characters of journal text, by which the size of a report is estimated. A single larger report still makes a batch. */
  maxBytes: number;
}

/** Characters of journal text whose reports are kept decoded for the other sinks. */
const CACHE_LENGTH = 16 << 20;

/** The journal as one sink sees it. */
export interface SinkFeed {
  /** The next batch from `position` on; `null` where nothing waits. */
  slice(position: Position, limits: SliceLimits): Slice | null;
}

/** A slice in the making. */
class Taking {
  readonly reports: Report[] = [];
  readonly #places: number[] = [];
  span = 0;
  /** Characters of text. */
  length = 0;
  #oldestAt = 0;

  constructor(readonly wanted: (report: Report) => boolean) {}

  /**
   * Takes reports of a row from `offset` on, and passes over those that are not wanted.
   *
   * @param room at most so many reports
   * @param fitting at most so many, passed over or not
   * @returns the offset after the last one
   */
  from({ reports, at }: FeedRow, offset: number, room: number, fitting: number): number {
    let left = room;
    let next = offset;
    for (; next < reports.length && left > 0 && next - offset < fitting; next++, this.span++) {
      const report = reports[next];
      if (report === undefined || !this.wanted(report)) continue;
      if (this.reports.length === 0) this.#oldestAt = at;
      this.reports.push(report);
      this.#places.push(this.span);
      left--;
    }
    return next;
  }

  /** Of nothing but what was passed over there is nothing to wait for. */
  slice(to: Position, full: boolean): Slice {
    const { reports, span } = this;
    const slice = { reports, span, to, oldestAt: this.#oldestAt };
    if (reports.length === span) return { ...slice, full };
    return { ...slice, places: this.#places, full: full || reports.length === 0 };
  }
}

/**
 * The journal as reports. All sinks of the delivery thread share one feed, so that a row is read
 * and decoded once as long as they keep pace with each other.
 */
export class Feed {
  readonly #journal: JournalReader;
  readonly #decode: (text: string) => Report[];
  readonly #cache = new Map<number, FeedRow>();
  #cached = 0;

  /** @param decode a row's text to its reports; must not throw for what the journal wrote */
  constructor(journal: JournalReader, decode: (text: string) => Report[]) {
    this.#journal = journal;
    this.#decode = decode;
  }

  /** What one sink is to have of it. */
  of(sink: string): SinkFeed {
    return {
      slice: (position, limits) => this.#slice(position, limits, (one) => isFor(one, sink)),
    };
  }

  #slice(
    position: Position,
    { maxReports, maxBytes }: SliceLimits,
    wanted: (report: Report) => boolean,
  ): Slice | null {
    const taking = new Taking(wanted);
    let { seq, offset } = position;
    let to = position;
    let row = offset > 0 ? this.#row(seq) : this.#next(seq);
    while (row) {
      if (row.seq !== seq) offset = 0;
      const each = row.length / Math.max(1, row.reports.length);
      const fitting = Math.floor((maxBytes - taking.length) / Math.max(1, each));
      const room = maxReports - taking.reports.length;
      if (Math.min(room, fitting) <= 0 && taking.span > 0) return taking.slice(to, true);
      const end = taking.from(row, offset, Math.max(1, room), Math.max(1, fitting));
      taking.length += (end - offset) * each;
      to = place(row, end);
      if (to.offset > 0) return taking.slice(to, true);
      seq = row.seq;
      row = this.#next(seq);
    }
    if (to === position) return null;
    return taking.slice(to, taking.reports.length >= maxReports || taking.length >= maxBytes);
  }

  /** The row after `seq`. Rows that were trimmed meanwhile are passed over. */
  #next(seq: number): FeedRow | null {
    return this.#cache.get(seq + 1) ?? this.#load(seq);
  }

  #row(seq: number): FeedRow | null {
    return this.#cache.get(seq) ?? this.#load(seq - 1);
  }

  #load(after: number): FeedRow | null {
    const row = this.#journal.next(after);
    if (!row) return null;
    const known = this.#cache.get(row.seq);
    if (known) return known;
    const loaded: FeedRow = {
      seq: row.seq,
      at: row.at,
      reports: this.#decode(row.text),
      length: row.text.length,
      reportsBefore: row.totalReports - row.reports,
      reportsAfter: row.totalReports,
      bytesBefore: row.totalBytes - row.bytes,
      bytesAfter: row.totalBytes,
    };
    this.#remember(loaded);
    return loaded;
  }

  #remember(row: FeedRow): void {
    this.#cache.set(row.seq, row);
    this.#cached += row.length;
    for (const [seq, old] of this.#cache) {
      if (this.#cached <= CACHE_LENGTH || seq === row.seq) break;
      this.#cache.delete(seq);
      this.#cached -= old.length;
    }
  }
}

/** The position after `offset` reports of a row; after all of them it is the whole row. */
function place(row: FeedRow, offset: number): Position {
  if (offset >= row.reports.length) {
    return { seq: row.seq, offset: 0, reports: row.reportsAfter, bytes: row.bytesAfter };
  }
  return { seq: row.seq, offset, reports: row.reportsBefore + offset, bytes: row.bytesBefore };
}
