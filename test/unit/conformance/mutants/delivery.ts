import { type Batch, SinkError } from "tattle/sink";
import { CANDID, isRefused, type Mutant, made, Reference } from "./mutant.ts";

/** What instances that were closed had written, by table. */
const closed = new Map<string, Set<string>>();

/** Why a report is rejected that came before. */
const AGAIN = "There is one of that id.";

/** A sink that takes a report that comes again for a mistake of the sender. */
class Strict extends Reference {
  readonly seen = new Set<string>();
  override async write(batch: Batch, signal: AbortSignal) {
    const { id, reports } = batch;
    const fresh = reports.filter((report) => !this.seen.has(report.id));
    const result = await super.write(
      fresh.length === reports.length ? batch : { id, reports: fresh },
      signal,
    );
    const rejected = reports.flatMap((report, index) =>
      this.seen.has(report.id) ? [{ index, reason: AGAIN }] : [],
    );
    for (const report of reports) this.seen.add(report.id);
    return rejected.length > 0 ? { rejected } : result;
  }
}

export const delivery: readonly Mutant[] = [
  {
    clause: "delivery/all",
    what: "loses a batch that fills its buffer of ten to the last place",
    plugin: made(
      class extends Reference {
        override async write(batch: Batch, signal: AbortSignal) {
          return batch.reports.length === 10 ? {} : super.write(batch, signal);
        }
      },
    ),
    also: [
      "delivery/lost-answer",
      "delivery/time-limit",
      "delivery/restart",
      "delivery/poison",
      "delivery/rejected",
      "delivery/outage",
    ],
    options: { limit: 2_000 },
  },
  {
    clause: "delivery/lost-answer",
    what: "rejects what it has written already",
    plugin: made(Strict, CANDID),
    plain: true,
    also: ["delivery/poison"],
  },
  {
    clause: "delivery/time-limit",
    what: "takes a short batch that was aborted for written",
    plugin: made(
      class extends Reference {
        #tried = "";
        override async write(batch: Batch, signal: AbortSignal) {
          if (this.#tried === batch.id) return {};
          try {
            return await super.write(batch, signal);
          } finally {
            if (signal.aborted && batch.reports.length <= 10) this.#tried = batch.id;
          }
        }
      },
    ),
  },
  {
    clause: "delivery/restart",
    what: "rejects what it had written before it was closed",
    plugin: made(
      class extends Reference {
        readonly #seen = new Set<string>();
        override async write(batch: Batch, signal: AbortSignal) {
          const result = await super.write(batch, signal);
          const before = closed.get(this.settings.table) ?? new Set();
          for (const { id } of batch.reports) this.#seen.add(id);
          const again = batch.reports.findIndex(({ id }) => before.has(id));
          return again < 0 ? result : { rejected: [{ index: again, reason: "It is there." }] };
        }
        override async close() {
          closed.set(this.settings.table, this.#seen);
        }
      },
      CANDID,
    ),
    plain: true,
  },
  {
    clause: "delivery/poison",
    what: "rejects a report that comes alone and came before",
    plugin: made(
      class extends Strict {
        override async write(batch: Batch, signal: AbortSignal) {
          const alone = batch.reports.length === 1;
          const result = await super.write(batch, signal);
          const rejected = result.rejected?.filter(({ reason }) => alone || reason !== AGAIN);
          return { rejected: rejected ?? [] };
        }
      },
      CANDID,
    ),
    plain: true,
  },
  {
    clause: "delivery/rejected",
    what: "tells of one rejected report in a batch, and loses the others",
    plugin: made(
      class extends Reference {
        override async write(batch: Batch, signal: AbortSignal) {
          const { rejected = [] } = await super.write(batch, signal);
          return { rejected: rejected.slice(0, 1) };
        }
      },
    ),
  },
  {
    clause: "delivery/outage",
    what: "stops for ever at the second failure",
    plugin: made(
      class extends Reference {
        #failures = 0;
        override async write(batch: Batch, signal: AbortSignal) {
          try {
            return await super.write(batch, signal);
          } catch (error) {
            const fatal = isRefused(error) && ++this.#failures === 2;
            throw fatal ? new SinkError("twice", { fatal }) : error;
          }
        }
      },
    ),
  },
];
