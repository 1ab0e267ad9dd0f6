import { promisify } from "node:util";
import { gzip } from "node:zlib";
import {
  type Answer,
  attempt,
  fetchAnswer,
  freeRoute,
  type LookUp,
  publicRoute,
  type Route,
  type SinkContext,
  SinkError,
} from "tattle/sink";
import type { Endpoint } from "./endpoint.ts";
import type { Settings } from "./settings.ts";

/** Off the thread, unlike `Bun.gzipSync`: other sinks run on it too. */
const compress = promisify(gzip);

/** A private address may be a passing trick of a resolver; the next look comes after this, in milliseconds. */
const REFUSED_PAUSE = 60_000;

/** Makes single requests to the endpoint. One at a time. */
export class Client {
  /** Which of the endpoint's addresses is used; the next one after a request without an answer. */
  #turn = 0;

  constructor(
    private readonly endpoint: Endpoint,
    private readonly settings: Settings,
    private readonly context: SinkContext,
    private readonly lookUp: LookUp,
  ) {}

  /**
   * Whether requests may go there at all, without making one.
   *
   * @throws SinkError fatal where the address is private; a plain one where nobody can tell now
   */
  async check(signal: AbortSignal): Promise<void> {
    const route = await this.#attempt(signal, (limited) => this.#route(limited));
    if ("refused" in route) throw new SinkError(route.refused, { fatal: true });
  }

  /**
   * POSTs a body. Any answer is returned, redirects included.
   *
   * @throws SinkError where there is no answer; the signal's reason when it aborts
   */
  async post(json: string, headers: Record<string, string>, signal: AbortSignal): Promise<Answer> {
    const zipped = this.settings.compression === "gzip";
    const body = zipped ? await compress(json) : json;
    return this.#attempt(signal, async (limited) => {
      const route = await this.#route(limited);
      if ("refused" in route) throw new SinkError(route.refused, { retryAfter: REFUSED_PAUSE });
      return fetchAnswer(this.context, route.url, {
        method: "POST",
        headers: {
          ...headers,
          ...route.headers,
          "content-type": "application/json",
          ...(zipped ? { "content-encoding": "gzip" } : {}),
        },
        body,
        signal: limited,
        ...route.options,
      });
    });
  }

  #route(signal: AbortSignal): Promise<Route | { refused: string }> {
    const { url } = this.endpoint;
    return this.settings.private_addresses === "allow"
      ? Promise.resolve(freeRoute(url))
      : publicRoute(url, this.lookUp, this.#turn, signal);
  }

  async #attempt<T>(signal: AbortSignal, task: (limited: AbortSignal) => Promise<T>): Promise<T> {
    const limits = { signal, timeout: this.settings.request_timeout };
    try {
      return await attempt(this.endpoint.url, limits, task);
    } catch (error) {
      this.#turn += 1;
      throw error;
    }
  }
}
