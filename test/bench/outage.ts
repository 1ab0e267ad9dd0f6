import { Database } from "bun:sqlite";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { Delivery, expandRow } from "../../src/delivery/index.ts";
import { JOURNAL_FILE, Journal } from "../../src/journal/index.ts";
import { pluginOf } from "../../src/registry.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { MemoryLog } from "../support/memory-log.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { loopSettings } from "./deliver.ts";
import { appendGroup } from "./fill.ts";
import { Gate } from "./gate.ts";
import { peakBytes } from "./process.ts";

export interface OutageTask {
  type: "discard" | "sqlite";
  /** How long the sink is down, in seconds of the manual clock. */
  seconds: number;
  /** Reports a second, each a request of its own with a commit of its own. */
  rate: number;
}

export interface OutageResult {
  /** Reports that waited. */
  reports: number;
  /** Real seconds in which the disk took them. */
  filled: number;
  /** Seconds by the manual clock from the sink's return to the next attempt. */
  waited: number;
  /** Real seconds from that attempt until everything of the outage was accepted. */
  recovered: number;
  /** Real seconds from that attempt until the first report from after the outage was accepted. */
  firstAfter: number;
  /** Bytes of the journal's files: at the end of the outage, and when its rows were let go. */
  journalBefore: number;
  journalAfter: number;
  /** Most bytes that the process ever held. */
  peak: number;
}

/** The journal is given so long to let its rows go and its file shrink, in milliseconds of the manual clock. */
const SHRINK = 300_000;

/** Time goes on this much at once while a sink recovers, in milliseconds. */
const STEP = 20;

/** A sink goes down, reports go on to come, the sink returns. Rejects where one was lost, came twice or out of order. */
export async function outage(task: OutageTask): Promise<OutageResult> {
  await using run = new Run(task.type);
  const { gate, clock } = run;
  await run.receive(task.rate, task.rate);
  await run.until(task.rate);
  gate.goDown();
  const began = performance.now();
  const reports = task.seconds * task.rate;
  await run.receive(reports, task.rate);
  const filled = secondsSince(began);
  const journalBefore = run.journalBytes;
  gate.comeBack();
  const returned = clock.now();
  const last = run.received;
  await run.receive(1, task.rate);
  const { waited, recovered, firstAfter } = await run.recover(last, returned);
  await clock.advance(SHRINK);
  run.assertComplete();
  await run.close();
  const journalAfter = run.journalBytes;
  return {
    ...{ reports, filled, waited, recovered, firstAfter, journalBefore, journalAfter },
    peak: peakBytes(process.pid),
  };
}

/** A journal and a delivery in one thread, with a clock that is held. */
class Run implements AsyncDisposable {
  readonly #folder = temporaryFolder();
  readonly clock = new ManualClock();
  readonly gate = new Gate();
  readonly #journal = new Journal({ dir: this.#dir, durability: "fsync", clock: this.clock });
  readonly #delivery: Delivery;
  readonly #type: OutageTask["type"];
  #closed = false;
  /** Reports that were appended. */
  received = 0;

  constructor(type: OutageTask["type"]) {
    this.#type = type;
    const plugin = pluginOf(type);
    this.#delivery = new Delivery({
      dir: this.#dir,
      durability: "fsync",
      sinks: [
        {
          name: type,
          type,
          plugin: this.gate.wrap(plugin),
          config: {},
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

  /** Takes that many reports more, as fast as the disk does, while the clock goes on at `rate` a second. */
  async receive(count: number, rate: number): Promise<void> {
    const end = this.received + count;
    while (this.received < end) {
      await appendGroup(this.#journal, this.clock, this.received, this.received + 1);
      this.received += 1;
      await this.clock.advance(1_000 / rate);
    }
  }

  /** Lets time pass, in the clock's own steps, until the sink has accepted that many. */
  async until(accepted: number): Promise<void> {
    await this.clock.advanceUntil(() => this.gate.accepted >= accepted);
  }

  /** Waits for the next attempt by the manual clock; from then on the time is real. */
  async recover(last: number, returned: number) {
    const { gate, clock } = this;
    const [recovered, firstAfter] = [
      Promise.withResolvers<number>(),
      Promise.withResolvers<number>(),
    ];
    let began = performance.now();
    gate.onAccepted = (number) => {
      if (number === last - 1) recovered.resolve(secondsSince(began));
      if (number === last) firstAfter.resolve(secondsSince(began));
    };
    await clock.advanceUntil(() => {
      began = performance.now();
      return gate.tried;
    });
    const waited = (clock.now() - returned) / 1_000;
    while (gate.accepted <= last && gate.problem === null) {
      await Bun.sleep(STEP);
      await clock.advance(STEP);
    }
    if (gate.problem !== null) throw new Error(gate.problem);
    return { waited, recovered: await recovered.promise, firstAfter: await firstAfter.promise };
  }

  /** Throws where anything is missing or there twice, in the delivery's books or in the store. */
  assertComplete(): void {
    const [status] = this.#delivery.statuses();
    const stored = this.#type === "sqlite" ? this.#stored : this.received;
    const complete = this.gate.problem === null && this.gate.accepted === this.received;
    const booked = status?.delivered === this.received && status.backlog.reports === 0;
    if (complete && booked && stored === this.received) return;
    const { problem, accepted } = this.gate;
    throw new Error(
      `${this.received} were received: ${JSON.stringify({ problem, accepted, stored, status })}`,
    );
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
