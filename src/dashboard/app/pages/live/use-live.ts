import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import type { ReportView } from "../../../../http/api/schema/report.ts";
import { api } from "../../api/endpoints.ts";
import { ApiError } from "../../api/problem.ts";
import type { Query } from "../../api/query.ts";
import { openStream } from "../../api/stream.ts";
import type { ServerEvent } from "./event-parser.ts";
import { type Connection, type FollowOptions, follow } from "./follow.ts";
import { type LiveAction, type LiveList, liveList, NOTHING } from "./live-list.ts";
import { keepPlace, takePlace } from "./place.ts";
import { useAwake } from "./use-awake.ts";

/** Below every id: where an empty store begins. */
const FIRST_ID = "00000000-0000-7000-8000-000000000000";

/** Reports as they come in. */
export interface Live {
  readonly list: LiveList;
  readonly connection: Connection;
  /** The newest report before that; `null`: there was none; `undefined`: not known. */
  readonly before: ReportView | null | undefined;
  act(action: LiveAction): void;
  /** Does not wait for the next attempt. */
  tryNow(): void;
}

/** Follows what these filters let through. While the page is out of sight for long, it pauses. */
export function useLive(query: Query): Live {
  const [list, act] = useReducer(liveList, NOTHING);
  const [connection, tell] = useState<Connection>({ state: "connecting" });
  const [before, setBefore] = useState<ReportView | null>();
  const newest = useRef(useState(takePlace)[0]);
  const hurry = useRef<() => void>(() => undefined);
  const awake = useAwake();
  useEffect(() => {
    const leave = () => keepPlace(newest.current);
    addEventListener("pagehide", leave);
    return () => removeEventListener("pagehide", leave);
  }, []);
  useEffect(() => {
    if (!awake) {
      tell({ state: "asleep" });
      return;
    }
    const control = new AbortController();
    const begin = async (lastId: string | null, signal: AbortSignal) => {
      const from = lastId ?? newest.current ?? (await newestNow(signal, setBefore));
      newest.current = from;
      return await openStream(query, from, signal);
    };
    const options: FollowOptions = {
      open: begin,
      passing: (error) => !(error instanceof ApiError) || error.passing,
      sleep: (length) => pause(length, control.signal, hurry),
      tell,
      take: (events) => {
        newest.current = events.at(-1)?.lastId || newest.current;
        for (const action of actionsOf(events)) act(action);
      },
      after: newest.current,
    };
    void follow(options, control.signal);
    return () => control.abort();
  }, [query, awake]);
  return { list, connection, before, act, tryNow: () => hurry.current() };
}

/** Waits, unless somebody calls what is in `hurry` then, or `signal` ends it. */
function pause(length: number, signal: AbortSignal, hurry: { current: () => void }): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, length);
    hurry.current = end;
    signal.addEventListener("abort", end);
  });
}

/** Where to begin, so that a connection that breaks off before the first report misses none. */
async function newestNow(
  signal: AbortSignal,
  found: (report: ReportView | null) => void,
): Promise<string> {
  const { items } = await api.reports({ limit: 1 }, signal);
  found(items[0] ?? null);
  return items[0]?.id ?? FIRST_ID;
}

/** What events do to the list: reports that came together are taken together. */
function actionsOf(events: readonly ServerEvent[]): LiveAction[] {
  const reports = events.filter(({ event }) => event === "report");
  const dropped = events.filter(({ event }) => event === "dropped");
  return [
    ...dropped.map(({ data }): LiveAction => ({ do: "left out", ...JSON.parse(data) })),
    { do: "take", reports: reports.map(({ data }): ReportView => JSON.parse(data)) },
  ];
}
