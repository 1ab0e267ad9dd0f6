/** A set of non-negative integers that lie close together, at a bit each. */
export class Bitmap {
  #bytes = new Uint8Array(4_096);

  add(id: number): void {
    const at = Math.floor(id / 8);
    if (at >= this.#bytes.length) this.#grow(at);
    this.#bytes[at] = (this.#bytes[at] ?? 0) | (1 << (id % 8));
  }

  has(id: number): boolean {
    return ((this.#bytes[Math.floor(id / 8)] ?? 0) & (1 << (id % 8))) !== 0;
  }

  #grow(at: number): void {
    const larger = new Uint8Array(Math.max(at + 1, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
