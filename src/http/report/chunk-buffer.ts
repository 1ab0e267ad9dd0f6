/** Most reports fit into this many bytes. */
const FIRST = 4096;

const NOTHING = new Uint8Array(0);

/**
 * Chunks put together as they come. One buffer that doubles, since an array of its own for every
 * chunk would cost a hundred times the bytes of a body that comes byte by byte.
 */
export class ChunkBuffer {
  readonly #limit: number;
  #buffer: Uint8Array = NOTHING;
  #length = 0;

  /** @param limit most bytes that are ever {@link add | added}, and so the largest capacity */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes that are held, used or not. */
  get capacity(): number {
    return this.#buffer.byteLength;
  }

  /** What has been added, in order. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  /** The {@link capacity} after that many further bytes; `null` when they go beyond the limit. */
  capacityFor(more: number): number | null {
    const needed = this.#length + more;
    if (needed > this.#limit) return null;
    if (needed <= this.capacity) return this.capacity;
    return Math.min(this.#limit, Math.max(needed, FIRST, this.capacity * 2));
  }

  /** @throws RangeError beyond the limit */
  add(chunk: Uint8Array): void {
    const capacity = this.capacityFor(chunk.byteLength);
    if (capacity === null) throw new RangeError(`more than ${this.#limit} bytes`);
    if (capacity > this.capacity) {
      const grown = new Uint8Array(capacity);
      grown.set(this.bytes);
      this.#buffer = grown;
    }
    this.#buffer.set(chunk, this.#length);
    this.#length += chunk.byteLength;
  }
}
