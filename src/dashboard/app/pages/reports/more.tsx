import { ApiError } from "../../api/problem.ts";
import { plural } from "../../ui/format.ts";
import { Failure } from "../../ui/states.tsx";

interface MoreProps {
  /** How many are there so far. */
  shown: number;
  /** Whether there may be older ones. */
  more: boolean;
  busy: boolean;
  /** Why older ones could not be had. */
  error: Error | null;
  goOn: () => void;
  startAgain: () => void;
}

/** The end of the list: how many there are, and the way to older ones. */
export function More({ shown, more, busy, error, goOn, startAgain }: MoreProps) {
  const stale = error instanceof ApiError && error.code === "cursor_invalid";
  return (
    <footer class="more">
      {error && <Failure error={error} retry={stale ? startAgain : goOn} />}
      {more && shown === 0 && !busy && (
        <p>
          None of the reports that were looked through so far is one of these. There are older ones.
        </p>
      )}
      {more && !error && (
        <button type="button" onClick={goOn} disabled={busy}>
          {busy ? "Looking…" : shown === 0 ? "Look further" : "Show more"}
        </button>
      )}
      <p class="quiet" role="status">
        {shown > 0 && `${plural(shown, "report")} shown${more ? "" : ", which are all"}.`}
      </p>
    </footer>
  );
}
