import { gunzipSync } from "node:zlib";
import { Webhook } from "standardwebhooks";
import type { LookUp, Report, SinkContext } from "tattle/sink";
import type { Settings } from "./settings.ts";
import { WebhookSink } from "./sink.ts";

/** The moment at which the tests' clock stands. It is the real one, since receivers refuse old signatures. */
export const NOW = Date.now();

/** A key to sign with. */
export const SECRET = `whsec_${Buffer.from("a key of thirty-two bytes, no more").toString("base64")}`;
/** The one that takes its place. */
export const NEXT_SECRET = `whsec_${Buffer.from("the key after that one, as long").toString("base64")}`;

/** A report for the tests of this folder. */
export function aReport(given: Partial<Report> = {}): Report {
  const id = Bun.randomUUIDv7();
  return {
    id,
    project: "shop",
    receivedAt: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    occurredAt: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    type: "csp-violation",
    url: "https://shop.example/smörgås",
    age: null,
    userAgent: null,
    disposition: null,
    violation: null,
    body: null,
    raw: { "csp-report": { "document-uri": "https://shop.example/smörgås" } },
    request: { id, token: null, version: null, distinctId: null, sessionId: null, userAgent: null },
    sampling: null,
    weight: 1,
    noise: null,
    ...given,
  };
}

/** So many reports for the tests of this folder. */
export function reportsOf(count: number): Report[] {
  return Array.from({ length: count }, () => aReport());
}

/** A context whose clock stands still. */
export function aContext(fetcher: SinkContext["fetch"] = fetch): SinkContext {
  const ignore = () => {};
  return {
    name: "hook",
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    clock: { now: () => NOW, sleep: () => Promise.resolve() },
    fetch: fetcher,
    dataDir: "/nonexistent",
  };
}

/** Settings with the schema's defaults, but for the address: the tests' receivers are on loopback. */
export function aConfig(url: string, settings: Partial<Settings> = {}): Settings {
  return {
    url,
    body: "batch",
    headers: {},
    compression: "none",
    private_addresses: "allow",
    request_timeout: 5_000,
    ...settings,
  };
}

/** A look-up for tests in which no name is to be looked up. */
export const noLookUp: LookUp = (host) => Promise.reject(new Error(`looked up ${host}`));

/** A sink that is open. */
export async function anOpenSink(
  url: string,
  settings: Partial<Settings> = {},
  { context = aContext(), lookUp = noLookUp } = {},
): Promise<WebhookSink> {
  const sink = new WebhookSink(aConfig(url, settings), context, lookUp);
  await sink.open(new AbortController().signal);
  return sink;
}

/** A request as the receiver got it. */
export interface Received {
  readonly path: string;
  readonly headers: Headers;
  readonly id: string;
  /** The JSON text, after decompression. */
  readonly text: string;
  readonly body: { type: string; timestamp: string; data: { id?: string; reports?: Report[] } };
}

/** A receiver as an operator would write it, on loopback. */
export interface Receiver extends AsyncDisposable {
  readonly url: string;
  /** In order of arrival. */
  readonly requests: readonly Received[];
  /** Ids of the reports of all requests that were answered 2xx, in order. */
  reports(): string[];
  /** Answers of the next requests in turn; then 204 again. */
  script(...answers: Array<Response | ((request: Received) => Response)>): void;
}

/** Starts a receiver that verifies each signature by the independent library; `secret` of `null` verifies nothing. */
export function startReceiver(
  secret: string | null,
  tls?: { cert: string; key: string },
): Receiver {
  const requests: Received[] = [];
  const accepted: string[] = [];
  const answers: Array<Response | ((request: Received) => Response)> = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    ...(tls ? { tls: { cert: Bun.file(tls.cert), key: Bun.file(tls.key) } } : {}),
    async fetch(request) {
      const received = await receive(request);
      if (secret !== null) verify(received, secret);
      requests.push(received);
      const next = answers.shift() ?? new Response(null, { status: 204 });
      const answer = typeof next === "function" ? next(received) : next;
      if (answer.ok) accepted.push(...idsOf(received));
      return answer;
    },
    error: (error) => new Response(`the request is wrong: ${error}`, { status: 418 }),
  });
  return {
    url: `${tls ? "https" : "http"}://127.0.0.1:${server.port}/hook?a=1`,
    requests,
    reports: () => accepted,
    script: (...given) => void answers.push(...given),
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}

function verify({ text, headers }: Received, secret: string): void {
  new Webhook(secret).verify(text, Object.fromEntries(headers));
}

async function receive(request: Request): Promise<Received> {
  const { headers } = request;
  if (request.method !== "POST") throw new Error(`method ${request.method}`);
  if (headers.get("content-type") !== "application/json") throw new Error("not JSON");
  const bytes = Buffer.from(await request.arrayBuffer());
  const zipped = headers.get("content-encoding") === "gzip";
  const text = (zipped ? gunzipSync(bytes) : bytes).toString("utf8");
  const { pathname, search } = new URL(request.url);
  const id = headers.get("webhook-id") ?? "";
  return { path: `${pathname}${search}`, headers, id, text, body: JSON.parse(text) };
}

function idsOf({ body: { data } }: Received): string[] {
  return data.reports?.map(({ id }) => id) ?? [data.id ?? ""];
}
