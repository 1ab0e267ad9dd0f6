import type { Log } from "../sink/context.ts";
import type { AlertStore } from "./store.ts";

/** What the store is to forget of alerts: all of one, or what waits of it. */
export class Leaving {
  readonly #what = new Map<string, "everything" | "waiting">();
  /** Whether the log has it that the store cannot. */
  #stuck = false;

  constructor(
    private readonly store: AlertStore,
    private readonly log: Log,
  ) {}

  /** @param id what the store calls the alert */
  add(id: string, what: "everything" | "waiting"): void {
    if (this.#what.get(id) !== "everything") this.#what.set(id, what);
  }

  /** Has the store forget. `false` where it cannot: nobody may be told before, and it is to be tried again. */
  forget(): boolean {
    try {
      for (const [id, what] of this.#what) {
        if (what === "everything") this.store.remove(id);
        else this.store.silence(id);
        this.#what.delete(id);
      }
      this.#stuck = false;
      return true;
    } catch (cause) {
      const error = textOf(cause);
      if (!this.#stuck)
        this.log.warn("alerts cannot be ended; none speaks until they can", { error });
      this.#stuck = true;
      return false;
    }
  }
}

/** What was thrown, in words. */
export function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
