import type { IssueFacts } from "./facts.ts";

const DAY = 86_400_000;
/** A version reaches its visitors over some time, caches included. */
const SOON = 2 * DAY;

/** When an issue began. */
export type Beginning =
  /** With the project's first reports. */
  | { readonly kind: "always" }
  /** Within two days of a policy version, and under no earlier one. */
  | { readonly kind: "version"; readonly version: string | null }
  /** At another moment. */
  | { readonly kind: "moment" }
  | { readonly kind: "unknown" };

/** Compares an issue's first violation with the project's, and with its policy versions. */
export function beginningOf({ firstSeen, versions, project }: IssueFacts): Beginning {
  if (project.firstSeen === null || !Number.isFinite(firstSeen)) return { kind: "unknown" };
  const version = versionAt(firstSeen, versions, project.versions);
  if (version !== null) return { kind: "version", version: version.version };
  return { kind: firstSeen - project.firstSeen < SOON ? "always" : "moment" };
}

type Versions = IssueFacts["versions"];

/** The first version of a project cannot be what changed it. */
function versionAt(at: number, seenIn: Versions, all: Versions): Versions[number] | null {
  const [, ...later] = all.toSorted((a, b) => a.firstSeen - b.firstSeen);
  const started = later.findLast(({ firstSeen }) => firstSeen <= at && at - firstSeen < SOON);
  if (started === undefined) return null;
  const firstOf = new Map(all.map(({ version, firstSeen }) => [version, firstSeen]));
  const earlier = seenIn.some(
    ({ version }) => (firstOf.get(version) ?? started.firstSeen) < started.firstSeen,
  );
  return earlier ? null : started;
}
