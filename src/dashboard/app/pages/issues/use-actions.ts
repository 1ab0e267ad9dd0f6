import { useCallback, useRef, useState } from "preact/hooks";
import type { IssueView } from "../../../../http/api/schema/issue.ts";
import type { Command } from "../../keys/commands.ts";
import { useKeys } from "../../keys/use-keys.ts";
import type { Action } from "../../marks/actions.ts";
import {
  type Edit,
  type IssueStatus,
  type Marked,
  markedOf,
  neighbour,
} from "../../marks/marks.ts";
import { isOnTab } from "./list-state.ts";
import { useCursor } from "./use-cursor.ts";
import type { ListModel } from "./use-list.ts";

/** The keys that the list knows. */
export const KEYS: readonly Command[] = [
  ...(["next", "previous", "open", "select", "resolve", "ignore"] as const),
  ...(["reopen", "note", "search", "help", "clear"] as const),
];

/** What people do with the list, by mouse and by key. `locked`: why nothing can be changed. */
export function useActions(list: ListModel, locked: string | undefined, help: () => void) {
  const { tab, rows, pages, selection, mark } = list;
  const ids = rows.map(({ id }) => id);
  const cursor = useCursor(ids);
  const [noting, note] = useState<readonly Marked[] | null>(null);

  /** Says it, and moves on to what is left. */
  const say = (issues: readonly Marked[], edit: Edit) => {
    if (locked !== undefined || issues.length === 0) return;
    const gone = edit.status !== undefined && !isOnTab(tab, edit.status);
    const said = new Set(gone ? issues.map(({ id }) => id) : []);
    const touched = cursor.current !== null && said.has(cursor.current);
    if (touched) cursor.goTo(neighbour(ids, cursor.current, said));
    selection.all(false);
    void mark(issues, edit);
  };
  const current = rows.find(({ id }) => id === cursor.current);
  const chosen = () =>
    selection.issues.length > 0 ? selection.issues : current ? [markedOf(current)] : [];
  const set = (status: IssueStatus) => () => say(chosen(), { status });

  useKeys({
    next: () => void (cursor.move(1) || pages.more?.()),
    previous: () => void cursor.move(-1),
    open: cursor.open,
    select: () => current && selection.toggle(current),
    resolve: set("resolved"),
    ignore: set("ignored"),
    reopen: set("open"),
    note: () => chosen().length > 0 && locked === undefined && note(chosen()),
    search: () => document.getElementById("issue-search")?.focus(),
    help,
    clear: () => selection.all(false),
  });
  return { current: cursor.current, say, noting, note, ...useSteady(say, selection.toggle) };
}

/** What rows call, the same at each drawing: a row is drawn again only when its own issue changes. */
function useSteady(
  say: (issues: readonly Marked[], edit: Edit) => void,
  choose: (issue: IssueView) => void,
) {
  const latest = useRef({ say, choose });
  latest.current = { say, choose };
  const toggle = useCallback((issue: IssueView) => latest.current.choose(issue), []);
  const act = useCallback(
    (issue: IssueView, { status }: Action) => latest.current.say([markedOf(issue)], { status }),
    [],
  );
  return { toggle, act };
}
