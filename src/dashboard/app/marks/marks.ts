import type { IssueView } from "../../../http/api/schema/issue.ts";
import type { MarkedIssueView } from "../../../http/api/schema/issue-mark.ts";

export type IssueStatus = IssueView["status"];

/** What to say of issues. Left out: as it was; a note of `null` is removed. */
export interface Edit {
  readonly status?: IssueStatus;
  readonly note?: string | null;
}

/** An issue that something is said of, and what held of it before. */
export interface Marked {
  readonly id: string;
  readonly status: IssueStatus;
  readonly note: string | null;
  /** When it was said; `null`: nothing was. */
  readonly at: string | null;
}

/** The body of one request. */
export interface MarksBody extends Edit {
  readonly ids: string[];
}

/** Issues that one request may name. */
const MOST = 1_000;

/** What holds of an issue of a list. */
export function markedOf({ id, status, mark }: IssueView): Marked {
  return { id, status, note: mark?.note ?? null, at: mark?.at ?? null };
}

/** The requests that say it of all of them. */
export function bodiesOf(ids: readonly string[], edit: Edit): MarksBody[] {
  const parts = Array.from({ length: Math.ceil(ids.length / MOST) }, (_, part) =>
    ids.slice(part * MOST, (part + 1) * MOST),
  );
  return parts.map((part) => ({ ids: part, ...edit }));
}

/** The requests that take it back: what was left alone is left alone again. */
export function undoing(before: readonly Marked[], { status, note }: Edit): MarksBody[] {
  const groups = new Map<string, { ids: string[]; edit: Edit }>();
  for (const issue of before) {
    const edit: Edit = {
      ...(status !== undefined && { status: issue.status }),
      ...(note !== undefined && { note: issue.note }),
    };
    const key = JSON.stringify(edit);
    const group = groups.get(key) ?? { ids: [], edit };
    groups.set(key, group);
    group.ids.push(issue.id);
  }
  return [...groups.values()].flatMap(({ ids, edit }) => bodiesOf(ids, edit));
}

const DONE: Readonly<Record<IssueStatus, string>> = {
  open: "Reopened",
  resolved: "Resolved",
  ignored: "Ignored",
};

/** `Resolved 3 issues`. */
export function doneText(count: number, { status }: Edit): string {
  const verb = status === undefined ? "Noted on" : DONE[status];
  return `${verb} ${count === 1 ? "1 issue" : `${count.toLocaleString("en")} issues`}`;
}

/** The next one behind `current` that stays; else the one before it; `null` where none stays. */
export function neighbour(
  ids: readonly string[],
  current: string | null,
  gone: ReadonlySet<string>,
): string | null {
  const at = current === null ? -1 : ids.indexOf(current);
  const stays = (id: string) => !gone.has(id);
  return (
    ids.slice(Math.max(0, at)).find(stays) ?? ids.slice(0, Math.max(0, at)).findLast(stays) ?? null
  );
}

/** What somebody else said between what the page showed and what was said now; `null`: nothing. */
export function overtaken(now: MarkedIssueView, shown: { readonly at: string | null } | null) {
  const [, before] = now.history;
  return before === undefined || before.at === shown?.at ? null : before;
}
