/** How often each of the last keys has come. */
export class Recent {
  readonly #seen = new Map<string, number>();

  /** @param most keys that are remembered */
  constructor(readonly most: number) {}

  /** @returns how often the key came before, as far as that is remembered */
  add(key: string): number {
    const before = this.#seen.get(key) ?? 0;
    // Deleted first, so that the one that came longest ago is the first to be forgotten.
    this.#seen.delete(key);
    this.#seen.set(key, before + 1);
    if (this.#seen.size > this.most) {
      const [oldest = key] = this.#seen.keys();
      this.#seen.delete(oldest);
    }
    return before;
  }
}
