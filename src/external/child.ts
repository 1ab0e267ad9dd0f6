import { type Clock, type Log, settledWithin } from "../sink/context.ts";
import { SinkError } from "../sink/error.ts";
import { formatQuantity } from "../sink/schema.ts";
import { Channel, lineOf } from "./channel.ts";
import { hostCommand, hostEnvironment } from "./command.ts";
import { Inbox } from "./inbox.ts";
import { boundedLine, LOG_RATE, logCost } from "./log-line.ts";
import type { Mask } from "./mask.ts";
import { residentBytes, volunteerForOom } from "./memory.ts";
import { Output } from "./output.ts";
import type { Answer, ChildMessage, HostCall, LogLine, WireError } from "./protocol.ts";
import { ToldThrottle } from "./told-throttle.ts";

/** What a child is started with. */
export interface ChildOptions {
  /** What the list of processes shows of it. */
  title: string;
  /** Bytes that it may hold. */
  memory: number;
  clock: Clock;
  /** The sink's own. */
  log: Log;
  mask: Mask;
  /** Names of the variables of the environment that it must not have. */
  hidden: readonly string[];
  /** Hears of its start and of its end. */
  onLife?: OnLife | undefined;
}

/** Hears that a process has started or ended. */
export type OnLife = (pid: number, alive: boolean) => void;

/** How long a call may go on that was given up, in milliseconds. */
const GRACE = 2_000;

/** How often its memory is looked at, in milliseconds. */
const WATCH = 250;

/** How long the last words of a child that has ended may be on their way. */
const LAST_WORDS = 200;

/** How long it may take to end by itself, in milliseconds. */
const LEAVE = 200;

/** What passes of its log. A bit more than its own throttle lets through. */
const HEARD_RATE = { perSecond: LOG_RATE.perSecond * 1.2, burst: LOG_RATE.burst * 1.2 };

/** Longest text that is taken from it at once, in characters. */
const LONGEST = 2_000;

/** A child process with one sink in it, from its start to its end. It is never started again: that is another one. */
export class Child {
  readonly #o: ChildOptions;
  readonly #process: Bun.Subprocess<"ignore", "pipe", "pipe">;
  readonly #channel: Channel;
  readonly #outputs: readonly [Output, Output];
  readonly #inbox: Inbox;
  readonly #heard: ToldThrottle;
  readonly #ended = new AbortController();
  readonly #channelClosed = Promise.withResolvers<void>();
  #death: Error | null = null;
  /** Why we have ended it, or what it said last. */
  #why: string | null = null;
  /** Resolves, with one sentence, when it has ended and every call under way was rejected. */
  readonly died: Promise<string>;

  /** Starts it. @throws what the system says where no process can be started */
  constructor(options: ChildOptions) {
    this.#o = options;
    const { log, mask, clock } = options;
    this.#inbox = new Inbox({
      now: clock.now,
      onUnasked: (message) => this.#hear(message),
      onAbuse: (why) => this.#silence(why),
    });
    this.#heard = new ToldThrottle({
      rate: HEARD_RATE,
      clock,
      onSuppressed: (suppressed) => log.warn("the sink logs too much", { suppressed }),
    });
    this.#process = Bun.spawn({
      ...hostCommand(options.title),
      env: hostEnvironment(process.env, options.hidden),
      // The channel closes its end itself.
      stdio: ["ignore", "pipe", "pipe", "socket-fd"],
    });
    options.onLife?.(this.#process.pid, true);
    volunteerForOom(this.#process.pid);
    const { stdout, stderr, stdio } = this.#process;
    this.#channel = new Channel({
      fd: stdio[3] ?? -1,
      longest: () => this.#inbox.longest,
      onMessage: (line) => this.#inbox.take(line),
      onTooLong: () => this.#inbox.tooLong(),
      onClose: (why) => this.#closed(why),
    });
    this.#outputs = [
      new Output({ stream: stdout, name: "stdout", log, mask }),
      new Output({ stream: stderr, name: "stderr", log, mask }),
    ];
    this.died = this.#die();
    void this.#watch();
  }

  /** Whether it can be asked for something. */
  get alive(): boolean {
    return this.#death === null;
  }

  /** Its number for the system. */
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
    const { id, line, answer } = this.#inbox.expect(call);
    const abort = () =>
      void this.#abort(id, call, signal, settledWithin(this.#o.clock, grace, answer));
    signal.addEventListener("abort", abort, { once: true });
    try {
      this.#channel.send(line);
      return this.#valueOf(await answer);
    } finally {
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

  async #abort(
    id: number,
    call: HostCall,
    signal: AbortSignal,
    settled: Promise<boolean>,
  ): Promise<void> {
    const { reason } = signal;
    const text = reason instanceof Error ? reason.message : "It was given up.";
    this.#channel.send(lineOf({ abort: id, reason: text }));
    if (!(await settled)) {
      const name = call.method === "read" ? call.name : call.method;
      this.kill(`${name}() went on after it was given up: ${text}`);
    }
  }

  /** Ends it, and hears nothing of what is still on its way. */
  #silence(why: string): void {
    this.kill(why);
    this.#channel.close();
    this.#channelClosed.resolve();
  }

  /** What it says unasked. */
  #hear(message: Exclude<ChildMessage, Answer>): void {
    if ("dying" in message) this.#why ??= `it threw outside of a call: ${message.dying}`;
    else if ("rss" in message) this.#judge(message.rss);
    else this.#log(message);
  }

  #valueOf(answer: Answer): unknown {
    if ("error" in answer) throw this.#thrown(answer.error);
    return answer.value;
  }

  #thrown({ name, message, code, fatal, retryAfter }: WireError): Error {
    const text = this.#text(message);
    if (code === "sink_error") {
      return new SinkError(text, retryAfter === null ? { fatal } : { fatal, retryAfter });
    }
    return name === "RangeError" ? new RangeError(text) : new Error(text);
  }

  #log(said: LogLine): void {
    const line = boundedLine(said, this.#o.mask);
    if (this.#heard.admit(logCost(line))) this.#o.log[line.log](line.message, line.fields);
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
    this.#o.onLife?.(this.pid, false);
    this.#ended.abort();
    const words = [this.#channelClosed.promise, ...this.#outputs.map(({ ended }) => ended)];
    await settledWithin(this.#o.clock, LAST_WORDS, Promise.all(words));
    this.#channel.close();
    this.#heard.flush();
    const sentence = this.#sentence();
    this.#death = new Error(sentence);
    this.#inbox.fail(this.#death);
    return sentence;
  }

  #sentence(): string {
    const { exitCode, signalCode } = this.#process;
    const how = signalCode === null ? `exit code ${exitCode}` : `signal ${signalCode}`;
    const why = this.#why === null ? how : this.#text(this.#why);
    const last = this.#why === null ? this.#outputs[1].last.join(" | ") : "";
    const said = last === "" ? "" : `; it last said: ${last}`;
    return `The sink's process ended${this.#during()}: ${why}${said}`;
  }

  /** Told where it is its code that runs, and no traffic. */
  #during(): string {
    if (this.#inbox.awaits("load")) return " while it was imported";
    return this.#inbox.awaits("create") ? " in create()" : "";
  }
}
