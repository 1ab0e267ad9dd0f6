import type { IssueMark, IssueStatus } from "tattle/sink";

/**
 * What an issue counts as: an issue that was resolved and has occurred since is open again. One
 * that occurred before it was resolved, and was reported late, is not.
 */
export function statusOf(mark: IssueMark | undefined, lastSeen: number): IssueStatus {
  if (mark === undefined) return "open";
  return returned(mark, lastSeen) ? "open" : mark.status;
}

/** True for a resolved issue that has occurred since. */
export function returned(mark: IssueMark | undefined, lastSeen: number): boolean {
  return mark?.status === "resolved" && lastSeen > mark.at;
}
