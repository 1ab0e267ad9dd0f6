import {
  type Answer,
  type Batch,
  excerpt,
  post,
  type Report,
  Settled,
  type Sink,
  type SinkContext,
  SinkError,
  type WriteResult,
} from "tattle/sink";
import { batchBody, type Encoded, pack } from "./encode.ts";
import { prepare } from "./prepare.ts";
import { maskKey } from "./secret.ts";
import { batchUrl, checkKey, type Settings } from "./settings.ts";
import { judge, type Verdict } from "./verdict.ts";

/** Quotas are of a month, and are raised by hand. In milliseconds. */
const QUOTA_PAUSE = 60 * 60 * 1000;

/** This key has to wait; others may be served meanwhile. */
class KeyPaused extends SinkError {}

/** Sends reports to PostHog's batch API, one request at a time, one project key a request. */
export class PostHogSink implements Sink {
  readonly #settled = new Settled();

  constructor(
    private readonly settings: Settings,
    private readonly context: SinkContext,
  ) {}

  /** Checks the settings. Calls nobody: the first batch shows whether PostHog is there. */
  async open(): Promise<void> {
    batchUrl(this.settings.host);
    if (this.settings.api_key !== undefined) checkKey(this.settings.api_key);
  }

  async write(batch: Batch, signal: AbortSignal): Promise<WriteResult> {
    signal.throwIfAborted();
    let paused: KeyPaused | null = null;
    for (const [key, events] of this.#plan(this.#settled.pending(batch))) {
      try {
        for (const run of pack(events)) await this.#send(key, run, signal);
      } catch (error) {
        if (!(error instanceof KeyPaused)) throw error;
        paused ??= error;
      }
    }
    if (paused !== null) throw paused;
    return this.#settled.result(batch);
  }

  async close(): Promise<void> {}

  /** What is to be sent, by project key. Settles on the way what need not or cannot be sent. */
  #plan(reports: readonly Report[]): Map<string, Encoded[]> {
    const groups = new Map<string, Encoded[]>();
    let skipped = 0;
    for (const report of reports) {
      const prepared = prepare(report, this.settings.api_key);
      if (prepared === null) {
        this.#settled.accept([report]);
        skipped += 1;
      } else if ("refused" in prepared) {
        this.#settled.reject([report], prepared.refused);
      } else {
        const group = groups.get(prepared.key);
        if (group) group.push(prepared.event);
        else groups.set(prepared.key, [prepared.event]);
      }
    }
    if (skipped > 0) this.context.log.debug("report types that PostHog ignores", { skipped });
    return groups;
  }

  /** Sends one request, and halves it down to the event that PostHog does not take. */
  async #send(key: string, events: readonly Encoded[], signal: AbortSignal): Promise<void> {
    const answer = await this.#post(batchBody(key, events), signal);
    const verdict = judge(answer, this.context.clock.now());
    const message = describe(verdict, answer, key);
    switch (verdict.kind) {
      case "accepted":
        return this.#settled.accept(events);
      case "split": {
        if (events.length === 1) return this.#settled.reject(events, message);
        const middle = Math.ceil(events.length / 2);
        await this.#send(key, events.slice(0, middle), signal);
        return this.#send(key, events.slice(middle), signal);
      }
      case "bad_key":
        if (this.settings.api_key !== undefined) throw new SinkError(message, { fatal: true });
        return this.#settled.reject(events, message);
      case "over_quota":
        if (this.settings.api_key !== undefined) {
          throw new SinkError(message, { retryAfter: QUOTA_PAUSE });
        }
        return this.#settled.reject(events, message);
      case "wrong_host":
        throw new SinkError(message, { fatal: true });
      case "later": {
        const Pause = verdict.perKey ? KeyPaused : SinkError;
        throw new Pause(message, { retryAfter: verdict.pause });
      }
    }
  }

  /**
   * PostHog goes by the body's first bytes, so that `Content-Encoding` also holds behind a proxy
   * that unpacks it; `?compression=gzip` would not.
   */
  #post(body: string, signal: AbortSignal): Promise<Answer> {
    const { host, request_timeout: timeout } = this.settings;
    const headers = { "content-type": "application/json" };
    const options = { headers, body, compression: "gzip", signal, timeout } as const;
    return post(this.context, batchUrl(host), options);
  }
}

/** One sentence for the operator, with what PostHog said; never with the key. */
function describe(verdict: Verdict, answer: Answer, key: string): string {
  if (verdict.kind === "accepted") return "";
  const said = excerpt(answer.text.replaceAll(key, maskKey(key)));
  return `PostHog, project ${maskKey(key)}: ${verdict.reason}${said === "" ? "" : `: ${said}`}`;
}
