import type { Log } from "tattle/sink";
import { errorCode } from "./failure.ts";

/** What is wrong with which file, each told once for as long as it lasts. */
export class Troubles {
  readonly #told = new Map<string, string>();

  constructor(private readonly log: Log) {}

  /** Logs what failed with the file, unless that is what was logged of it last. */
  tell(path: string, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const kind = errorCode(error) || message;
    if (this.#told.get(path) === kind) return;
    this.#told.set(path, kind);
    this.log.error("rotated files could not be compressed or deleted", { path, error: message });
  }

  /** The file is as it should be. */
  over(path: string): void {
    this.#told.delete(path);
  }
}
