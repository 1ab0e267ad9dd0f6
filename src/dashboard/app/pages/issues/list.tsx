import { plural, whole } from "../../ui/format.ts";
import { Bulk } from "./bulk.tsx";
import { More } from "./more.tsx";
import { Nothing } from "./nothing.tsx";
import { Noting } from "./noting.tsx";
import { Table } from "./table.tsx";
import { useActions } from "./use-actions.ts";
import type { ListModel } from "./use-list.ts";

interface ListProps {
  list: ListModel;
  locked: string | undefined;
  help: () => void;
}

/** The issues, and what can be done with them. */
export function List({ list, locked, help }: ListProps) {
  const { tab, rows, total, pages, selection } = list;
  const { current, say, noting, note, toggle, act } = useActions(list, locked, help);
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
        current={current}
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
