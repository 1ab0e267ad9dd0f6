import type { IssueMark, IssueStatus } from "../sink/reader/issue.ts";

/** What somebody said of an issue; `open` takes its mark away. */
export interface MarkChange {
  readonly id: string;
  readonly status: IssueStatus;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Many changes as they cross a thread: cloning an object each takes thirty times as long. */
export interface MarksMessage {
  marks: {
    /** All there are: what was known before is forgotten. */
    whole: boolean;
    /** One a line. */
    ids: string;
    statuses: Uint8Array;
    at: Float64Array;
  };
}

const STATUSES = ["open", "resolved", "ignored"] as const satisfies IssueStatus[];

/** @param whole these are all that there are */
export function marksMessage(changes: readonly MarkChange[], whole: boolean): MarksMessage {
  return {
    marks: {
      whole,
      ids: changes.map(({ id }) => id).join("\n"),
      statuses: Uint8Array.from(changes, ({ status }) => STATUSES.indexOf(status)),
      at: Float64Array.from(changes, ({ at }) => at),
    },
  };
}

/** The marks of all issues on the thread that reads, so that no question has to bring them. */
export class MarkCopy {
  readonly #known = new Map<string, IssueMark>();
  #list: readonly IssueMark[] = [];
  #current = true;

  /** Takes in what {@link marksMessage} made; anything else is somebody else's message. */
  hear(message: unknown): void {
    if (!isMarksMessage(message)) return;
    const { whole, ids, statuses, at } = message.marks;
    if (whole) this.#known.clear();
    for (const [n, id] of ids === "" ? [] : ids.split("\n").entries()) {
      const status = STATUSES[statuses[n] ?? 0] ?? "open";
      if (status === "open") this.#known.delete(id);
      else this.#known.set(id, { id, status, at: at[n] ?? 0 });
    }
    this.#current = false;
  }

  /** All marks, in no order. The same array until something changes. */
  list(): readonly IssueMark[] {
    if (!this.#current) this.#list = [...this.#known.values()];
    this.#current = true;
    return this.#list;
  }
}

function isMarksMessage(message: unknown): message is MarksMessage {
  return typeof message === "object" && message !== null && "marks" in message;
}
