import type { SeriesView } from "../../../../http/api/schema/counts.ts";

/** A policy version of a project; `null`: reports that name none. */
export type Version = string | null;

/** A version, and when it was seen, by the day. */
export interface SeenVersion {
  readonly version: Version;
  /** Milliseconds since the epoch; `null` where it was not seen for long. */
  readonly first: number | null;
  readonly last: number | null;
  readonly received: number;
}

const NUMERIC = new Intl.Collator("en", { numeric: true });

/** All versions, the one that came last first. Those of one day stand by their names: `10` before `9`. */
export function seenVersions(
  groups: ReadonlyArray<Pick<SeriesView["groups"][number], "value" | "received" | "points">>,
  names: readonly string[],
): SeenVersion[] {
  const counted = groups.map(({ value, received, points }): SeenVersion => {
    const days = points.map(({ at }) => Date.parse(at));
    const first = days.length === 0 ? null : Math.min(...days);
    const last = days.length === 0 ? null : Math.max(...days);
    return { version: value, first, last, received };
  });
  const known = new Set(counted.map(({ version }) => version));
  const others = names
    .filter((name) => !known.has(name))
    .map((version): SeenVersion => ({ version, first: null, last: null, received: 0 }));
  return [...counted, ...others].sort(laterFirst);
}

function laterFirst(one: SeenVersion, other: SeenVersion): number {
  // A site that begins to name versions had none before.
  if (one.version === null || other.version === null) {
    return Number(one.version === null) - Number(other.version === null);
  }
  return (
    (other.first ?? 0) - (one.first ?? 0) ||
    (other.last ?? 0) - (one.last ?? 0) ||
    NUMERIC.compare(other.version, one.version)
  );
}

/** What is compared where nobody has chosen: the newest version with the one before; `null`: there are no two. */
export function newestTwo(versions: readonly SeenVersion[]): { a: Version; b: Version } | null {
  const [b, a] = versions;
  return a === undefined || b === undefined ? null : { a: a.version, b: b.version };
}

/** A version as an address has it: empty where reports name none. */
export function written(version: Version): string {
  return version ?? "";
}

/** What an address says; `undefined`: nothing. */
export function readVersion(text: string | null): Version | undefined {
  if (text === null) return undefined;
  return text === "" ? null : text;
}
