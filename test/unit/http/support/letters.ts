import type {
  DeadLetter,
  LetterChoice,
  LetterHolder,
  LetterInfo,
  LetterQuery,
} from "../../../../src/delivery/index.ts";
import type { RemoteLetters } from "../../../../src/http/services.ts";
import { CodedError } from "../../../../src/report/errors.ts";
import { LETTER } from "./examples.ts";

/** The dead letters of a sink `sqlite`, and of a sink `gone` that is no more in the configuration. */
export class FakeLetters implements RemoteLetters {
  /** What was asked to be changed. */
  readonly changes: Array<[verb: "replay" | "drop", sink: string, choice: LetterChoice]> = [];

  constructor(readonly letters: readonly DeadLetter[] = [LETTER]) {}

  async holders(): Promise<LetterHolder[]> {
    const deadLetters = this.letters.length;
    return ["sqlite", "gone"].map((sink) => {
      return { sink, configured: sink !== "gone", deadLetters, replaying: 0, bytes: 900 };
    });
  }

  async list(sink: string, { before, limit }: LetterQuery): Promise<LetterInfo[]> {
    this.#mustKnow(sink);
    const below = this.letters.filter(({ id }) => before === null || id < before);
    return below.slice(0, limit).map(({ report, ...info }) => info);
  }

  async get(sink: string, id: number): Promise<DeadLetter> {
    this.#mustKnow(sink);
    const found = this.letters.find((letter) => letter.id === id);
    if (found === undefined) throw new CodedError("dead_letter_not_found", "Not there.");
    return found;
  }

  async replay(sink: string, choice: LetterChoice): Promise<number> {
    if (sink === "gone") throw new CodedError("sink_not_configured", "Gone.");
    return this.#change("replay", sink, choice);
  }

  async drop(sink: string, choice: LetterChoice): Promise<number> {
    return this.#change("drop", sink, choice);
  }

  #change(verb: "replay" | "drop", sink: string, choice: LetterChoice): number {
    this.#mustKnow(sink);
    this.changes.push([verb, sink, choice]);
    if (choice === "all") return this.letters.length;
    return this.letters.filter(({ id }) => choice.includes(id)).length;
  }

  #mustKnow(sink: string): void {
    if (!["sqlite", "gone"].includes(sink)) throw new CodedError("sink_unknown", "Not there.");
  }
}
