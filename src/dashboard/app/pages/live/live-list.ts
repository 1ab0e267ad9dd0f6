import type { ReportView } from "../../../../http/api/schema/report.ts";

/** Reports that are shown, and that wait while the list stands still. */
export const MOST = 500;

/** What came in since somebody began to look. */
export interface LiveList {
  /** The newest first. */
  readonly rows: readonly ReportView[];
  readonly paused: boolean;
  /** The newest of those that came in while the list stands still, the newest first. */
  readonly waiting: readonly ReportView[];
  /** How many those are, beyond what is kept of them too. */
  readonly waitingCount: number;
  /** How many came in, those no more shown included. */
  readonly received: number;
  /** How many the server left out, since they came in faster than a stream takes. */
  readonly leftOut: number;
  /** `leftOut` is only what was counted. */
  readonly leftOutMore: boolean;
  /** The one that came in first. */
  readonly first: ReportView | null;
}

export const NOTHING: LiveList = {
  rows: [],
  paused: false,
  waiting: [],
  waitingCount: 0,
  received: 0,
  leftOut: 0,
  leftOutMore: false,
  first: null,
};

export type LiveAction =
  /** In the order in which they came in. */
  | { do: "take"; reports: readonly ReportView[] }
  | { do: "left out"; count: number; more: boolean }
  | { do: "pause" }
  | { do: "resume" }
  | { do: "clear" };

/** The list after something has happened. */
export function liveList(list: LiveList, action: LiveAction): LiveList {
  switch (action.do) {
    case "take":
      return taken(list, action.reports);
    case "left out":
      return {
        ...list,
        leftOut: list.leftOut + action.count,
        leftOutMore: list.leftOutMore || action.more,
      };
    case "pause":
      return { ...list, paused: true };
    case "resume": {
      const rows = [...list.waiting, ...list.rows].slice(0, MOST);
      return { ...list, rows, paused: false, waiting: [], waitingCount: 0 };
    }
    case "clear":
      return { ...NOTHING, paused: list.paused, first: list.first };
  }
}

function taken(list: LiveList, reports: readonly ReportView[]): LiveList {
  const newest = list.waiting[0] ?? list.rows[0];
  // A connection that was lost may bring again what came before it.
  const news = reports.filter(({ id }) => newest === undefined || id > newest.id).toReversed();
  const counted = {
    ...list,
    received: list.received + news.length,
    first: list.first ?? news.at(-1) ?? null,
  };
  if (!list.paused) return { ...counted, rows: [...news, ...list.rows].slice(0, MOST) };
  return {
    ...counted,
    waiting: [...news, ...list.waiting].slice(0, MOST),
    waitingCount: list.waitingCount + news.length,
  };
}
