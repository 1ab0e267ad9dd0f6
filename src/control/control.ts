import { AccessTokens } from "./access-tokens.ts";
import type { ControlDatabase } from "./database.ts";
import { IssueMarks } from "./issue-marks.ts";

/** What the control part is made of. */
export interface ControlOptions {
  readonly store: ControlDatabase;
}

/**
 * Everything that people change at run time. What it holds is in memory, so that a file that can
 * no longer be read or written stops changes and nothing else.
 */
export class Control {
  readonly issues: IssueMarks;
  readonly tokens: AccessTokens;
  readonly #store: ControlDatabase;

  /** @throws CodedError `data_unusable` */
  constructor({ store }: ControlOptions) {
    this.#store = store;
    this.issues = new IssueMarks(store);
    this.tokens = new AccessTokens(store);
  }

  /** Lets go of the file. */
  close(): void {
    this.#store.close();
  }
}
