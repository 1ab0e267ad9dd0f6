import type { UseQueryResult } from "@tanstack/preact-query";
import type { ComponentChildren } from "preact";
import { ApiError } from "../api/problem.ts";

/** What is there while nothing is: grey lines in the place of what comes. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  return (
    <div class="skeleton" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} />
      ))}
    </div>
  );
}

/** Nothing to show, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <strong>{title}</strong>
      {children && <p>{children}</p>}
    </div>
  );
}

/** What to do, by code, where the server's sentence does not say it. */
const ADVICE: Readonly<Record<string, string>> = {
  reader_missing:
    'Nothing keeps reports that can be read. Add a sink of type "sqlite" to the configuration.',
  unreachable: "It is asked again every few seconds.",
  unauthorized:
    "You are logged in, but the API does not get to know. Does a proxy keep cookies back?",
  read_only: "You are logged in with a token that may only read.",
};

/** Something could not be shown, why, and how to try again. */
export function Failure({ error, retry }: { error: Error; retry?: () => void }) {
  const advice = error instanceof ApiError ? ADVICE[error.code] : undefined;
  const faults = error instanceof ApiError ? error.errors : [];
  return (
    <div class="failure" role="alert">
      <strong>{error.message}</strong>
      {advice && <p>{advice}</p>}
      {faults.map(({ name, message }) => (
        <p key={name}>
          {name}: {message}
        </p>
      ))}
      {retry && (
        <button type="button" class="small" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** No Tattle is there, which `Outage` says for all questions at once. */
export function isAway(error: Error): boolean {
  return error instanceof ApiError && error.away;
}

/**
 * What a question has come to: a skeleton, the answer, or why there is none. An answer that was
 * there stays while it is asked for again, also where that fails; then it says so.
 */
export function Loaded<T>({
  query,
  lines,
  children,
}: {
  query: UseQueryResult<T, Error>;
  lines?: number;
  children: (data: T) => ComponentChildren;
}) {
  const { data, error, refetch, isPlaceholderData } = query;
  const retry = () => void refetch();
  if (data === undefined) {
    return error ? <Failure error={error} retry={retry} /> : <Skeleton lines={lines ?? 3} />;
  }
  return (
    <div class={isPlaceholderData ? "stale" : undefined} aria-busy={isPlaceholderData}>
      {error && !isAway(error) && <Failure error={error} retry={retry} />}
      {children(data)}
    </div>
  );
}
