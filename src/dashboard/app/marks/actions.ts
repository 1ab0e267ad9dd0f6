import type { IconName } from "../ui/icon.tsx";
import type { IssueStatus } from "./marks.ts";

/** What can be done with issues, by the status that it leads to. */
export interface Action {
  readonly status: IssueStatus;
  readonly name: string;
  readonly icon: IconName;
  readonly means: string;
}

const RESOLVE: Action = {
  status: "resolved",
  name: "Resolve",
  icon: "check",
  means: "Done; it reopens by itself when it occurs again",
};
const IGNORE: Action = {
  status: "ignored",
  name: "Ignore",
  icon: "mute",
  means: "Out of the way for good, whatever comes",
};
const REOPEN: Action = {
  status: "open",
  name: "Reopen",
  icon: "reopen",
  means: "Back among the open ones",
};

export const ACTIONS: readonly Action[] = [RESOLVE, IGNORE, REOPEN];

/** What makes sense with an issue of this status, what one does first of all in front. */
export function actionsFor(status: IssueStatus): readonly Action[] {
  return ACTIONS.filter((action) => action.status !== status);
}
