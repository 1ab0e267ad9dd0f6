import type { Fetch } from "tattle/sink";

/** What becomes of a request. */
export type Weather =
  | { kind: "clear" }
  /** No connection. */
  | { kind: "refused" }
  /** No answer until the signal of the request aborts. */
  | { kind: "silent" }
  /** This answer, made of the request. */
  | { kind: "answer"; make: (request: Seen) => Response };

/** A request as the kit saw it. */
export interface Seen {
  headers: Headers;
  url: string;
  body: string;
  /** Ends the reading of the answer too, as with real fetch. */
  signal: AbortSignal | null;
}

/** How much of an answer without end a sink may take, in bytes. */
export const ANSWER_LIMIT = 16 << 20;

/** `context.fetch` of the kit: the given one, or faults in its place. */
export class Network {
  weather: Weather = { kind: "clear" };
  /** Requests so far. */
  requests = 0;
  readonly #next: Fetch;

  constructor(next: Fetch) {
    this.#next = next;
  }

  readonly fetch: Fetch = async (input, init) => {
    this.requests += 1;
    const signal = signalOf(input, init);
    // Both as real fetch does; a stand-in may not look at the signal.
    signal?.throwIfAborted();
    return Promise.race([this.#answer(input, init, signal), never(signal)]);
  };

  async #answer(
    input: string | URL | Request,
    init: RequestInit | undefined,
    signal: AbortSignal | null,
  ): Promise<Response> {
    const { weather } = this;
    if (weather.kind === "clear") return this.#next(input, init);
    if (weather.kind === "refused") throw refusal();
    if (weather.kind === "silent") return never(signal);
    const request =
      input instanceof Request ? new Request(input, init) : new Request(String(input), init);
    const { headers, url } = request;
    return weather.make({ headers, url, signal, body: await request.text() });
  }
}

function refusal(): Error {
  return Object.assign(
    new TypeError("Unable to connect. Is the computer able to access the url?"),
    {
      code: "ConnectionRefused",
    },
  );
}

function signalOf(input: string | URL | Request, init?: RequestInit): AbortSignal | null {
  return init?.signal ?? (input instanceof Request ? input.signal : null);
}

function never(signal: AbortSignal | null): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** An answer with a web page in it, as proxies give. */
export function page(status: number, headers: Record<string, string> = {}): Response {
  const text = "<!doctype html><title>Error</title><h1>The server is not well</h1>";
  return new Response(text, { status, headers: { "content-type": "text/html", ...headers } });
}

/** A body that begins and then breaks off. */
export function cut(status: number): Response {
  return streamed(status, (controller, pulls) => {
    if (pulls === 0) controller.enqueue(new TextEncoder().encode('{"status":'));
    else
      controller.error(Object.assign(new Error("The socket was closed"), { code: "ECONNRESET" }));
  });
}

/** A body of which nothing comes after its beginning, until `signal` aborts. */
export function stalled(status: number, signal: AbortSignal | null): Response {
  return streamed(status, (controller, pulls) => {
    if (pulls === 0) controller.enqueue(new TextEncoder().encode('{"status":'));
    else return never(signal).catch((reason) => controller.error(reason));
  });
}

/** A body without end, `onPull` being told how many bytes were taken; it breaks off far beyond {@link ANSWER_LIMIT}. */
export function endless(status: number, onPull: (bytes: number) => void): Response {
  const chunk = new Uint8Array(1 << 16).fill(0x78);
  return streamed(status, (controller, pulls) => {
    onPull(pulls * chunk.length);
    if (pulls * chunk.length > 2 * ANSWER_LIMIT) controller.error(new Error("too much was read"));
    else controller.enqueue(chunk);
  });
}

type Pull = (
  controller: ReadableStreamDefaultController<Uint8Array>,
  pulls: number,
) => void | Promise<void>;

function streamed(status: number, pull: Pull): Response {
  let pulls = 0;
  const body = new ReadableStream<Uint8Array>(
    { pull: (controller) => pull(controller, pulls++) },
    { highWaterMark: 0 },
  );
  return new Response(body, { status, headers: { "content-type": "application/json" } });
}
