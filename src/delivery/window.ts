/** Failures in a row at the full batch size before its halves are tried on their own. */
const PATIENCE = 3;

/**
 * How many reports the next attempt may hold. While a sink accepts, that is a full batch. When it
 * keeps failing the window is halved, so that one poisonous report ends up alone in it; each
 * success doubles it again. Meanwhile it lets nothing in that was not tried before: the same batch
 * comes again.
 */
export class Window {
  readonly #full: number;
  #size: number;
  #failures = 0;
  #alone = false;

  /** @param full reports in a full batch */
  constructor(full: number) {
    this.#full = full;
    this.#size = full;
  }

  /** Reports the next attempt may hold, at least 1. */
  get size(): number {
    return this.#size;
  }

  /** Failures in a row. */
  get failures(): number {
    return this.#failures;
  }

  /** A single report has failed on its own, after failures enough to suspect the report and not the sink. */
  get suspicious(): boolean {
    return this.#alone && this.#failures >= PATIENCE;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#alone = false;
    this.#size = Math.min(this.#full, this.#size * 2);
  }

  /** @param tried reports in the attempt that failed */
  failed(tried: number): void {
    this.#failures += 1;
    this.#alone = tried === 1;
    this.hold(tried);
    if (this.#failures >= PATIENCE) this.#size = Math.ceil(this.#size / 2);
  }

  /** The same reports come again, through no fault of the sink. */
  hold(tried: number): void {
    this.#size = Math.max(1, Math.min(this.#size, tried));
  }
}
