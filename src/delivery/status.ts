/**
 * What a sink's loop is doing. `opening` and `retrying` wait for the other side; `hanging` is a
 * write that ignores its time limit; `stopped` needs a person.
 */
export type SinkState = "opening" | "running" | "retrying" | "hanging" | "stopped" | "closed";

/** A sink as the API, the dashboard and the metrics show it. Times in milliseconds since the epoch. */
export interface SinkStatus {
  name: string;
  /** The kind of sink, as in the config. */
  type: string;
  state: SinkState;
  /** Since ever: accepted, dead-lettered, and given up because `max_backlog` was reached. */
  delivered: number;
  rejected: number;
  dropped: number;
  deadLetters: number;
  /** What waits in the journal for this sink. */
  backlog: { reports: number; bytes: number; oldestAt: number | null };
  lastError: { message: string; at: number } | null;
  /** When the next attempt is due, while `retrying`. */
  retryAt: number | null;
}
