/**
 * What a sink's loop is doing. `opening` and `retrying` wait for the other side; `hanging` is a
 * write that ignores its time limit; `stopped` needs a person.
 */
export type SinkState = "opening" | "running" | "retrying" | "hanging" | "stopped" | "closed";

/**
 * A sink as the API, the dashboard and the metrics show it. Times in milliseconds since the epoch.
 *
 * Two sums always hold. Of all reports that were kept since the sink began, each is one of
 * `delivered` + `rejected` + `dropped` + `backlog.reports`. Of all that it has rejected, each is
 * one of `deadLetters` + `replayed` + `discarded`: a replay or a drop changes none of the first.
 * (After a crash the first sum of a deferred sink is too high by what it had rejected since its
 * last sync, until that has come again.)
 */
export interface SinkStatus {
  name: string;
  /** The kind of sink, as in the config. */
  type: string;
  state: SinkState;
  /** Since ever: accepted when they came out of the journal. */
  delivered: number;
  /** Since ever: refused for good when they came out of the journal. They became dead letters. */
  rejected: number;
  /** Since ever: given up because `max_backlog` was reached. */
  dropped: number;
  /** Dead letters that are kept. */
  deadLetters: number;
  /** Of `deadLetters`, those that wait to be written again. */
  replaying: number;
  /** Since ever: dead letters that the sink has accepted in the end. */
  replayed: number;
  /** Since ever: dead letters that a person dropped, or that made room for newer ones. */
  discarded: number;
  /** What waits in the journal for this sink; as last seen, while the journal cannot be read. */
  backlog: { reports: number; bytes: number; oldestAt: number | null };
  /** How far it is behind: reports that wait, and the age of the oldest; 0 where none does. */
  lag: { reports: number; seconds: number };
  lastError: { message: string; at: number } | null;
  /** When the next attempt is due, while `retrying`. */
  retryAt: number | null;
  /** How often its process was started again since Tattle started; `null` for a built-in sink, which has none. */
  restarts: number | null;
}
