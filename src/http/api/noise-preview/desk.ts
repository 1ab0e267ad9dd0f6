import { CodedError } from "../../../report/errors.ts";
import type { ReaderMethods } from "../../../sink/reader.ts";
import { previewOf } from "./preview.ts";
import type { NoisePreview, PreviewQuestion } from "./question.ts";

/** Previews that may run or wait at once. */
const MOST = 4;

/** Answers one preview after the other, on the thread of the reader: each reads thousands of reports. */
export class PreviewDesk {
  readonly #now: () => number;
  #last: Promise<unknown> = Promise.resolve();
  #open = 0;

  /** @param now milliseconds, only ever growing */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** @throws CodedError `reader_unavailable` where too many wait */
  async ask(
    reader: Pick<ReaderMethods, "reports" | "types">,
    question: PreviewQuestion,
  ): Promise<NoisePreview> {
    if (this.#open >= MOST) {
      throw new CodedError("reader_unavailable", `${MOST} previews run or wait already.`);
    }
    this.#open += 1;
    const answer = this.#last.then(() => previewOf(reader, question, this.#now));
    this.#last = answer.catch(() => {});
    return answer.finally(() => {
      this.#open -= 1;
    });
  }
}
