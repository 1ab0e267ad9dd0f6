import { type Batch, CSP_VIOLATION, type Report } from "tattle/sink";
import { CANDID, type Mutant, made, Reference } from "./mutant.ts";

/** A sink that writes only some of a batch, and says it wrote all. */
function losing(keep: (report: Report, index: number, all: readonly Report[]) => boolean) {
  return made(
    class extends Reference {
      override async write({ id, reports }: Batch, signal: AbortSignal) {
        await super.write({ id, reports: reports.filter(keep) }, signal);
        return {};
      }
    },
  );
}

/** A sink that throws for some reports. */
function choking(on: (report: Report) => boolean) {
  return made(
    class extends Reference {
      override async write(batch: Batch, signal: AbortSignal) {
        if (batch.reports.some(on)) throw new Error("invalid input syntax");
        return super.write(batch, signal);
      }
    },
  );
}

const REJECTED_TOO = ["write/rejects", "delivery/rejected"];

const kept: unknown[] = [];

export const write: readonly Mutant[] = [
  {
    clause: "write/single",
    what: "loses a batch of one",
    plugin: losing((_, __, all) => all.length > 1),
    also: ["write/many", "delivery/poison", ...REJECTED_TOO],
  },
  {
    clause: "write/all",
    what: "loses what is beyond 400",
    plugin: losing((_, index) => index < 400),
    also: REJECTED_TOO,
  },
  {
    clause: "write/many",
    what: "loses a batch of which the length is less than half of the one before",
    plugin: made(
      class extends Reference {
        #before = 0;
        override async write(batch: Batch, signal: AbortSignal) {
          const lost = batch.reports.length * 2 < this.#before;
          this.#before = batch.reports.length;
          return lost ? {} : super.write(batch, signal);
        }
      },
    ),
    also: ["delivery/poison"],
  },
  {
    clause: "write/types",
    what: "loses a type that its author has not met",
    plugin: losing(({ type }) => type !== "network-error"),
    also: REJECTED_TOO,
  },
  {
    clause: "write/hostile-texts",
    what: "throws for a line separator",
    plugin: choking((report) => JSON.stringify(report).includes("\u2028")),
  },
  {
    clause: "write/hostile-shapes",
    what: "throws where there is neither violation nor body",
    plugin: choking(({ violation, body }) => violation === null && body === null),
  },
  {
    clause: "write/hostile-shapes",
    what: "rejects the neighbours too",
    plugin: made(
      class extends Reference {
        override async write(batch: Batch, signal: AbortSignal) {
          const odd = batch.reports.some(({ type }) => type === "");
          const reason = "There is an odd one among them.";
          if (odd) return { rejected: batch.reports.map((_, index) => ({ index, reason })) };
          return super.write(batch, signal);
        }
      },
    ),
  },
  {
    clause: "write/large",
    what: "throws for a million characters",
    plugin: choking((report) => JSON.stringify(report).length > 1_000_000),
  },
  {
    clause: "write/untouched",
    what: "marks what it has written",
    plugin: made(
      class extends Reference {
        override async write(batch: Batch, signal: AbortSignal) {
          const result = await super.write(batch, signal);
          for (const report of batch.reports) Object.assign(report, { written: true });
          return result;
        }
      },
    ),
  },
  {
    clause: "write/released",
    what: "keeps every report for later",
    plugin: made(
      class extends Reference {
        override async write(batch: Batch, signal: AbortSignal) {
          kept.push(...batch.reports);
          return super.write(batch, signal);
        }
      },
    ),
  },
  {
    clause: "write/rejects",
    what: "counts the rejected from one",
    plugin: made(
      class extends Reference {
        override async write(batch: Batch, signal: AbortSignal) {
          const { rejected = [] } = await super.write(batch, signal);
          const last = batch.reports.length - 1;
          return {
            rejected: rejected.map(({ index, reason }) => ({
              index: Math.min(index + 1, last),
              reason,
            })),
          };
        }
      },
    ),
    also: ["delivery/rejected"],
  },
  {
    clause: "write/all",
    what: "writes a large batch twice",
    plugin: made(
      class extends Reference {
        override async write(batch: Batch, signal: AbortSignal) {
          if (batch.reports.length === 500) await super.write(batch, signal);
          return super.write(batch, signal);
        }
      },
      CANDID,
    ),
    plain: true,
  },
  {
    clause: "write/single",
    what: "rejects an index that the batch does not have",
    plugin: made(
      class extends Reference {
        override async write(batch: Batch, signal: AbortSignal) {
          const result = await super.write(batch, signal);
          const single = batch.reports.length === 1 && batch.reports[0]?.type === CSP_VIOLATION;
          return single ? Object.assign(result, { rejected: [{ index: 1, reason: "?" }] }) : result;
        }
      },
    ),
    also: ["write/many", "write/halves", "lifecycle/twice", "delivery/poison"],
  },
];
