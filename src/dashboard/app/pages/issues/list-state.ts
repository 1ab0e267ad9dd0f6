import type { IssueStatus } from "../../marks/marks.ts";

export const TABS = ["open", "resolved", "ignored", "all"] as const;
export type Tab = (typeof TABS)[number];

/** What can come first, by the API's name. */
export const SORTS = {
  received: "Most reports",
  estimated: "Most by estimate",
  lastSeen: "Seen last",
  firstSeen: "Appeared last",
  new: "New in this span",
} as const;
export type Sort = keyof typeof SORTS;

/** What the list shows, beside the filters. It stands in the address, defaults left out. */
export interface ListState {
  readonly tab: Tab;
  readonly sort: Sort;
  readonly search: string;
}

/** As long as the API takes. */
export const MAX_SEARCH = 512;

export function readList(parameters: URLSearchParams): ListState {
  const [tab, sort] = [parameters.get("status"), parameters.get("sort")];
  return {
    tab: TABS.find((one) => one === tab) ?? "open",
    sort: sort !== null && isSort(sort) ? sort : "received",
    search: (parameters.get("q") ?? "").slice(0, MAX_SEARCH),
  };
}

/** The parameters of an address with some of it changed; what else it says stays. */
export function withList(parameters: URLSearchParams, patch: Partial<ListState>): URLSearchParams {
  const { tab, sort, search } = { ...readList(parameters), ...patch };
  const next = new URLSearchParams(parameters);
  put(next, "status", tab === "open" ? "" : tab);
  put(next, "sort", sort === "received" ? "" : sort);
  put(next, "q", search);
  return next;
}

/** The same as the API takes it. */
export function listQuery({ tab, sort, search }: ListState) {
  const text = search.trim();
  return {
    sort,
    ...(tab !== "all" && { status: tab }),
    ...(text !== "" && { search: text }),
  };
}

export function isOnTab(tab: Tab, status: IssueStatus): boolean {
  return tab === "all" || tab === status;
}

function put(parameters: URLSearchParams, name: string, value: string): void {
  if (value === "") parameters.delete(name);
  else parameters.set(name, value);
}

function isSort(text: string): text is Sort {
  return Object.hasOwn(SORTS, text);
}
