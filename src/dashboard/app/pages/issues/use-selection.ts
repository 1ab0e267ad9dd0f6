import { useState } from "preact/hooks";
import type { IssueView } from "../../../../http/api/schema/issue.ts";
import { type Marked, markedOf } from "../../marks/marks.ts";

const NONE: ReadonlyMap<string, Marked> = new Map();

/** What is selected in a list. It outlives new data, and ends with the list that it was made in. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** What holds of the selected ones; of those that the list no longer has, what held last. */
  readonly issues: readonly Marked[];
  toggle(issue: IssueView): void;
  /** Selects all of the list, or none. */
  all(on: boolean): void;
}

/** @param scope what tells this list from others */
export function useSelection(rows: readonly IssueView[], scope: string): Selection {
  const [state, setState] = useState({ scope, chosen: NONE });
  const chosen = state.scope === scope ? state.chosen : NONE;
  const set = (next: ReadonlyMap<string, Marked>) => setState({ scope, chosen: next });
  const known = new Map(rows.map((issue) => [issue.id, issue]));
  return {
    ids: new Set(chosen.keys()),
    issues: [...chosen].map(([id, last]) => {
      const row = known.get(id);
      return row === undefined ? last : markedOf(row);
    }),
    toggle: (issue) => {
      const next = new Map(chosen);
      if (!next.delete(issue.id)) next.set(issue.id, markedOf(issue));
      set(next);
    },
    all: (on) => set(on ? new Map(rows.map((issue) => [issue.id, markedOf(issue)])) : NONE),
  };
}
