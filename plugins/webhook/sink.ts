import {
  type Answer,
  type Batch,
  excerpt,
  type LookUp,
  type Sink,
  type SinkContext,
  SinkError,
  signedHeaders,
  type WriteResult,
} from "tattle/sink";
import { Client } from "./client.ts";
import { type Endpoint, parseEndpoint } from "./endpoint.ts";
import { renderHeaders } from "./header.ts";
import { type Message, messageId, messagesOf } from "./message.ts";
import type { Settings } from "./settings.ts";
import { judge } from "./verdict.ts";

/** What `open` makes of the settings. */
interface Opened {
  readonly endpoint: Endpoint;
  readonly client: Client;
}

/** POSTs reports, one request at a time, in order of receipt. */
export class WebhookSink implements Sink {
  #opened: Opened | null = null;
  /**
   * Messages of the current batch that the receiver has. Spares what is through already when the
   * batch comes again, whole or in parts.
   */
  readonly #delivered = new Set<string>();

  constructor(
    private readonly settings: Settings,
    private readonly context: SinkContext,
    private readonly lookUp: LookUp,
  ) {}

  /** Checks the settings and where the URL leads. Sends nothing: the first batch shows who is there. */
  async open(signal: AbortSignal): Promise<void> {
    const endpoint = parseEndpoint(this.settings);
    const client = new Client(endpoint, this.settings, this.context, this.lookUp);
    await client.check(signal);
    this.#opened = { endpoint, client };
  }

  async write(batch: Batch, signal: AbortSignal): Promise<WriteResult> {
    signal.throwIfAborted();
    if (this.#opened === null) throw new SinkError("write() came before open()");
    this.#forgetOtherBatches(batch);
    const messages = messagesOf(batch, this.settings.body);
    for (const message of messages) {
      if (this.#delivered.has(message.id)) continue;
      await this.#send(this.#opened, batch, message, signal);
      this.#delivered.add(message.id);
    }
    for (const { id } of messages) this.#delivered.delete(id);
    return {};
  }

  async close(): Promise<void> {
    this.#opened = null;
  }

  /** A batch that shares nothing with what is remembered means that the former one is done with. */
  #forgetOtherBatches({ reports }: Batch): void {
    if (!reports.some(({ id }) => this.#delivered.has(messageId(id)))) this.#delivered.clear();
  }

  async #send(
    { endpoint, client }: Opened,
    batch: Batch,
    message: Message,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock, name: sink } = this.context;
    const { count, project } = message;
    const json = message.json();
    const values = { batch_id: messageId(batch.id), count, project, sink };
    const headers = {
      ...renderHeaders(endpoint.headers, values),
      ...signedHeaders(message.id, clock.now(), json, endpoint.keys),
    };
    const answer = await client.post(json, headers, signal);
    const verdict = judge(answer, clock.now());
    if (verdict.kind === "accepted") return;
    const text = describe(endpoint, verdict.reason, answer);
    if (verdict.kind === "stop") throw new SinkError(text, { fatal: true });
    throw new SinkError(text, { retryAfter: verdict.pause });
  }
}

/** One sentence for the operator, with what the receiver said; never with a secret. */
function describe({ url, hidden }: Endpoint, reason: string, answer: Answer): string {
  const said = excerpt(answer.text, { hide: hidden });
  return `${url.origin} ${reason}${said === "" ? "" : `: ${said}`}`;
}
