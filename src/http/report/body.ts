import { ChunkBuffer } from "./chunk-buffer.ts";

/** Bounds on request bodies, in bytes. */
export interface BodyLimits {
  /** Largest body. */
  body: number;
  /** All bodies that are being read or dealt with at one moment. */
  bodiesInFlight: number;
}

/** Why there is no body. `aborted`: the client has gone, or was too slow and Bun has closed the connection. */
export type BodyFailure = "too_large" | "too_many" | "aborted";

/** `held` is what to {@link BodyReader.release}. */
export type BodyResult =
  | { bytes: Uint8Array; held: number; failure: null }
  | { bytes: null; failure: BodyFailure };

/** What this needs of a request. */
export type BodyRequest = Pick<Request, "headers" | "body" | "bytes">;

/** Nearly all bodies are smaller than this, in bytes. */
const ORDINARY = 64 * 1024;

/** The share of the room that larger ones may fill. */
const LARGE_SHARE = 0.75;

/** Chunks of one body that are taken before other work has its turn. */
const CHUNKS_AT_ONCE = 64;

const EMPTY = new Uint8Array(0);
const TOO_LARGE: BodyResult = { bytes: null, failure: "too_large" };
const TOO_MANY: BodyResult = { bytes: null, failure: "too_many" };
const ABORTED: BodyResult = { bytes: null, failure: "aborted" };

/**
 * Reads request bodies as bytes, counted as they come, within bounds of our own. How long a body
 * may take is the server's idle timeout: Bun closes connections that do not keep up.
 */
export class BodyReader {
  readonly #limits: BodyLimits;
  #inFlight = 0;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
  }

  /** Bytes of all bodies that are held. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** The caller is done with a body that {@link read} gave it. */
  release(held: number): void {
    this.#inFlight -= held;
  }

  /** Never rejects. */
  async read(request: BodyRequest): Promise<BodyResult> {
    const header = request.headers.get("content-length");
    if (header === null) return this.#readChunked(request.body);
    const length = Number(header);
    // Written so that NaN is refused too: it would spoil the sum of all bodies for ever.
    if (!(length >= 0 && length <= this.#limits.body)) return TOO_LARGE;
    if (this.#inFlight + length > this.#roomFor(length)) return TOO_MANY;
    this.#inFlight += length;
    try {
      return { bytes: await request.bytes(), held: length, failure: null };
    } catch {
      this.release(length);
      return ABORTED;
    }
  }

  /**
   * What is announced counts from the start, since Bun holds what has come of it. Large bodies may
   * not take all of the room, so that a few clients that announce much and send nothing keep no
   * ordinary report out.
   */
  #roomFor(length: number): number {
    const { body, bodiesInFlight } = this.#limits;
    return length <= ORDINARY ? bodiesInFlight : Math.max(body, bodiesInFlight * LARGE_SHARE);
  }

  /** Without a length there is nothing to check beforehand; what counts is the memory it has taken. */
  async #readChunked(body: ReadableStream<Uint8Array> | null): Promise<BodyResult> {
    if (body === null) return { bytes: EMPTY, held: 0, failure: null };
    const reader = body.getReader();
    const buffer = new ChunkBuffer(this.#limits.body);
    const giveUp = (result: BodyResult) => {
      this.release(buffer.capacity);
      void reader.cancel().catch(() => {});
      return result;
    };
    try {
      for (let chunks = 1; ; chunks++) {
        const { value, done } = await reader.read();
        if (done) return { bytes: buffer.bytes, held: buffer.capacity, failure: null };
        const failure = this.#take(value, buffer);
        if (failure !== null) return giveUp(failure);
        // Chunks that are there already are read without a turn of the loop between them.
        if (chunks % CHUNKS_AT_ONCE === 0) await nextTurn();
      }
    } catch {
      return giveUp(ABORTED);
    }
  }

  #take(chunk: Uint8Array, buffer: ChunkBuffer): BodyResult | null {
    const capacity = buffer.capacityFor(chunk.byteLength);
    if (capacity === null) return TOO_LARGE;
    const growth = capacity - buffer.capacity;
    if (growth > 0 && this.#inFlight + growth > this.#roomFor(capacity)) return TOO_MANY;
    buffer.add(chunk);
    this.#inFlight += growth;
    return null;
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
