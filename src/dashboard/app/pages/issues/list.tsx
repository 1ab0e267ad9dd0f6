import { useCallback, useRef, useState } from "preact/hooks";
import type { IssueView } from "../../../../http/api/schema/issue.ts";
import type { Command } from "../../keys/commands.ts";
import { useKeys } from "../../keys/use-keys.ts";
import { ACTIONS, type Action } from "../../marks/actions.ts";
import {
  type Edit,
  type IssueStatus,
  type Marked,
  markedOf,
  neighbour,
} from "../../marks/marks.ts";
import { NoteDialog } from "../../marks/note-dialog.tsx";
import { plural, whole } from "../../ui/format.ts";
import { Bulk } from "./bulk.tsx";
import { isOnTab } from "./list-state.ts";
import { Nothing } from "./nothing.tsx";
import { Table } from "./table.tsx";
import { useCursor } from "./use-cursor.ts";
import type { ListModel } from "./use-list.ts";

/** The keys that the list knows. */
export const KEYS: readonly Command[] = [
  "next",
  "previous",
  "open",
  "select",
  "resolve",
  "ignore",
  "reopen",
  "note",
  "search",
  "help",
  "clear",
];

interface ListProps {
  list: ListModel;
  locked: string | undefined;
  help: () => void;
}

/** The issues, and what can be done with them by mouse and keyboard. */
export function List({ list, locked, help }: ListProps) {
  const { tab, rows, total, pages, selection, mark } = list;
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

  // Rows are drawn again only when their own issue changes.
  const latest = useRef({ say, toggle: selection.toggle });
  latest.current = { say, toggle: selection.toggle };
  const toggle = useCallback((issue: IssueView) => latest.current.toggle(issue), []);
  const act = useCallback(
    (issue: IssueView, { status }: Action) => latest.current.say([markedOf(issue)], { status }),
    [],
  );

  if (rows.length === 0 && pages.more === null && !pages.stale) return <Nothing />;
  return (
    <div class={pages.stale ? "stale" : undefined} aria-busy={pages.stale}>
      <p class="quiet" role="status">
        {plural(total, tab === "all" ? "issue" : `${tab} issue`)}
        {rows.length < total && `, ${whole(rows.length)} shown`}
      </p>
      <Table
        issues={rows}
        selection={selection}
        current={cursor.current}
        mixed={tab === "all"}
        locked={locked}
        toggle={toggle}
        act={act}
      />
      <More list={list} />
      <Bulk
        count={selection.issues.length}
        locked={locked}
        act={({ status }) => say(selection.issues, { status })}
        note={() => note(selection.issues)}
        clear={() => selection.all(false)}
      />
      {noting && (
        <Noting issues={noting} close={() => note(null)} save={(edit) => say(noting, edit)} />
      )}
    </div>
  );
}

function More({ list: { pages, rows, total } }: Pick<ListProps, "list">) {
  if (pages.more !== null) {
    return (
      <p class="more">
        <button type="button" disabled={pages.loadingMore} onClick={pages.more}>
          {pages.loadingMore ? "Loading…" : "Show more"}
        </button>
      </p>
    );
  }
  if (rows.length >= total) return null;
  return (
    <p class="more quiet">
      These are the first {whole(rows.length)}. Search, or choose filters, to see others.
    </p>
  );
}

interface NotingProps {
  issues: readonly Marked[];
  close: () => void;
  save: (edit: Edit) => void;
}

function Noting({ issues, close, save }: NotingProps) {
  const [only] = issues;
  const single = issues.length === 1 && only !== undefined;
  return (
    <NoteDialog
      title={`A note on ${plural(issues.length, "issue")}`}
      status={single ? only.status : (ACTIONS[0]?.status ?? "resolved")}
      {...(single && { already: only.status })}
      note={single ? only.note : null}
      close={close}
      save={save}
    />
  );
}
