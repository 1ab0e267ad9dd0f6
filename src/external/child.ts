import { type Clock, type Log, settledWithin } from "../sink/context.ts";
import { SinkError } from "../sink/error.ts";
import { formatQuantity } from "../sink/schema.ts";
import { Channel } from "./channel.ts";
import { hostCommand, hostEnvironment } from "./command.ts";
import type { Mask } from "./mask.ts";
import { residentBytes, volunteerForOom } from "./memory.ts";
import { Output } from "./output.ts";
import {
  type Answer,
  type ChildMessage,
  type HostCall,
  type LogLine,
  readChildMessage,
  type WireError,
} from "./protocol.ts";
import { Throttle } from "./throttle.ts";

export interface ChildOptions {
  /** Bytes that it may hold. */
  memory: number;
  clock: Clock;
  /** The sink's own. */
  log: Log;
  mask: Mask;
}

interface Pending {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

const GRACE = 2_000;

/** How often its memory is looked at, in milliseconds. */
const WATCH = 250;

/** How long the last words of a child that has ended may be on their way. */
const LAST_WORDS = 200;

/** How long it may take to end by itself, in milliseconds. */
const LEAVE = 200;

/** Messages that answer nothing: more than that and the child is not one that we could have made. */
const UNASKED = { perSecond: 1_000, burst: 5_000 };

/** Longest message that is taken from it, in bytes. A page of large reports is a few MiB. */
const LONGEST_MESSAGE = 64 << 20;

/** Longest text that is taken from it at once, in characters. */
const LONGEST = 2_000;

/** A child process with one sink in it, from its start to its end. It is never started again: that is another one. */
export class Child {
  readonly #o: ChildOptions;
  readonly #process: Bun.Subprocess<"ignore", "pipe", "pipe">;
  readonly #channel: Channel;
  readonly #outputs: readonly [Output, Output];
  readonly #pending = new Map<number, Pending>();
  readonly #unasked: Throttle;
  readonly #ended = new AbortController();
  readonly #channelClosed = Promise.withResolvers<void>();
  #next = 1;
  #death: Error | null = null;
  /** Why we have ended it, or what it said last. */
  #why: string | null = null;
  /** Resolves, with one sentence, when it has ended and every call under way was rejected. */
  readonly died: Promise<string>;

