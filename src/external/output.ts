import { type Clock, type Log, systemClock } from "../sink/context.ts";
import type { Mask } from "./mask.ts";
import { ToldThrottle } from "./told-throttle.ts";

/** What is read, and who is told. */
export interface OutputOptions {
  stream: ReadableStream<Uint8Array>;
  name: "stdout" | "stderr";
  log: Log;
  mask: Mask;
  clock?: Clock;
}

/** Longest line that is told, in characters. What follows in it is left out. */
const LONGEST = 2_000;

/** A secret that begins before the cut ends before this. */
const HELD = LONGEST + 4_096;

/** Lines that are told a second, and at once after a silence. */
const LINES = { perSecond: 20, burst: 200 };

/** Bytes that are read at once, and the pause after them: a flood must not have the thread for itself. */
const GULP = 1 << 20;
const PAUSE = 10;

/** Lines that are kept for the message about a crash. */
const LAST = 5;

/** Reads what a child prints, always, and tells it line by line under the sink's name. */
export class Output {
  readonly #o: OutputOptions;
  readonly #clock: Clock;
  readonly #throttle: ToldThrottle;
  readonly #last: string[] = [];
  #line = "";
  /** Resolves when the child, and all that it started, have closed it. */
  readonly ended: Promise<void>;

  constructor(options: OutputOptions) {
    this.#o = options;
    this.#clock = options.clock ?? systemClock;
    this.#throttle = new ToldThrottle({
      rate: LINES,
      clock: this.#clock,
      onSuppressed: (lines) => this.#suppressed(lines),
    });
    this.ended = this.#read().catch(() => {});
  }

  /** The last lines, oldest first, masked. */
  get last(): string[] {
    return this.#last.map((line) => this.#o.mask(line).slice(0, LONGEST));
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    let gulp = 0;
    for await (const chunk of this.#o.stream) {
      this.#take(decoder.decode(chunk, { stream: true }));
      gulp += chunk.length;
      if (gulp < GULP) continue;
      gulp = 0;
      await this.#clock.sleep(PAUSE);
    }
    if (this.#line !== "") this.#tell();
    this.#throttle.flush();
  }

  #take(text: string): void {
    let start = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
      this.#grow(text.slice(start, end));
      this.#tell();
      start = end + 1;
    }
    this.#grow(text.slice(start));
  }

  #grow(text: string): void {
    this.#line += text.slice(0, Math.max(0, HELD - this.#line.length));
  }

  #tell(): void {
    const line = this.#line;
    this.#line = "";
    if (line.trim() === "") return;
    this.#last.push(line);
    if (this.#last.length > LAST) this.#last.shift();
    if (!this.#throttle.admit()) return;
    const text = this.#o.mask(line).slice(0, LONGEST);
    this.#o.log.info("the sink printed", { stream: this.#o.name, text });
  }

  #suppressed(lines: number): void {
    this.#o.log.warn("the sink prints too much", { stream: this.#o.name, suppressed: lines });
  }
}
