import type { Batch, Sink, WriteResult } from "../../src/sink/sink.ts";
import { numberOf } from "./corpus.ts";
import type { Watcher } from "./watch.ts";

/**
 * A sink that can be down, around one that never is. It holds what it is delivered against the
 * numbers of the corpus: each report once, none left out, in order.
 */
export class Gate implements Watcher {
  #down = false;
  #answersLost = 0;
  #accepted = 0;
  #tried = false;
  #problem: string | null = null;
  /** Called with each report's number when the sink has accepted it. */
  onAccepted: (number: number) => void = () => {};

  /** Reports that were accepted, as far as the host knows. */
  get accepted(): number {
    return this.#accepted;
  }

  /** There was an attempt since it came back. */
  get tried(): boolean {
    return this.#tried;
  }

  /** The first breach of order or count; `null` for none. */
  get problem(): string | null {
    return this.#problem;
  }

  /** From now on every write fails. The first one as the worst outages begin: written, but its answer is lost. */
  goDown(): void {
    this.#down = true;
    this.#answersLost = 1;
  }

  comeBack(): void {
    this.#down = false;
    this.#tried = false;
  }

  async write(sink: Sink, batch: Batch, signal: AbortSignal): Promise<WriteResult> {
    this.#tried = true;
    if (this.#down && this.#answersLost === 0) throw new Error("The sink is down.");
    const result = await sink.write(batch, signal);
    if (this.#answersLost > 0) {
      this.#answersLost -= 1;
      throw new Error("The connection broke before the answer.");
    }
    for (const report of batch.reports) this.#check(numberOf(report));
    return result;
  }

  #check(number: number): void {
    if (number !== this.#accepted) {
      this.#problem ??= `Report ${number} came where ${this.#accepted} was due.`;
    }
    this.#accepted += 1;
    this.onAccepted(number);
  }
}
