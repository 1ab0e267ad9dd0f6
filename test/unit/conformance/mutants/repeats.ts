import type { Batch, Report } from "tattle/sink";
import { type Mutant, made, Reference, reference } from "./mutant.ts";

/** A sink that itself leaves out what it takes for written. `memory` says by which key, and who remembers. */
function forgetful(
  keyOf: (batch: Batch, report: Report) => string,
  shared: Map<string, Set<string>> | null,
) {
  return made(
    class extends Reference {
      #seen = new Set<string>();
      override async write(batch: Batch, signal: AbortSignal) {
        const { table } = this.settings;
        const seen = shared?.get(table) ?? this.#seen;
        shared?.set(table, seen);
        const reports = batch.reports.filter((report) => !seen.has(keyOf(batch, report)));
        const result = await super.write({ id: batch.id, reports }, signal);
        for (const report of batch.reports) seen.add(keyOf(batch, report));
        return result;
      }
    },
  );
}

/** Mutants for a destination that keeps what comes twice twice, so that the sink itself has to know. */
export const repeats: readonly Mutant[] = [
  {
    clause: "write/again",
    what: "claims to deduplicate, and does not",
    plugin: reference,
    plain: true,
    also: [
      "write/halves",
      "write/restarted",
      "delivery/lost-answer",
      "delivery/restart",
      "delivery/poison",
    ],
  },
  {
    clause: "write/again",
    what: "knows what came in other batches, but not the batch itself",
    plugin: made(
      class extends Reference {
        readonly #batchOf = new Map<string, string>();
        override async write({ id, reports }: Batch, signal: AbortSignal) {
          const fresh = reports.filter((one) => (this.#batchOf.get(one.id) ?? id) === id);
          const result = await super.write({ id, reports: fresh }, signal);
          for (const report of fresh) this.#batchOf.set(report.id, id);
          return result;
        }
      },
    ),
    plain: true,
    also: ["write/restarted", "delivery/lost-answer", "delivery/restart", "delivery/poison"],
  },
  {
    clause: "write/halves",
    what: "knows a batch that comes again by its id alone",
    plugin: forgetful(({ id }) => id, new Map()),
    plain: true,
  },
  {
    clause: "write/restarted",
    what: "knows what it has written until it is closed",
    plugin: forgetful((_, { id }) => id, null),
    plain: true,
    also: ["delivery/restart"],
  },
];
