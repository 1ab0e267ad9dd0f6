import { useEffect, useState } from "preact/hooks";
import { ApiError } from "../../api/problem.ts";
import { plural, whole } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Failure } from "../../ui/states.tsx";
import type { Connection } from "./follow.ts";
import { MOST } from "./live-list.ts";
import type { Live } from "./use-live.ts";

/** How the stream is doing, how much came, and how to make it stand still. */
export function StatusLine({ live }: { live: Live }) {
  const { list, connection, act, tryNow } = live;
  return (
    <div class="live-status">
      <State connection={connection} paused={list.paused} tryNow={tryNow} />
      <span class="quiet">
        {list.received > 0 && `${plural(list.received, "report")} since you came here`}
        {list.received > MOST && `; the newest ${whole(MOST)} are shown`}
      </span>
      {list.leftOut > 0 && (
        <span class="badge warn" title="They came in faster than this page takes them">
          {list.leftOutMore && "at least "}
          {whole(list.leftOut)} left out; Reports has them all
        </span>
      )}
      <div class="actions">
        <button type="button" onClick={() => act({ do: list.paused ? "resume" : "pause" })}>
          <Icon name={list.paused ? "play" : "pause"} />{" "}
          {list.paused
            ? `Resume${list.waitingCount > 0 ? ` (${whole(list.waitingCount)})` : ""}`
            : "Pause"}
        </button>
        <button
          type="button"
          disabled={list.rows.length === 0}
          onClick={() => act({ do: "clear" })}
        >
          Clear
        </button>
      </div>
    </div>
  );
}

interface StateProps {
  connection: Connection;
  paused: boolean;
  tryNow: () => void;
}

function State({ connection, paused, tryNow }: StateProps) {
  const { state } = connection;
  if (state === "refused") return <Failure error={connection.why} />;
  return (
    <span class={`live-state ${state}`} role="status" data-state={state}>
      {state === "connecting" && "Connecting…"}
      {state === "live" && (paused ? "Live, the list stands still" : "Live")}
      {state === "asleep" && "Asleep while the page was out of sight"}
      {state === "lost" && <Lost why={connection.why} wait={connection.wait} tryNow={tryNow} />}
    </span>
  );
}

function Lost({ why, wait, tryNow }: { why: Error; wait: number; tryNow: () => void }) {
  const left = useCountdown(wait, why);
  const full = why instanceof ApiError && why.code === "too_many_streams";
  return (
    <>
      {full
        ? "Too many live views are open, in other tabs or by tattle tail: close one."
        : `Not connected: ${why.message}`}{" "}
      {left > 0 ? `Again in ${plural(left, "second")}. ` : "Trying again. "}
      <button type="button" class="small" onClick={tryNow}>
        Try now
      </button>
    </>
  );
}

/** Whole seconds that are left of a wait, which begins anew with another `cause`. */
function useCountdown(wait: number, cause: unknown): number {
  const [left, setLeft] = useState(wait / 1_000);
  useEffect(() => {
    setLeft(wait / 1_000);
    const timer = setInterval(() => setLeft((now) => Math.max(0, now - 1)), 1_000);
    return () => clearInterval(timer);
  }, [wait, cause]);
  return left;
}
