import { Database } from "bun:sqlite";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { Value } from "@sinclair/typebox/value";
import { Delivery, expandRow } from "../../src/delivery/index.ts";
import { JOURNAL_FILE, Journal } from "../../src/journal/index.ts";
import { pluginOf } from "../../src/registry.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { MemoryLog } from "../support/memory-log.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { loopSettings } from "./deliver.ts";
import { appendGroup } from "./fill.ts";
import { Gate } from "./gate.ts";
import { watch } from "./watch.ts";

/** How much time goes on at once while a sink recovers, in milliseconds. */
const STEP = 20;

/** A journal that has not become smaller for so long will not, in milliseconds. */
const SHRINK_STEP = 1_000;

/** A real journal and a real delivery, in one thread, with a clock that is held and a sink that can be down. */
export class Simulation implements AsyncDisposable {
  readonly #folder = temporaryFolder();
  readonly clock = new ManualClock();
  readonly gate = new Gate();
  readonly #journal = new Journal({ dir: this.#dir, durability: "fsync", clock: this.clock });
  readonly #delivery: Delivery;
  readonly #type: string;
  readonly #rate: number;
  #closed = false;
  #received = 0;

  /**
   * @param type a built-in kind of sink
   * @param rate reports a second by the simulated clock
   */
  constructor(type: string, rate: number) {
    this.#type = type;
    this.#rate = rate;
    const plugin = pluginOf(type);
    this.#delivery = new Delivery({
      dir: this.#dir,
      durability: "fsync",
      sinks: [
        {
          name: type,
          type,
          plugin: watch(plugin, this.gate),
          config: Value.Default(plugin.config, {}),
          settings: loopSettings(plugin),
          maxBacklog: 2 ** 31,
          onFull: "drop_oldest",
          start: "end",
        },
      ],
      decode: expandRow,
      clock: this.clock,
      fetch,
      random: Math.random,
      log: () => new MemoryLog(),
      onTrim: (seq) => this.#journal.trim(seq),
      onErased: () => {},
      onBlocked: (blocked) => this.#journal.setBlocked(blocked),
    });
    this.#journal.onCommit = () => this.#delivery.wake();
    this.#delivery.start();
  }

  get #dir(): string {
    return this.#folder.path;
  }

  /** Bytes of the journal's files. */
  get journalBytes(): number {
    const files = ["", "-wal"].map((suffix) => join(this.#dir, `${JOURNAL_FILE}${suffix}`));
    return files.reduce((sum, file) => sum + (existsSync(file) ? statSync(file).size : 0), 0);
  }

  /** Takes that many reports more, each in a commit of its own, as fast as the disk does. */
  async receive(count: number): Promise<void> {
    for (let taken = 0; taken < count; taken++) {
      await this.#append(1);
      await this.clock.advance(1_000 / this.#rate);
    }
  }

  /** Lets time pass, in the clock's own steps, until the sink has accepted everything. */
  async deliverAll(): Promise<void> {
    await this.clock.advanceUntil(() => this.gate.accepted >= this.#received);
  }

  /**
   * The sink returns. Until the host's next attempt time is simulated; from then on it is real,
   * and reports go on to come.
   *
   * @returns seconds: until that attempt, and from then until everything of the outage, and the
   *   first report from after it, were accepted
   */
  async recover(): Promise<{ waited: number; recovered: number; firstAfter: number }> {
    const { gate, clock } = this;
    gate.comeBack();
    const returned = clock.now();
    const first = this.#received;
    await this.#append(1);
    let began = 0;
    let [recovered, firstAfter] = [0, 0];
    gate.onAccepted = (number) => {
      if (number === first - 1) recovered = secondsSince(began);
      if (number === first) firstAfter = secondsSince(began);
    };
    await clock.advanceUntil(() => {
      began = performance.now();
      return gate.tried;
    });
    const waited = (clock.now() - returned) / 1_000;
    while (gate.accepted <= first && gate.problem === null) {
      await Bun.sleep(STEP);
      await this.#append(Math.ceil((STEP * this.#rate) / 1_000));
      await clock.advance(STEP);
    }
    return { waited, recovered, firstAfter };
  }

  /** Lets time pass until the journal has deleted what was delivered, and its file has become as small as it gets. */
  async shrink(): Promise<void> {
    using db = new Database(join(this.#dir, JOURNAL_FILE), { readonly: true });
    const extent = db.query<{ rows: number; pages: number }, []>(
      "SELECT max(seq) - min(seq) + 1 AS rows, page_count AS pages FROM entry, pragma_page_count",
    );
    let before = extent.get();
    for (let idle = false; !idle; ) {
      await this.clock.advance(SHRINK_STEP);
      const after = extent.get();
      idle = after?.rows === 1 && after.pages === before?.pages;
      before = after;
    }
  }

  /** Throws where anything is missing or there twice, in the delivery's books or in the store. */
  assertComplete(): void {
    const [status] = this.#delivery.statuses();
    const stored = this.#type === "sqlite" ? this.#stored : this.#received;
    const complete = this.gate.problem === null && this.gate.accepted === this.#received;
    const booked = status?.delivered === this.#received && status.backlog.reports === 0;
    if (complete && booked && stored === this.#received) return;
    const { problem, accepted } = this.gate;
    throw new Error(
      `${this.#received} were received: ${JSON.stringify({ problem, accepted, stored, status })}`,
    );
  }

  /** Reports of one moment, in one commit. */
  async #append(count: number): Promise<void> {
    const from = this.#received;
    this.#received += count;
    await appendGroup(this.#journal, this.clock, from, from + count);
  }

  get #stored(): number {
    using db = new Database(join(this.#dir, "sqlite/reports.db"), { readonly: true });
    return db.query<{ n: number }, []>("SELECT count(*) AS n FROM reports").get()?.n ?? 0;
  }

  /** Ends the delivery and the journal, whose file is then as small as it gets. Once is enough. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    let stopped = false;
    const stopping = this.#delivery.stop(0).then(() => {
      stopped = true;
    });
    await this.clock.advanceUntil(() => stopped);
    await stopping;
    this.#journal.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    this.#folder[Symbol.dispose]();
  }
}

function secondsSince(moment: number): number {
  return (performance.now() - moment) / 1_000;
}
