/** A step of a walk through a JSON value: a member's name, or a number for all that is no name. */
export type Token = string | number;

/** Nodes of all walks together. */
const MAX_NODES = 50_000;
/** A longer walk is not remembered: one report could fill the cache with itself. */
const MAX_STEPS = 1_000;

/** Where a walk has come to. Most nodes were only ever left in one way. */
class Node {
  text: string | null = null;
  #token: Token | null = null;
  #next: Node | null = null;
  #others: Map<Token, Node> | null = null;

  after(token: Token): Node | null {
    if (token === this.#token) return this.#next;
    return this.#others?.get(token) ?? null;
  }

  add(token: Token): Node {
    const node = new Node();
    if (this.#token === null) {
      this.#token = token;
      this.#next = node;
      return node;
    }
    this.#others ??= new Map();
    this.#others.set(token, node);
    return node;
  }
}

/**
 * Remembers the texts of shapes by the walks that lead to them, so that a shape that came before
 * is found without writing its text again: names are compared by identity, one after the other.
 */
export class ShapeCache {
  #root = new Node();
  #nodes = 0;
  #at: Node | null = this.#root;
  #steps = 0;

  /** Begins a walk. */
  start(): void {
    if (this.#nodes >= MAX_NODES) {
      this.#root = new Node();
      this.#nodes = 0;
    }
    this.#at = this.#root;
    this.#steps = 0;
  }

  step(token: Token): void {
    if (this.#at === null) return;
    if (++this.#steps > MAX_STEPS) {
      this.#at = null;
      return;
    }
    const next = this.#at.after(token);
    if (next === null) this.#nodes++;
    this.#at = next ?? this.#at.add(token);
  }

  /** Ends a walk: the text that it had the last time, else what `write` gives. */
  end(write: () => string): string {
    if (this.#at === null) return write();
    this.#at.text ??= write();
    return this.#at.text;
  }
}