  /** Starts it. @throws what the system says where no process can be started */
  constructor(options: ChildOptions) {
    this.#o = options;
    const { log, mask, clock } = options;
    this.#unasked = new Throttle(UNASKED, clock.now);
    this.#process = Bun.spawn(hostCommand(), {
      env: hostEnvironment(process.env),
      // The channel closes its end itself.
      stdio: ["ignore", "pipe", "pipe", "socket-fd"],
    });
    volunteerForOom(this.#process.pid);
    const { stdout, stderr, stdio } = this.#process;
    this.#channel = new Channel({
      fd: stdio[3] ?? -1,
      longest: LONGEST_MESSAGE,
      onMessage: (text) => this.#take(text),
      onClose: (why) => this.#closed(why),
    });
    this.#outputs = [
      new Output({ stream: stdout, name: "stdout", log, mask }),
      new Output({ stream: stderr, name: "stderr", log, mask }),
    ];
    this.died = this.#die();
    void this.#watch();
  }

  get alive(): boolean {
    return this.#death === null;
  }

  get pid(): number {
    return this.#process.pid;
  }

  /**
   * Asks for something. When `signal` aborts the child is told; where that does not end the call
   * within the grace, the child is killed.
   *
   * @param grace milliseconds
   * @throws what the method threw, as SinkError or RangeError where it was one; Error when the child ends
   */
  async call(call: HostCall, signal: AbortSignal, grace = GRACE): Promise<unknown> {
    if (this.#death !== null) throw this.#death;
    signal.throwIfAborted();
    const id = this.#next++;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#pending.set(id, { resolve, reject });
    const abort = () => void this.#abort(id, signal, settledWithin(this.#o.clock, grace, promise));
    signal.addEventListener("abort", abort, { once: true });
    try {
      this.#channel.send({ id, ...call });
      return await promise;
    } finally {
      this.#pending.delete(id);
      signal.removeEventListener("abort", abort);
    }
  }

  /** Ends it at once. */
  kill(why: string): void {
    this.#why ??= why;
    this.#process.kill("SIGKILL");
  }

  /** Ends it, by its own doing where it can: without a channel it has no reason to be. */
  async end(): Promise<void> {
    this.#why ??= "it was stopped";
    this.#channel.close();
    this.#channelClosed.resolve();
    if (!(await settledWithin(this.#o.clock, LEAVE, this.died))) this.#process.kill("SIGKILL");
    await this.died;
  }

  async #abort(id: number, signal: AbortSignal, settled: Promise<boolean>): Promise<void> {
    const { reason } = signal;
    const text = reason instanceof Error ? reason.message : "It was given up.";
    this.#channel.send({ abort: id, reason: text });
    if (!(await settled)) this.kill(`a call went on after it was given up: ${text}`);
  }

  #take(text: string): void {
    const message = readChildMessage(text);
    if (message !== null && "id" in message) {
      const pending = this.#pending.get(message.id);
      this.#pending.delete(message.id);
      if (pending !== undefined) {
        this.#settle(pending, message);
        return;
      }
    }
    if (this.#unasked.admit() === null) this.kill("it floods its channel");
    else if (message !== null) this.#hear(message);
  }

  /** What it says unasked. A second answer to a call, or one to none, means nothing. */
  #hear(message: ChildMessage): void {
    if ("id" in message) return;
    if ("dying" in message) this.#why ??= `it threw outside of a call: ${message.dying}`;
    else if ("rss" in message) this.#judge(message.rss);
    else this.#log(message);
  }

  #settle({ resolve, reject }: Pending, message: Answer): void {
    if ("error" in message) reject(this.#thrown(message.error));
    else resolve(message.value);
  }

  #thrown({ name, message, code, fatal, retryAfter }: WireError): Error {
    const text = this.#text(message);
    if (code === "sink_error") {
      return new SinkError(text, retryAfter === null ? { fatal } : { fatal, retryAfter });
    }
    return name === "RangeError" ? new RangeError(text) : new Error(text);
  }

  #log({ log, message, fields }: LogLine): void {
    const masked = Object.entries(fields).map(([key, value]) => {
      return [this.#text(key), typeof value === "string" ? this.#text(value) : value];
    });
    this.#o.log[log](this.#text(message), Object.fromEntries(masked));
  }

  #text(text: string): string {
    return this.#o.mask(text).slice(0, LONGEST);
  }

  async #watch(): Promise<void> {
    const { signal } = this.#ended;
    while (!signal.aborted) {
      this.#judge(residentBytes(this.pid) ?? 0);
      await this.#o.clock.sleep(WATCH, signal);
    }
  }

  #judge(bytes: number): void {
    const { memory } = this.#o;
    if (bytes <= memory) return;
    const held = `${Math.round(bytes / 2 ** 20)} MiB`;
    this.kill(`it held ${held}, more than memory = "${formatQuantity("size", memory)}" allows`);
  }

  #closed(why: string): void {
    this.#channelClosed.resolve();
    // A child without its channel is of no use; one that is ending has closed it already.
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    void this.#o.clock.sleep(LAST_WORDS, this.#ended.signal).then(() => {
      if (!this.#ended.signal.aborted) this.kill(why);
    });
  }

  async #die(): Promise<string> {
    await this.#process.exited;
    this.#ended.abort();
    const words = [this.#channelClosed.promise, ...this.#outputs.map(({ ended }) => ended)];
    await settledWithin(this.#o.clock, LAST_WORDS, Promise.all(words));
    this.#channel.close();
    const sentence = this.#sentence();
    this.#death = new Error(sentence);
    for (const { reject } of this.#pending.values()) reject(this.#death);
    this.#pending.clear();
    return sentence;
  }

  #sentence(): string {
    const { exitCode, signalCode } = this.#process;
    const how = signalCode === null ? `exit code ${exitCode}` : `signal ${signalCode}`;
    const why = this.#why === null ? how : this.#text(this.#why);
    const last = this.#why === null ? this.#outputs[1].last.join(" | ") : "";
    return `The sink's process ended: ${why}${last === "" ? "" : `; it last said: ${last}`}`;
  }
}
