/** One thing that is known, or that is not. */
export interface Fact {
  name: string;
  /** A text of strangers; `null`: absent; a value that is shown as JSON. */
  value: string | null | { json: object };
  /** What a reader may not know about it. */
  hint?: string;
}
