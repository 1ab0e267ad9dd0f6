import type { NoiseRule } from "../admission/index.ts";
import type { ModuleRef } from "../config/index.ts";
import type {
  ErasureDesk,
  LetterDesk,
  LoopSettings,
  RetagDesk,
  RetagInfo,
  SinkStatus,
} from "../delivery/index.ts";
import type { Log } from "../sink/context.ts";
import type { Supports } from "../sink/sink.ts";
import type { Durability } from "../sqlite/index.ts";
import type { LogLevel } from "./logger.ts";
import type { Remote } from "./rpc.ts";
import { Thread } from "./thread.ts";

/** What is known of a third party's sink before its code runs. */
export interface ExternalPart {
  ref: ModuleRef;
  /** Bytes that its process may hold. */
  memory: number;
  /** As its module describes itself. */
  supports: Supports;
  /** Texts of its configuration that nobody may see. */
  secrets: readonly string[];
  /** Names of the variables of the environment that its process must not have. */
  hidden: readonly string[];
  /** Limit of one call, in milliseconds. */
  timeout: number;
}

/** A sink as it crosses the thread: its plugin by name, since functions do not. */
export interface SinkSetup {
  name: string;
  type: string;
  config: object;
  /** `null` for a sink that is part of Tattle. */
  external: ExternalPart | null;
  settings: LoopSettings;
  maxBacklog: number;
  onFull: "drop_oldest" | "block";
  start: "end" | "oldest";
}

/** Argument of the thread's `start`. */
export interface DeliverySetup {
  dir: string;
  durability: Durability;
  logLevel: LogLevel;
  sinks: readonly SinkSetup[];
  /** The noise rules that are used. */
  noise: readonly NoiseRule[];
  /** One Int32: 1 while the thread wants to be told of new rows. */
  armed: SharedArrayBuffer;
}

/** What the owner asks of the delivery thread. */
export type DeliveryMethods = {
  start: (setup: DeliverySetup) => void;
  statuses: () => SinkStatus[];
  /** Drains for at most that many milliseconds and closes all sinks. */
  stop: (ms: number) => Promise<void>;
};

/** What people ask of dead letters. */
export type LetterMethods = Pick<LetterDesk, keyof LetterDesk>;

/** What people ask of erasures. */
export type ErasureMethods = {
  requestErasure: ErasureDesk["request"];
  getErasure: ErasureDesk["get"];
  listErasures: ErasureDesk["list"];
  scrubbed: ErasureDesk["scrubbed"];
};

/** What people ask of noise tags, and the host says of noise rules. */
export type RetagMethods = {
  retags: RetagDesk["get"];
  useNoise: (rules: readonly NoiseRule[]) => void;
};

/** How long a question about dead letters may take: dropping a hundred thousand is no matter of milliseconds. */
const LETTERS_LIMIT = 30_000;

/** To the delivery thread: there are new rows. */
export const WAKE = "wake";

/** From the delivery thread, unasked. */
export type DeliveryEvent =
  | { event: "trim"; seq: number }
  | { event: "blocked"; blocked: boolean }
  | { event: "erased"; id: string; seq: number };

/** What the thread is started with, and who hears it. */
export interface DeliveryThreadOptions {
  entry: URL;
  setup: Omit<DeliverySetup, "armed">;
  log: Log;
  onEvent: (event: DeliveryEvent) => void;
}

/** The thread that delivers, as the thread that answers requests sees it. */
export class DeliveryThread {
  readonly #thread: Thread<DeliverySetup>;
  readonly #setup: DeliverySetup;
  readonly #armed: Int32Array;
  readonly #remote: Remote<DeliveryMethods>;
  /** Calls reject with CodedError: what the desk throws, or `thread_busy`. */
  readonly letters: Remote<LetterMethods>;
  /** Calls reject with CodedError, too. */
  readonly erasures: Remote<ErasureMethods>;
  readonly #noise: Remote<RetagMethods>;

  constructor({ entry, setup, log, onEvent }: DeliveryThreadOptions) {
    const armed = new SharedArrayBuffer(4);
    this.#armed = new Int32Array(armed);
    this.#setup = { ...setup, armed };
    this.#thread = new Thread({
      name: "delivery",
      entry,
      setup: this.#setup,
      log,
      onMessage: (message) => {
        if (isEvent(message)) onEvent(message);
      },
      // They may have changed while it was starting.
      onReady: () => this.useNoise(this.#setup.noise),
    });
    this.#remote = this.#thread.remote<DeliveryMethods>(["statuses"], 5_000);
    this.letters = this.#thread.remote<LetterMethods>(
      ["holders", "list", "get", "replay", "drop"],
      LETTERS_LIMIT,
    );
    this.erasures = this.#thread.remote<ErasureMethods>(
      ["requestErasure", "getErasure", "listErasures", "scrubbed"],
      LETTERS_LIMIT,
    );
    this.#noise = this.#thread.remote<RetagMethods>(["retags", "useNoise"], LETTERS_LIMIT);
  }

  /** @throws CodedError `data_unusable`, `data_newer`, or what a plugin's `create` threw */
  start(): Promise<void> {
    return this.#thread.start();
  }

  /** There are new rows. Costs next to nothing while the thread is busy with earlier ones. */
  wake(): void {
    if (Atomics.exchange(this.#armed, 0, 0) === 1) this.#thread.post(WAKE);
  }

  /** From now on reports are tagged by these noise rules; stored ones follow. */
  useNoise(rules: readonly NoiseRule[]): void {
    // A thread that is not there is started with them.
    this.#setup.noise = rules;
    this.#noise.useNoise(rules).catch(() => {});
  }

  /** How far stored reports are with them. @throws CodedError `thread_busy`, `delivery_unavailable` */
  retags(): Promise<RetagInfo> {
    return this.#noise.retags();
  }

  /** @throws CodedError `thread_busy` */
  statuses(): Promise<SinkStatus[]> {
    return this.#remote.statuses();
  }

  /** Delivers for at most `ms` milliseconds more, closes every sink and ends the thread. */
  stop(ms: number): Promise<void> {
    return this.#thread.stop(ms);
  }
}

function isEvent(message: unknown): message is DeliveryEvent {
  return typeof message === "object" && message !== null && "event" in message;
}
