import type { Batch, Erasure, ErasureStep, Report, Retagging, RetagStep, Sink } from "tattle/sink";
import {
  messageOf,
  type Outcome,
  outcomeOfError,
  outcomeOfResult,
} from "../../src/delivery/outcome.ts";
import { broken, demand } from "./clause.ts";
import type { Home } from "./options.ts";

/** Never aborts. */
const CALM = new AbortController().signal;

/** Of an erasure or a retagging of a few reports. */
const MAX_STEPS = 1_000;

/** A batch as the host forms it: the same reports always have the same id. */
export function batchOf(reports: readonly Report[]): Batch {
  return { id: `${reports[0]?.id ?? ""}.${reports.length}`, reports };
}

/** One instance of the sink under test. Calls are made as the host makes them: one at a time, their outcome read as the host reads it. */
export class Subject {
  /** The call under way, for the message of a clause that takes too long. */
  step: string | null = null;
  #state: "new" | "opened" | "closed" = "new";

  constructor(
    readonly home: Home,
    readonly sink: Sink,
    private readonly deferred: boolean,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Whether `close` was called. */
  get closed(): boolean {
    return this.#state === "closed";
  }

  /** One attempt to open. */
  async tryOpen(signal: AbortSignal = CALM): Promise<Outcome> {
    this.#state = "opened";
    try {
      await this.#call("open()", () => this.sink.open(signal));
      return { kind: "accepted", rejected: [] };
    } catch (error) {
      return outcomeOfError(error);
    }
  }

  /** Opens where nothing stands in the way. @throws Broken */
  async open(): Promise<this> {
    const outcome = await this.tryOpen();
    const error = outcome.kind === "accepted" ? "" : outcome.error;
    demand(
      outcome.kind === "accepted",
      `open() threw: ${error}. Nothing stands in its way here: check the \`config\` given to testSink, and that the destination runs.`,
    );
    return this;
  }

  /** One attempt to write. */
  async tryWrite(reports: readonly Report[], signal: AbortSignal = CALM): Promise<Outcome> {
    let result: unknown;
    try {
      result = await this.#call("write()", () => this.sink.write(batchOf(reports), signal));
    } catch (error) {
      return outcomeOfError(error);
    }
    const outcome = outcomeOfResult(result, reports.length);
    demand(
      outcome.kind === "accepted",
      `write() resolved outside of the contract (${outcome.kind === "accepted" ? "" : outcome.error}) Resolve {} when all were accepted, or { rejected: [{ index, reason }] } with each index of the batch at most once.`,
    );
    return outcome;
  }

  /** Writes what any sink must take. @throws Broken when it does not take all of it */
  async write(reports: readonly Report[], what = "ordinary reports"): Promise<void> {
    const outcome = await this.tryWrite(reports);
    const rejected = outcome.kind === "accepted" ? outcome.rejected : [];
    demand(
      outcome.kind === "accepted",
      `write() of ${what} threw: ${outcome.kind === "accepted" ? "" : outcome.error}. Nothing stands in its way here, so it has to be accepted.`,
    );
    demand(
      rejected.length === 0,
      `write() rejected ${rejected.length} of ${reports.length} ${what}: ${rejected[0]?.reason}. A rejected report is lost to the destination; reject only what it can never accept.`,
    );
  }

  /** One step of an erasure. @throws Broken when it throws, or says what no step can say */
  async eraseStep(erasure: Erasure): Promise<ErasureStep> {
    const step = await this.#call("erase()", async () => this.sink.erase?.(erasure, CALM)).catch(
      (error) =>
        demand(false, `erase() threw: ${messageOf(error)}. Nothing stands in its way here.`),
    );
    demand(
      typeof step?.done === "boolean" && Number.isSafeInteger(step.reports) && step.reports >= 0,
      "erase() resolved outside of the contract. Resolve { done, reports }: whether nothing is left to do, and how many reports this step has deleted.",
    );
    return step;
  }

  /** All steps of an erasure. @returns how many reports it has deleted @throws Broken */
  async erase(erasure: Erasure): Promise<number> {
    let deleted = 0;
    for (let steps = 0; steps < MAX_STEPS; steps += 1) {
      const { done, reports } = await this.eraseStep(erasure);
      deleted += reports;
      if (done) return deleted;
    }
    throw broken(
      `erase() was not done after ${MAX_STEPS} steps, for a few reports. Each step has to come nearer to the end, and the last one to say \`done\`.`,
    );
  }

  /** One step of a retagging. @throws Broken when it throws, or says what no step can say */
  async retagStep(retagging: Retagging): Promise<RetagStep> {
    const step = await this.#call("retag()", async () => this.sink.retag?.(retagging, CALM)).catch(
      (error) =>
        demand(false, `retag() threw: ${messageOf(error)}. Nothing stands in its way here.`),
    );
    demand(
      isRetagStep(step),
      "retag() resolved outside of the contract. Resolve { done, read, changed, progress }: whether no report is left to be looked at, how many were read and how many changed by all steps so far, and a number from 0 to 1.",
    );
    return step;
  }

  /** All steps of a retagging. @returns the last one @throws Broken */
  async retag(retagging: Retagging): Promise<RetagStep> {
    for (let steps = 0; steps < MAX_STEPS; steps += 1) {
      const step = await this.retagStep(retagging);
      if (step.done) return step;
    }
    throw broken(
      `retag() was not done after ${MAX_STEPS} steps, for a few reports. Each step has to come nearer to the end, and the last one to say \`done\`.`,
    );
  }

  /** Makes what was accepted durable, where the sink does so later. */
  async sync(): Promise<void> {
    if (this.deferred) await this.#call("sync()", async () => this.sink.sync?.());
  }

  async close(): Promise<void> {
    this.#state = "closed";
    try {
      await this.#call("close()", () => this.sink.close());
    } catch (error) {
      demand(
        false,
        `close() threw: ${messageOf(error)}. It must release what is there and resolve.`,
      );
    }
  }

  async #call<T>(step: string, call: () => Promise<T>): Promise<T> {
    this.step = step;
    try {
      return await call();
    } catch (error) {
      this.onError(error);
      throw error;
    } finally {
      this.step = null;
    }
  }
}

function isRetagStep(step: unknown): step is RetagStep {
  if (typeof step !== "object" || step === null) return false;
  const { done, read = -1, changed = -1, progress = -1 }: Partial<RetagStep> = step;
  const counts = [read, changed].every((count) => Number.isSafeInteger(count) && count >= 0);
  return typeof done === "boolean" && counts && progress >= 0 && progress <= 1;
}
