import {
  type Batch,
  type Report,
  type Sink,
  type SinkContext,
  SinkError,
  type WriteResult,
} from "tattle/sink";
import { textOf } from "./answer.ts";
import { post } from "./client.ts";
import { type Codec, loadCodec } from "./codec.ts";
import { excerpt } from "./excerpt.ts";
import { type LogRecord, toRecord } from "./record.ts";
import { checkHeaders, logsUrl, type Settings } from "./settings.ts";
import { judge, type Verdict } from "./verdict.ts";

/** Before compression. Receivers take 4 MiB (gRPC's limit behind many of them) and more. */
export const MAX_REQUEST_BYTES = 4 * 1024 * 1024;

/** How much fewer records the next request carries when a receiver did not say which ones it refused. */
const NARROWING = 8;

/** A report that waits to be sent. */
interface Pending {
  id: string;
  record: LogRecord;
}

/** Sends reports to an OTLP receiver, one request at a time. */
export class OtlpSink implements Sink {
  /**
   * Reports of the current batch that need no further attempt: `null` for those that the receiver
   * has, else why it never will. A receiver keeps what comes twice as two, so that what is through
   * must not be sent again when the batch comes again, whole or in parts.
   */
  readonly #settled = new Map<string, string | null>();
  #codec: Codec | null = null;
  /** Records a request. */
  #width = Number.POSITIVE_INFINITY;
  #warning = "";

  constructor(
    private readonly settings: Settings,
    private readonly context: SinkContext,
  ) {}

  /** Checks the settings and loads the encoder. Calls nobody: the first batch shows whether a receiver is there. */
  async open(): Promise<void> {
    logsUrl(this.settings);
    checkHeaders(this.settings.headers);
    this.#codec = await loadCodec(this.settings);
  }

  async write({ reports }: Batch, signal: AbortSignal): Promise<WriteResult> {
    signal.throwIfAborted();
    const codec = this.#codec;
    if (codec === null) throw new SinkError("write came before open");
    this.#forgetOtherBatches(reports);
    const pending = this.#prepare(reports);
    while (pending.length > 0) {
      await this.#send(codec, pending.splice(0, Math.min(this.#width, pending.length)), signal);
    }
    return this.#settle(reports);
  }

  async close(): Promise<void> {
    this.#codec = null;
  }

  /** A batch that shares nothing with what is remembered means that the former one is done with. */
  #forgetOtherBatches(reports: readonly Report[]): void {
    if (!reports.some(({ id }) => this.#settled.has(id))) this.#settled.clear();
  }

  /** What is left to send. Settles on the way what cannot be written. */
  #prepare(reports: readonly Report[]): Pending[] {
    return reports.flatMap((report) => {
      if (this.#settled.has(report.id)) return [];
      try {
        return [{ id: report.id, record: toRecord(report, this.settings.raw) }];
      } catch (error) {
        this.#settled.set(report.id, `The report cannot be written as a record: ${String(error)}`);
        return [];
      }
    });
  }

  /** Sends one request, or two halves of what is too much for one. */
  async #send(codec: Codec, run: readonly Pending[], signal: AbortSignal): Promise<void> {
    const body = codec.encode(run.map(({ record }) => record));
    if (body.length > MAX_REQUEST_BYTES && run.length > 1) return this.#halve(codec, run, signal);
    const answer = await post(this.settings, this.context, codec.contentType, body, signal);
    const verdict = judge(answer, codec.decode, this.context.clock.now());
    switch (verdict.kind) {
      case "accepted":
        return this.#accept(run, verdict.warning);
      case "refused":
        return this.#refuse(run, verdict);
      case "split":
        if (run.length > 1) return this.#halve(codec, run, signal);
        return this.#settleAll(run, this.#message(verdict.reason, textOf(answer)));
      case "later": {
        const options = verdict.pause === null ? {} : { retryAfter: verdict.pause };
        throw new SinkError(this.#message(verdict.reason, textOf(answer)), options);
      }
    }
  }

  async #halve(codec: Codec, run: readonly Pending[], signal: AbortSignal): Promise<void> {
    const middle = Math.ceil(run.length / 2);
    await this.#send(codec, run.slice(0, middle), signal);
    await this.#send(codec, run.slice(middle), signal);
  }

  #accept(run: readonly Pending[], warning: string): void {
    this.#settleAll(run, null);
    if (run.length >= this.#width) this.#width *= 2;
    if (warning !== "" && warning !== this.#warning) {
      const said = this.#message("it took all records and warns", warning);
      this.context.log.warn("the receiver warns", { warning: said });
    }
    this.#warning = warning;
  }

  /**
   * The protocol tells how many records were refused and not which, and forbids to send them again.
   * So that none is lost, all become dead letters, and the next requests carry fewer.
   */
  #refuse(run: readonly Pending[], { count, reason }: Extract<Verdict, { kind: "refused" }>): void {
    const all = count >= run.length;
    if (!all) this.#width = Math.max(1, Math.floor(run.length / NARROWING));
    const what = all
      ? "it refused the record"
      : `it refused ${count} of the ${run.length} records of one request without saying which, and has the others`;
    const message = this.#message(what, reason);
    this.#settleAll(run, message);
    const refused = Math.min(count, run.length);
    this.context.log.warn("the receiver refused records", { refused, of: run.length, message });
  }

  #settleAll(run: readonly Pending[], reason: string | null): void {
    for (const { id } of run) this.#settled.set(id, reason);
  }

  #settle(reports: readonly Report[]): WriteResult {
    const rejected = reports.flatMap(({ id }, index) => {
      const reason = this.#settled.get(id);
      return reason ? [{ index, reason }] : [];
    });
    for (const { id } of reports) this.#settled.delete(id);
    return rejected.length > 0 ? { rejected } : {};
  }

  /** One sentence for the operator with what the receiver said; never with a secret. */
  #message(reason: string, said: string): string {
    const words = excerpt(said, Object.values(this.settings.headers));
    const line = `${logsUrl(this.settings).origin}: ${reason}`;
    return words === "" ? line : `${line}: ${words}`;
  }
}
