import type { AlertConfig } from "../config/config.ts";
import type { Clock, Log } from "../sink/context.ts";
import { SinkError } from "../sink/error.ts";
import type { Send } from "./channels/channel.ts";
import { idOf } from "./declared.ts";
import { type Explain, withExplanations } from "./explained.ts";
import type { Finding } from "./finding.ts";
import { textOf } from "./leaving.ts";
import { messageOf } from "./message.ts";
import { isQuiet, pauseAfter } from "./schedule.ts";
import type { AlertStore, StoredMessage } from "./store.ts";

/** A message that cannot be sent for so long is given up, in milliseconds. */
const PATIENCE = 3 * 86_400_000;

/** What sending needs of the program. */
export interface OutboxDeps {
  readonly store: AlertStore;
  readonly clock: Clock;
  readonly log: Log;
  /** What links begin with; `null`: nobody knows. */
  readonly base: string | null;
  /** An id that is used for nothing else, without full stops. */
  readonly newId: () => string;
  readonly explain: Explain;
}

/** What came of attempts since the start. */
export interface Attempts {
  sent: number;
  failed: number;
}

/**
 * Sends what one alert has found. A message is on disk before it is sent, and is sent again until
 * the other side has taken it: at least once.
 */
export class Outbox {
  readonly #id: string;

  /** @param attempts counted on */
  constructor(
    private alert: AlertConfig,
    private send: Send,
    private readonly deps: OutboxDeps,
    readonly attempts: Attempts = { sent: 0, failed: 0 },
  ) {
    this.#id = idOf(alert);
  }

  /** Takes other settings of the same alert, and another way, from the next attempt on. */
  configure(alert: AlertConfig, send: Send): void {
    this.alert = alert;
    this.send = send;
  }

  /** Makes a message of what waits, where one may be made now, and sends the one that is due. */
  async flush(signal: AbortSignal): Promise<void> {
    const { store, clock } = this.deps;
    const now = clock.now();
    if (signal.aborted) return;
    if (isQuiet(this.alert.quiet, now)) return;
    if (store.open(this.#id) === null && store.waiting(this.#id) > 0 && this.#mayBegin(now)) {
      store.compose(this.#id, this.deps.newId(), now);
    }
    const message = store.open(this.#id);
    if (message !== null && message.dueAt <= now) await this.#attempt(message, signal);
  }

  #mayBegin(now: number): boolean {
    const { count, per } = this.alert.atMost;
    return this.deps.store.begun(this.#id, now - per) < count;
  }

  async #attempt(stored: StoredMessage, signal: AbortSignal): Promise<void> {
    const { store, clock, base } = this.deps;
    const { name, kind } = this.alert;
    const { id, createdAt: at } = stored;
    const findings = await this.#explained(store.findings(id), signal);
    if (signal.aborted) return;
    const message = messageOf({ id, alert: name, kind, at, findings, base });
    const attempts = stored.attempts + 1;
    try {
      await this.send(message, signal);
    } catch (error) {
      // Stopping is no failure: the message is sent after the next start.
      if (signal.aborted) return;
      this.#failed({ ...stored, attempts }, error);
      return;
    }
    this.attempts.sent += 1;
    const doneAt = clock.now();
    store.settle(stored, { attempts, dueAt: doneAt, state: "sent", doneAt, error: null });
  }

  /** Kept as they are told first, so that each attempt says the same. */
  async #explained(findings: readonly Finding[], signal: AbortSignal): Promise<Finding[]> {
    const { explain, clock, log, store } = this.deps;
    const { name: alert } = this.alert;
    const explained = await withExplanations(findings, explain, clock, (cause) => {
      const error = textOf(cause);
      if (!signal.aborted) log.warn("an alert goes without explanations", { alert, error });
    });
    const fresh = explained.filter((finding) => !findings.includes(finding));
    if (fresh.length > 0 && !signal.aborted) store.rewrite(this.#id, fresh);
    return explained;
  }

  #failed(message: StoredMessage, cause: unknown): void {
    const { store, clock, log } = this.deps;
    const now = clock.now();
    const error = reasonOf(cause);
    const asked = cause instanceof SinkError ? cause.retryAfter : null;
    const over = now - message.createdAt > PATIENCE;
    const { attempts } = message;
    this.attempts.failed += 1;
    const dueAt = now + pauseAfter(attempts, asked);
    const end = over ? ({ state: "failed", doneAt: now } as const) : OPEN;
    store.settle(message, { attempts, dueAt, ...end, error });
    const fields = { alert: this.alert.name, error, attempts };
    if (over) log.error("an alert could not be sent and is given up", fields);
    else log.warn("an alert could not be sent; it is tried again", fields);
  }
}

const OPEN = { state: "open", doneAt: null } as const;

/** What may be shown: errors of others may hold secrets. */
export function reasonOf(cause: unknown): string {
  return cause instanceof SinkError ? cause.message : "the message could not be sent";
}
