import type { SinkStatus } from "../delivery/index.ts";
import { CodedError } from "../report/errors.ts";
import type { Clock } from "../sink/context.ts";

/** A sink that an import is for may be so many reports behind before the import waits for it. */
const MAX_BEHIND = 5_000;

/** Characters of journal text between two looks, while nobody is behind. */
const LOOK_EVERY = 1 << 20;

/** Milliseconds of one wait, and between two looks in it. Short, so that the connection never seems dead. */
const [WAIT, LOOK] = [500, 100];

/** For so long a sink may take nothing before the import is given up. Milliseconds. */
const PATIENCE = 60_000;

/** Share of a sink's backlog limit that imports leave to what browsers send. */
const ROOM = 0.5;

/** What {@link Pace} works with. */
export interface PaceOptions {
  readonly statuses: () => Promise<readonly SinkStatus[]>;
  /** All sinks, with how many bytes of the journal may wait for each. */
  readonly limits: readonly { readonly name: string; readonly maxBacklog: number }[];
  /** Names of those that the import is for. */
  readonly sinks: readonly string[];
  readonly clock: Clock;
}

/**
 * Keeps an import as slow as the slowest sink that it is for, so that it fills no backlog: history
 * must push nothing out that browsers send meanwhile.
 */
export class Pace {
  readonly #o: PaceOptions;
  /** Due at once: a backlog may be there from before. */
  #unseen = LOOK_EVERY;
  #settled = -1;
  #settledAt = 0;

  constructor(options: PaceOptions) {
    this.#o = options;
  }

  /**
   * Call after each chunk, with the characters that it has added to the journal.
   *
   * @throws CodedError `import_stalled`
   */
  async keep(added: number): Promise<void> {
    this.#unseen += added;
    if (this.#unseen < LOOK_EVERY) return;
    const { clock } = this.#o;
    for (const until = clock.now() + WAIT; ; ) {
      if (!(await this.#behind())) {
        this.#unseen = 0;
        return;
      }
      if (clock.now() >= until) return;
      await clock.sleep(LOOK, new AbortController().signal);
    }
  }

  async #behind(): Promise<boolean> {
    const statuses = await this.#o.statuses().catch((cause: unknown) => {
      throw new CodedError("delivery_unavailable", "The delivery thread gave no answer.", {
        cause,
      });
    });
    this.#checkRoom(statuses);
    const mine = statuses.filter(({ name }) => this.#o.sinks.includes(name));
    const behind = mine.filter(({ backlog }) => backlog.reports > MAX_BEHIND);
    this.#checkMoves(behind);
    return behind.length > 0;
  }

  #checkRoom(statuses: readonly SinkStatus[]): void {
    const waiting = new Map(statuses.map(({ name, backlog }) => [name, backlog.bytes]));
    for (const { name, maxBacklog } of this.#o.limits) {
      if ((waiting.get(name) ?? 0) <= maxBacklog * ROOM) continue;
      throw new CodedError(
        "import_stalled",
        `The backlog of sink ${name} has reached half of its max_backlog.`,
      );
    }
  }

  #checkMoves(behind: readonly SinkStatus[]): void {
    const now = this.#o.clock.now();
    const settled = behind.reduce(
      (sum, one) => sum + one.delivered + one.rejected + one.dropped,
      0,
    );
    if (behind.length === 0 || settled !== this.#settled) {
      this.#settled = behind.length === 0 ? -1 : settled;
      this.#settledAt = now;
    } else if (now - this.#settledAt > PATIENCE) {
      const names = behind.map(({ name }) => name).join(", ");
      throw new CodedError("import_stalled", `Nothing was taken for a minute by: ${names}.`);
    }
  }
}
