import {
  type Batch,
  type Report,
  type Sink,
  type SinkContext,
  SinkError,
  type WriteResult,
} from "tattle/sink";
import { type Answer, MAX_PAUSE } from "./answer.ts";
import { postBatch } from "./client.ts";
import { batchBody, type Encoded, pack } from "./encode.ts";
import { prepare } from "./prepare.ts";
import { excerpt, maskKey } from "./secret.ts";
import { batchUrl, checkKey, type Settings } from "./settings.ts";
import { judge, type Verdict } from "./verdict.ts";

/** This key has to wait; others may be served meanwhile. */
class KeyPaused extends SinkError {}

/** Sends reports to PostHog's batch API, one request at a time, one project key a request. */
export class PostHogSink implements Sink {
  /**
   * Reports of the current batch that need no further attempt: `null` for those that PostHog has
   * or ignores, else why it never will. Spares what is through already when the batch comes again,
   * whole or in parts.
   */
  readonly #settled = new Map<string, string | null>();

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
    this.#forgetOtherBatches(batch);
    let paused: KeyPaused | null = null;
    for (const [key, events] of this.#plan(batch.reports)) {
      try {
        for (const run of pack(events)) await this.#send(key, run, signal);
      } catch (error) {
        if (!(error instanceof KeyPaused)) throw error;
        paused ??= error;
      }
    }
    if (paused !== null) throw paused;
    return this.#settle(batch.reports);
  }

  async close(): Promise<void> {}

  /** A batch that shares nothing with what is remembered means that the former one is done with. */
  #forgetOtherBatches({ reports }: Batch): void {
    if (!reports.some((report) => this.#settled.has(report.id))) this.#settled.clear();
  }

  /** What is left to send, by project key. Settles on the way what need not or cannot be sent. */
  #plan(reports: readonly Report[]): Map<string, Encoded[]> {
    const groups = new Map<string, Encoded[]>();
    let skipped = 0;
    for (const report of reports.filter(({ id }) => !this.#settled.has(id))) {
      const prepared = prepare(report, this.settings.api_key);
      if ("settled" in prepared) {
        this.#settled.set(report.id, prepared.settled);
        if (prepared.settled === null) skipped += 1;
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
    const answer = await postBatch(this.settings, this.context, batchBody(key, events), signal);
    const verdict = judge(answer, this.context.clock.now());
    const message = describe(verdict, answer, key);
    switch (verdict.kind) {
      case "accepted":
        return this.#settleAll(events, null);
      case "split": {
        if (events.length === 1) return this.#settleAll(events, message);
        const middle = Math.ceil(events.length / 2);
        await this.#send(key, events.slice(0, middle), signal);
        return this.#send(key, events.slice(middle), signal);
      }
      case "bad_key":
        if (this.settings.api_key !== undefined) throw new SinkError(message, { fatal: true });
        return this.#settleAll(events, message);
      case "over_quota":
        if (this.settings.api_key !== undefined) {
          throw new SinkError(message, { retryAfter: MAX_PAUSE });
        }
        return this.#settleAll(events, message);
      case "wrong_host":
        throw new SinkError(message, { fatal: true });
      case "later": {
        const options = verdict.pause === null ? {} : { retryAfter: verdict.pause };
        throw verdict.perKey ? new KeyPaused(message, options) : new SinkError(message, options);
      }
    }
  }

  #settleAll(events: readonly Encoded[], reason: string | null): void {
    for (const { id } of events) this.#settled.set(id, reason);
  }

  #settle(reports: readonly Report[]): WriteResult {
    const rejected = reports.flatMap(({ id }, index) => {
      const reason = this.#settled.get(id);
      return reason ? [{ index, reason }] : [];
    });
    for (const { id } of reports) this.#settled.delete(id);
    return rejected.length > 0 ? { rejected } : {};
  }
}

/** One sentence for the operator, with what PostHog said; never with the key. */
function describe(verdict: Verdict, answer: Answer, key: string): string {
  if (verdict.kind === "accepted") return "";
  const said = excerpt(answer.text, key);
  return `PostHog, project ${maskKey(key)}: ${verdict.reason}${said === "" ? "" : `: ${said}`}`;
}
