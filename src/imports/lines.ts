/** Longest line, in bytes: a body of the default `limits.body` takes up to twice that when it is escaped. */
export const MAX_LINE = 16 << 20;

/** One line. `text` is `null` for one that is longer than {@link MAX_LINE}. */
export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string | null;
}

const LF = 0x0a;

/** Cuts bytes into lines as they come. Holds no more than the line under way. */
export class LineSplitter {
  /** UTF-8 that is none becomes U+FFFD, as in the body of a request. */
  readonly #decoder = new TextDecoder("utf-8");
  #parts: Uint8Array[] = [];
  #length = 0;
  #number = 0;

  /** The lines that end in this chunk. */
  *add(chunk: Uint8Array): Generator<Line, void> {
    let start = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
      this.#hold(chunk.subarray(start, end));
      start = end + 1;
      yield this.#take();
    }
    this.#hold(chunk.subarray(start));
  }

  /** What follows the last line feed, if anything does. */
  *end(): Generator<Line, void> {
    if (this.#length > 0) yield this.#take();
  }

  /** Of a line that is too long only the length is held. */
  #hold(part: Uint8Array): void {
    if (part.byteLength === 0) return;
    this.#length += part.byteLength;
    if (this.#length > MAX_LINE) this.#parts = [];
    // A copy: the chunk is the stream's.
    else this.#parts.push(part.slice());
  }

  #take(): Line {
    this.#number += 1;
    const text = this.#length > MAX_LINE ? null : this.#text();
    this.#parts = [];
    this.#length = 0;
    return { number: this.#number, text };
  }

  #text(): string {
    const [only = new Uint8Array(0)] = this.#parts;
    const whole = this.#parts.length > 1 ? Buffer.concat(this.#parts) : only;
    return this.#decoder.decode(whole).trim();
  }
}
