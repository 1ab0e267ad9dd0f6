import type { ProjectView, Tally } from "../../../../http/api/schema/project.ts";

/** What has come in since somebody began to wait. */
export interface Arrivals {
  /** Reports of the project that were kept. */
  kept: number;
  /** Those of it that were dropped, by reason. */
  dropped: Array<{ reason: string; count: number }>;
  /** Reports whose token names no project: perhaps a mistyped one. */
  strangers: number;
}

const NOTHING: Pick<Tally, "kept" | "byReason"> = { kept: 0, byReason: {} };

/** What is in `now` and was not in `before`, for one project. */
export function arrivals(
  before: readonly ProjectView[],
  now: readonly ProjectView[],
  project: string | null,
): Arrivals {
  const [old, fresh] = [totalOf(before, project), totalOf(now, project)];
  const reasons = Object.entries(fresh.byReason);
  const dropped = reasons.flatMap(([reason, count]) => {
    const more = count - (Object.entries(old.byReason).find(([each]) => each === reason)?.[1] ?? 0);
    return more > 0 ? [{ reason, count: more }] : [];
  });
  const strangers = totalOf(now, null).byReason.unknown_token ?? 0;
  const known = totalOf(before, null).byReason.unknown_token ?? 0;
  return { kept: fresh.kept - old.kept, dropped, strangers: strangers - known };
}

function totalOf(projects: readonly ProjectView[], name: string | null) {
  return projects.find((project) => project.name === name)?.total ?? NOTHING;
}
