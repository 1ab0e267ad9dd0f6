import type { ModuleRef } from "../../config/index.ts";
import { SinkError } from "../../sink/error.ts";
import type { ReportReader } from "../../sink/reader.ts";
import type { Batch, Sink, SinkPlugin, Supports } from "../../sink/sink.ts";
import { thrownText } from "../../sink/thrown.ts";
import { brokenBound } from "../bounds.ts";
import { lineOf } from "../channel.ts";
import { type Mask, masking, secretsOf } from "../mask.ts";
import {
  type Bounds,
  type Creation,
  type HostCall,
  type HostMessage,
  type Loaded,
  toWire,
} from "../protocol.ts";
import { childContext } from "./context.ts";
import { described, importModule } from "./import.ts";
import { shortRejections } from "./rejections.ts";
import { shapeOf } from "./shape.ts";

/** Longest text of last words, in characters. */
const LONGEST = 2_000;

/**
 * One sink in a process of its own: does what the host says and answers each call once. The batch
 * is this process's own copy, so a sink that changes it changes nothing for anybody else.
 */
export class SinkHost {
  readonly #send: (line: Uint8Array) => void;
  readonly #running = new Map<number, AbortController>();
  #plugin: SinkPlugin | null = null;
  #sink: Sink | null = null;
  #reader: ReportReader | null = null;
  /** What is cut here would not be recognized as a secret by the host any more. */
  #mask: Mask = (text) => text;

  constructor(send: (line: Uint8Array) => void) {
    this.#send = send;
  }

  /** @param line one message of the host */
  take(line: Uint8Array): void {
    const message: HostMessage = JSON.parse(Buffer.from(line).toString());
    if ("abort" in message) this.#running.get(message.abort)?.abort(new Error(message.reason));
    else void this.#answer(message.id, message.bounds, message);
  }

  /** A text of the sink as the host takes it. */
  short(text: string): string {
    return this.#mask(text).slice(0, LONGEST);
  }

  async #answer(id: number, bounds: Bounds, call: HostCall): Promise<void> {
    const aborting = new AbortController();
    this.#running.set(id, aborting);
    try {
      const line = lineOf({ id, value: await this.#do(call, aborting.signal) });
      const broken = brokenBound(line, bounds);
      if (broken !== null)
        throw new Error(`Broken sink: ${answerOf(call)} is more than ${broken}.`);
      this.#send(line);
    } catch (error) {
      this.#send(lineOf({ id, error: toWire(error, this.#mask) }));
    } finally {
      this.#running.delete(id);
    }
  }

  #do(call: HostCall, signal: AbortSignal): unknown {
    switch (call.method) {
      case "load":
        return this.#load(call.ref);
      case "create":
        return this.#create(call.creation);
      case "open":
        return this.#created.open(signal);
      case "write":
        return this.#write(call.batch, signal);
      case "sync":
        return this.#created.sync?.();
      case "close":
        return this.#close();
      case "read":
        return this.#read(call.name, call.args);
    }
  }

  async #load(ref: ModuleRef): Promise<Loaded> {
    try {
      const shape = shapeOf((await importModule(ref)).default);
      if (!shape.ok) return { problems: shape.problems };
      const { create: _, ...manifest } = shape.plugin;
      this.#plugin = shape.plugin;
      return { manifest };
    } catch (error) {
      return { problems: [thrownText(error)] };
    }
  }

  /** Pure by contract, so what it throws once it throws always. */
  #create({ name, dataDir, config }: Creation): void {
    if (this.#plugin === null) throw new Error("Nothing was loaded.");
    const mask = masking(secretsOf(this.#plugin.config, config));
    this.#mask = mask;
    const send = (message: object) => this.#send(lineOf(message));
    let sink: Sink;
    try {
      sink = this.#plugin.create(config, childContext({ name, dataDir, mask, send }));
    } catch (error) {
      if (error instanceof SinkError) throw refusal(error);
      throw brokenCode(`create() threw ${described(error)}`);
    }
    const lie = brokenPromise(sink, this.#plugin.supports);
    if (lie !== null) throw brokenCode(lie);
    this.#sink = sink;
  }

  get #created(): Sink {
    if (this.#sink === null) throw new Error("No sink was created.");
    return this.#sink;
  }

  async #write(batch: Batch, signal: AbortSignal): Promise<unknown> {
    return shortRejections(await this.#created.write(batch, signal), this.#mask);
  }

  async #close(): Promise<void> {
    await this.#reader?.close();
    await this.#sink?.close();
  }

  #read(name: string, args: readonly unknown[]): unknown {
    this.#reader ??= this.#created.reader?.() ?? null;
    const method: unknown = Reflect.get(Object(this.#reader), name);
    if (typeof method !== "function") throw new Error(`Broken sink: its reader has no ${name}().`);
    return Reflect.apply(method, this.#reader, args);
  }
}

function answerOf(call: HostCall): string {
  if (call.method === "load") return "what it says of itself";
  return `what ${call.method === "read" ? `its reader's ${call.name}` : call.method}() resolves with`;
}

/** It may look at its settings, and is the last that can before the sink runs. */
function refusal(error: SinkError): SinkError {
  return new SinkError(`create() refuses its settings: ${thrownText(error)}`, { fatal: true });
}

/** No other settings would help. */
function brokenCode(why: string): SinkError {
  return new SinkError(`the sink's code is wrong: ${why}`, { fatal: true });
}

/** What the sink lacks that its plugin says it has; `null` where it has all. */
function brokenPromise(sink: unknown, supports: Supports): string | null {
  if (sink instanceof Promise) return "create() returns a promise, and not the sink";
  if (typeof sink !== "object" || sink === null) {
    return `create() returns ${sink === null ? "null" : typeof sink}, and not the sink`;
  }
  const has = (method: string) => typeof Reflect.get(Object(sink), method) === "function";
  const missing = ["open", "write", "close"].find((method) => !has(method));
  if (missing !== undefined) return `what create() returns has no ${missing}()`;
  if (supports.deferred && !has("sync")) return "it says supports.deferred, but has no sync()";
  if (supports.reader && !has("reader")) return "it says supports.reader, but has no reader()";
  return null;
}
