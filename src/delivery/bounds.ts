import type { JournalReader } from "../journal/index.ts";
import { endOf } from "./backlog.ts";
import type { Member } from "./member.ts";
import type { DeliveryOptions } from "./options.ts";
import { messageOf } from "./outcome.ts";

/** A full backlog is cut back to this share of its limit, so that it is not cut again at once. */
const CUT_TO = 0.9;

type Told = Pick<DeliveryOptions, "log" | "onTrim" | "onBlocked">;

/** What bounds the journal: the limits of the sinks' backlogs, and which rows nobody needs any more. */
export class Bounds {
  #trimmed = 0;
  /** The last look has failed, which was said. */
  #blind = false;
  /** What the owner was told last; at first it may still go by what another thread of this process said. */
  #blocked: boolean | null = null;

  constructor(
    private readonly journal: JournalReader,
    private readonly members: readonly Member[],
    private readonly told: Told,
  ) {}

  /** Limits backlogs and frees rows. A journal that cannot be read now is looked at again next time. */
  look(): void {
    try {
      this.#limitBacklogs();
      this.#trim();
      this.#blind = false;
    } catch (error) {
      const cause = messageOf(error);
      if (!this.#blind) this.told.log(null).error("backlogs cannot be measured", { error: cause });
      this.#blind = true;
    }
  }

  #limitBacklogs(): void {
    const end = endOf(this.journal);
    let blocked = false;
    for (const member of this.members) {
      const { spec, progress } = member;
      if (end.bytes - progress.durable.bytes <= spec.maxBacklog) continue;
      if (spec.onFull === "block") blocked = true;
      else this.#cut(member, end.bytes - spec.maxBacklog * CUT_TO);
    }
    if (blocked === this.#blocked) return;
    this.#blocked = blocked;
    this.told.onBlocked(blocked);
  }

  #cut({ spec, progress, loop }: Member, bytes: number): void {
    const row = this.journal.reaching(bytes);
    if (!row) return;
    const { seq, totalReports, totalBytes } = row;
    const dropped = progress.skipTo({ seq, offset: 0, reports: totalReports, bytes: totalBytes });
    if (dropped === 0) return;
    this.told.log(spec.name).error("max_backlog reached: oldest reports skipped for this sink", {
      dropped,
      state: loop.state,
    });
  }

  /** Frees the rows that every sink of the config has passed; others' old positions hold nothing back. */
  #trim(): void {
    const passed = this.members.map(({ progress: { durable } }) =>
      durable.offset > 0 ? durable.seq - 1 : durable.seq,
    );
    const seq = passed.length > 0 ? Math.min(...passed) : endOf(this.journal).seq;
    if (seq <= this.#trimmed) return;
    this.#trimmed = seq;
    this.told.onTrim(seq);
  }
}
