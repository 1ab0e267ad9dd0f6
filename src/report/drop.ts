/**
 * Why a received report was not kept. A closed list: each drop has exactly one reason and is
 * counted under it per project. The unit is the item; a body that cannot be parsed counts as one.
 */
export const DROP_REASONS = [
  "malformed",
  "type_not_accepted",
  "unknown_token",
  "retired_project",
  "origin_not_allowed",
  "filtered",
  "sampled_out",
  "rate_limited",
  "quota_exceeded",
] as const;

export type DropReason = (typeof DROP_REASONS)[number];

const KNOWN: ReadonlySet<string> = new Set(DROP_REASONS);

export function isDropReason(text: string): text is DropReason {
  return KNOWN.has(text);
}
