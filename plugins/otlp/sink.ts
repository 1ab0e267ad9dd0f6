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
import { type Codec, loadCodec } from "./codec.ts";
import { type LogRecord, toRecord } from "./record.ts";
import { checkHeaders, logsUrl, type Settings, secretsOf } from "./settings.ts";
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
  /** A receiver keeps what comes twice as two. */
  readonly #settled = new Settled();
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

  async write(batch: Batch, signal: AbortSignal): Promise<WriteResult> {
    signal.throwIfAborted();
    const codec = this.#codec;
    if (codec === null) throw new SinkError("write came before open");
    const pending = this.#prepare(this.#settled.pending(batch));
    while (pending.length > 0) {
      await this.#send(codec, pending.splice(0, Math.min(this.#width, pending.length)), signal);
    }
    return this.#settled.result(batch);
  }

  async close(): Promise<void> {
    this.#codec = null;
  }

  /** What is to be sent. Settles on the way what cannot be written. */
  #prepare(reports: readonly Report[]): Pending[] {
    return reports.flatMap((report) => {
      try {
        return [{ id: report.id, record: toRecord(report, this.settings.raw) }];
      } catch (error) {
        const reason = `The report cannot be written as a record: ${String(error)}`;
        this.#settled.reject([report], reason);
        return [];
      }
    });
  }

  /** Sends one request, or two halves of what is too much for one. */
  async #send(codec: Codec, run: readonly Pending[], signal: AbortSignal): Promise<void> {
    const body = codec.encode(run.map(({ record }) => record));
    if (body.length > MAX_REQUEST_BYTES && run.length > 1) return this.#halve(codec, run, signal);
    const answer = await this.#post(codec.contentType, body, signal);
    const verdict = judge(answer, codec.decode, this.context.clock.now());
    switch (verdict.kind) {
      case "accepted":
        return this.#accept(run, verdict.warning);
      case "refused":
        return this.#refuse(run, verdict);
      case "split":
        if (run.length > 1) return this.#halve(codec, run, signal);
        return this.#settled.reject(run, this.#message(verdict.reason, answer.text));
      case "later": {
        const message = this.#message(verdict.reason, answer.text);
        throw new SinkError(message, { retryAfter: verdict.pause });
      }
    }
  }

  #post(type: Codec["contentType"], body: Uint8Array, signal: AbortSignal): Promise<Answer> {
    const { compression, request_timeout: timeout } = this.settings;
    const headers = { ...this.settings.headers, "content-type": type };
    const options = { headers, body, compression, signal, timeout };
    return post(this.context, logsUrl(this.settings), options);
  }

  async #halve(codec: Codec, run: readonly Pending[], signal: AbortSignal): Promise<void> {
    const middle = Math.ceil(run.length / 2);
    await this.#send(codec, run.slice(0, middle), signal);
    await this.#send(codec, run.slice(middle), signal);
  }

  #accept(run: readonly Pending[], warning: string): void {
    this.#settled.accept(run);
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
    this.#settled.reject(run, message);
    const refused = Math.min(count, run.length);
    this.context.log.warn("the receiver refused records", { refused, of: run.length, message });
  }

  /** One sentence for the operator with what the receiver said; never with a secret. */
  #message(reason: string, said: string): string {
    const words = excerpt(said, { hide: secretsOf(this.settings), length: 200 });
    const line = `${logsUrl(this.settings).origin}: ${reason}`;
    return words === "" ? line : `${line}: ${words}`;
  }
}
