import type { Report } from "../report/report.ts";
import type { Batch, WriteResult } from "./sink.ts";

/**
 * What became of the reports of the current batch, for a sink that writes a batch in several
 * requests: when a later one fails, the batch comes again, whole or in parts, and those that are
 * through already must not be sent again. Keep one for the life of the sink.
 *
 * In each `write` call {@link pending} first, then {@link accept} or {@link reject} for each
 * request, and return {@link result} last. It is lost with the process, so that after a restart
 * reports may come twice.
 */
export class Settled {
  /** Why the sink will never take a report; `null` for one that is accepted. By id. */
  readonly #reasons = new Map<string, string | null>();

  /** The reports of the batch that are not settled yet. */
  pending({ reports }: Batch): Report[] {
    const pending = reports.filter(({ id }) => !this.#reasons.has(id));
    // A batch that shares nothing with what is remembered means that the former one is done with.
    if (pending.length === reports.length) this.#reasons.clear();
    return pending;
  }

  /** These are where they belong. */
  accept(reports: ReadonlyArray<Pick<Report, "id">>): void {
    for (const { id } of reports) this.#reasons.set(id, null);
  }

  /** These can never be accepted. `reason` is that of a `Rejection`. */
  reject(reports: ReadonlyArray<Pick<Report, "id">>, reason: string): void {
    for (const { id } of reports) this.#reasons.set(id, reason);
  }

  /** What `write` is to resolve to, once all reports of the batch are settled. Forgets them. */
  result({ reports }: Batch): WriteResult {
    const rejected = reports.flatMap(({ id }, index) => {
      const reason = this.#reasons.get(id) ?? null;
      return reason === null ? [] : [{ index, reason }];
    });
    for (const { id } of reports) this.#reasons.delete(id);
    return rejected.length > 0 ? { rejected } : {};
  }
}
