import type { JournalReader } from "../journal/index.ts";
import type { Clock } from "../sink/context.ts";
import { messageOf } from "./outcome.ts";
import { type Position, START } from "./position.ts";
import type { SinkStatus } from "./status.ts";

/** What waits for a sink, and why it could not be measured anew; `null` where it could. */
export type Measure = Pick<SinkStatus, "backlog" | "lag"> & { error: SinkStatus["lastError"] };

/** What waits in the journal for one sink. A journal that cannot be read leaves what was seen last. */
export class Backlog {
  readonly #journal: Pick<JournalReader, "last" | "after">;
  readonly #clock: Clock;
  #backlog: SinkStatus["backlog"] = { reports: 0, bytes: 0, oldestAt: null };

  constructor(journal: Pick<JournalReader, "last" | "after">, clock: Clock) {
    this.#journal = journal;
    this.#clock = clock;
  }

  /** @param position where the sink is; everything behind it waits */
  measure(position: Position): Measure {
    const error = this.#look(position);
    const { reports, oldestAt } = this.#backlog;
    const age = oldestAt === null ? 0 : Math.max(0, this.#clock.now() - oldestAt);
    return { backlog: this.#backlog, lag: { reports, seconds: age / 1_000 }, error };
  }

  #look(position: Position): SinkStatus["lastError"] {
    try {
      const end = endOf(this.#journal);
      const reports = Math.max(0, end.reports - position.reports);
      const bytes = Math.max(0, end.bytes - position.bytes);
      const oldest = this.#journal.after(position.offset > 0 ? position.seq - 1 : position.seq);
      this.#backlog = { reports, bytes, oldestAt: oldest?.at ?? null };
      return null;
    } catch (error) {
      const message = `The journal could not be read: ${messageOf(error)}`;
      return { message, at: this.#clock.now() };
    }
  }
}

/** The position behind the newest row. */
export function endOf(journal: Pick<JournalReader, "last">): Position {
  const last = journal.last();
  if (!last) return START;
  return { seq: last.seq, offset: 0, reports: last.totalReports, bytes: last.totalBytes };
}
