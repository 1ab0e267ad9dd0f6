import type { Clock } from "../../sink/context.ts";

/** Bounds on request bodies. Bytes and milliseconds. */
export interface BodyLimits {
  /** Largest body. */
  body: number;
  /** All bodies that are being read or waited for at one moment. */
  bodiesInFlight: number;
  /** How long a client may take. */
  bodyTimeout: number;
}

/** Why there is no body. `aborted`: the client has gone, nobody will read an answer. */
export type BodyFailure = "too_large" | "too_slow" | "too_many" | "aborted";

export type BodyResult = { bytes: Uint8Array } | { failure: BodyFailure };

/** What this needs of a request. */
export type BodyRequest = Pick<Request, "headers" | "body" | "bytes">;

const EMPTY = new Uint8Array(0);

/** How often slow bodies are looked for. */
const SWEEP = 1_000;

/** Reads request bodies as bytes, counted as they come, within bounds of our own. */
export class BodyReader {
  readonly #limits: BodyLimits;
  readonly #clock: Clock;
  /** Bodies being read, oldest first, and how to give up on each. */
  readonly #reading = new Map<object, { since: number; giveUp: () => void }>();
  #inFlight = 0;
  #sweeping = false;

  constructor(limits: BodyLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Bytes of all bodies that are held; each is given back by {@link release}. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** The caller is done with a body that `read` gave it. */
  release(bytes: Uint8Array): void {
    this.#inFlight -= bytes.byteLength;
  }

  /** Never throws. */
  async read(request: BodyRequest): Promise<BodyResult> {
    const header = request.headers.get("content-length");
    if (header === null)
      return request.body === null ? { bytes: EMPTY } : this.#stream(request.body);
    const length = Number(header);
    if (length > this.#limits.body) return { failure: "too_large" };
    if (this.#inFlight + length > this.#limits.bodiesInFlight) return { failure: "too_many" };
    this.#inFlight += length;
    const result = await this.#limited(request, () => {}, request.bytes());
    if (!("bytes" in result)) this.#inFlight -= length;
    return result;
  }

  /** A chunked body has no length to check beforehand. */
  async #stream(body: ReadableStream<Uint8Array>): Promise<BodyResult> {
    const reader = body.getReader();
    const cancel = () => void reader.cancel().catch(() => {});
    const chunks: Uint8Array[] = [];
    let length = 0;
    const collect = async (): Promise<BodyResult> => {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return { bytes: Buffer.concat(chunks, length) };
        length += value.byteLength;
        this.#inFlight += value.byteLength;
        if (length > this.#limits.body) return { failure: "too_large" };
        if (this.#inFlight > this.#limits.bodiesInFlight) return { failure: "too_many" };
        chunks.push(value);
      }
    };
    const result = await this.#limited(reader, cancel, collect());
    if ("bytes" in result) return result;
    cancel();
    this.#inFlight -= length;
    return result;
  }

  /** Waits for a body for as long as the client may take. */
  #limited(
    key: object,
    cancel: () => void,
    body: Promise<Uint8Array | BodyResult>,
  ): Promise<BodyResult> {
    return new Promise((resolve) => {
      const settle = (result: BodyResult) => {
        this.#reading.delete(key);
        resolve(result);
      };
      const giveUp = () => {
        cancel();
        settle({ failure: "too_slow" });
      };
      this.#reading.set(key, { since: this.#clock.now(), giveUp });
      if (!this.#sweeping) void this.#sweep();
      body.then(
        (value) => settle(value instanceof Uint8Array ? { bytes: value } : value),
        () => settle({ failure: "aborted" }),
      );
    });
  }

  /** One timer for all of them costs nothing per request. Runs while there is anything to watch. */
  async #sweep(): Promise<void> {
    this.#sweeping = true;
    while (this.#reading.size > 0) {
      await this.#clock.sleep(SWEEP);
      const oldest = this.#clock.now() - this.#limits.bodyTimeout;
      for (const { since, giveUp } of this.#reading.values()) {
        if (since > oldest) break;
        giveUp();
      }
    }
    this.#sweeping = false;
  }
}
