import {
  type Batch,
  defineSink,
  Secret,
  type Sink,
  type SinkContext,
  SinkError,
  type Static,
  t,
  type WriteResult,
} from "tattle/sink";

const settings = t.Object(
  {
    url: t.String({ default: "https://logs.example/", description: "Where the service is." }),
    token: Secret({ description: "The account's token." }),
    /** Tells apart the destinations of the in-memory service. */
    table: t.String({ description: "Where the service keeps the reports." }),
  },
  { additionalProperties: false },
);

export type Settings = Static<typeof settings>;

/** What tests may replace in {@link Reference}, one line each. */
export class Reference implements Sink {
  constructor(
    readonly settings: Settings,
    readonly context: SinkContext,
  ) {}

  async open(signal: AbortSignal): Promise<void> {
    await this.request("HEAD", null, signal);
  }

  async write({ reports }: Batch, signal: AbortSignal): Promise<WriteResult> {
    signal.throwIfAborted();
    const bad = reports.flatMap(({ project }, index) => (project === UNACCEPTABLE ? [index] : []));
    const good = reports.filter(({ project }) => project !== UNACCEPTABLE);
    await this.request("POST", good.map((report) => JSON.stringify(report)).join("\n"), signal);
    return { rejected: bad.map((index) => ({ index, reason: "The project is unknown there." })) };
  }

  async close(): Promise<void> {}

  async request(method: string, body: string | null, signal: AbortSignal): Promise<void> {
    const { url, token, table } = this.settings;
    const headers = { authorization: `Bearer ${token}`, table };
    const init = { method, headers, body, signal, redirect: "manual" as const };
    const response = await this.context.fetch(url, init);
    void response.body?.cancel().catch(() => {});
    if (response.status === 401) throw new SinkError("The token is refused.", { fatal: true });
    if (!response.ok) throw new SinkError(`The service answered ${response.status}.`);
    this.context.log.debug("written", { status: response.status });
  }
}

/** The project whose reports the service never takes. */
export const UNACCEPTABLE = "unacceptable";

/** A sink that keeps every rule; each mutant breaks one of them. */
export const reference = defineSink({
  name: "reference",
  summary: "Keeps every rule of the contract.",
  config: settings,
  supports: { reader: false, idempotent: true },
  create: (config, context) => new Reference(config, context),
});
