import { useState } from "preact/hooks";
import { FilterBar } from "../../filters/filter-bar.tsx";
import { KeysHelp } from "../../keys/help.tsx";
import { useSession } from "../../state/use-session.ts";
import { Page } from "../../ui/page.tsx";
import { Failure, isAway, Skeleton } from "../../ui/states.tsx";
import { List } from "./list.tsx";
import { Toolbar } from "./toolbar.tsx";
import { KEYS } from "./use-actions.ts";
import { useList } from "./use-list.ts";

/** All issues that the filters let through. */
export default function Issues() {
  const list = useList();
  const { session, locked } = useSession();
  const [help, setHelp] = useState(false);
  const { pages } = list;
  return (
    <Page title="Issues">
      <FilterBar />
      <Toolbar help={() => setHelp(true)} />
      {session?.role === "read" && (
        <p class="quiet">{locked} The status of issues stays as it is.</p>
      )}
      {pages.error && !(pages.first && isAway(pages.error)) && (
        <Failure error={pages.error} retry={pages.retry} />
      )}
      {pages.pending && !pages.error && <Skeleton lines={12} />}
      {pages.first !== undefined && <List list={list} locked={locked} help={() => setHelp(true)} />}
      {help && <KeysHelp of={KEYS} close={() => setHelp(false)} />}
    </Page>
  );
}
