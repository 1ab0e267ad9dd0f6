/**
 * A bounded cache of two generations: what is used at least once while the young one fills stays,
 * the rest goes when it turns. A hit costs one look, which a true LRU does not manage.
 */
export class Generations<K extends string | number, V> {
  readonly #half: number;
  readonly #longest: number;
  #young = new Map<K, V>();
  #old = new Map<K, V>();

  /**
   * Holds `capacity` entries at most, and none whose key is longer than `longest` characters:
   * senders choose the texts, and capacity alone would bound no memory.
   */
  constructor(capacity: number, longest = 1024) {
    this.#half = Math.ceil(capacity / 2);
    this.#longest = longest;
  }

  get(key: K): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  /** Returns `value`. */
  set(key: K, value: V): V {
    if (typeof key === "string" && key.length > this.#longest) return value;
    if (this.#young.size >= this.#half) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
    return value;
  }

  /** The cached value, or what `make` gives for the key. */
  ensure(key: K, make: () => V): V {
    return this.get(key) ?? this.set(key, make());
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }
}
