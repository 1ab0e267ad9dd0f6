import { answerBounds, brokenBound, UNASKED } from "./bounds.ts";
import { lineOf } from "./channel.ts";
import {
  type Answer,
  answeredCall,
  type Bounds,
  type ChildMessage,
  type HostCall,
  readChildMessage,
} from "./protocol.ts";
import { Throttle } from "./throttle.ts";

/** Who hears what a child says beside its answers. */
export interface InboxOptions {
  /** The time, in milliseconds. */
  now: () => number;
  onUnasked: (message: Exclude<ChildMessage, Answer>) => void;
  /** It said what no child of ours says, and is to be ended. */
  onAbuse: (why: string) => void;
}

interface Pending {
  resolve: (answer: Answer) => void;
  reject: (error: Error) => void;
  readonly method: HostCall["method"];
  readonly bounds: Bounds;
  /** Bytes that may still be read in search of the answer. */
  left: number;
}

/** Messages that answer nothing, long ones by the KiB: more and the child is not one that we could have made. */
const UNASKED_RATE = { perSecond: 1_000, burst: 5_000 };

/** What a child says, against what it was asked. Nothing is parsed that was not bounded and counted before. */
export class Inbox {
  readonly #o: InboxOptions;
  readonly #unasked: Throttle;
  readonly #pending = new Map<number, Pending>();
  #next = 1;

  constructor(options: InboxOptions) {
    this.#o = options;
    this.#unasked = new Throttle(UNASKED_RATE, options.now);
  }

  /** Most bytes that a line may have now: what answers something may be long. */
  get longest(): number {
    return Math.max(UNASKED.bytes, ...[...this.#pending.values()].map(({ left }) => left));
  }

  /** Whether such a call is under way. */
  awaits(method: HostCall["method"]): boolean {
    return [...this.#pending.values()].some((each) => each.method === method);
  }

  /** Gives a call its number and the line that asks for it, and waits for the answer. */
  expect(call: HostCall): { id: number; line: Uint8Array; answer: Promise<Answer> } {
    const id = this.#next++;
    const bounds = answerBounds(call);
    const line = lineOf({ id, bounds, ...call });
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.#pending.set(id, {
      resolve,
      reject,
      method: call.method,
      bounds,
      left: bounds.bytes,
    });
    return { id, line, answer: promise };
  }

  /** One line of the child. */
  take(line: Uint8Array): void {
    const id = answeredCall(line);
    const pending = id === null ? undefined : this.#pending.get(id);
    if (id === null || pending === undefined) {
      this.#overhear(line);
      return;
    }
    if (this.#breaks(line, { ...pending.bounds, bytes: pending.left })) return;
    pending.left -= line.length;
    const message = readChildMessage(line);
    if (message === null || !("id" in message) || message.id !== id) return;
    this.#pending.delete(id);
    pending.resolve(message);
  }

  /** A line without an end has more than {@link longest} bytes. */
  tooLong(): void {
    this.#o.onAbuse(tooMuch(`${Math.round(this.longest / 1024)} KiB`));
  }

  /** Nothing more will be answered. */
  fail(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }

  /** A second answer to a call, or one to none, means nothing. */
  #overhear(line: Uint8Array): void {
    if (this.#breaks(line, UNASKED)) return;
    const cost = Math.max(1, line.length / 1024);
    if (this.#unasked.admit(cost) === null) {
      this.#o.onAbuse("it floods its channel");
      return;
    }
    const message = readChildMessage(line);
    if (message !== null && !("id" in message)) this.#o.onUnasked(message);
  }

  #breaks(line: Uint8Array, bounds: Bounds): boolean {
    const broken = brokenBound(line, bounds);
    if (broken !== null) this.#o.onAbuse(tooMuch(broken));
    return broken !== null;
  }
}

function tooMuch(bound: string): string {
  return `it sent a message of more than ${bound}`;
}
