/** What is shown in place of every secret, whatever its length. */
export const MASK = "********";

/**
 * A text that must not be shown. Logging, interpolating, inspecting and serializing it give a
 * mask; only {@link Secret.reveal} gives the text, so that each use can be found by that name.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself. Hand it on to what needs it, keep it nowhere. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return MASK;
  }
}
