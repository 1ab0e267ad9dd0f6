import type { VersionComparisonView } from "../../../../http/api/schema/versions.ts";
import { duration, plural, readable, share, whole } from "../../ui/format.ts";
import type { Version } from "./seen.ts";

type Side = VersionComparisonView["a"];

const MINUTE = 60_000;
const HOUR = 3_600_000;
/** A part of all reports that makes the others look rare. */
const CROWDED = 0.2;
/** Fewer reports, or less time, say little of what is gone. */
const FEW = { reports: 100, time: 24 * HOUR };

/** A version as a sentence names it. */
export function versionName(version: Version): string {
  return version === null ? "no version" : `version ${readable(version)}`;
}

/** What the later version brought, in a sentence. `noise`: how many of the new ones nobody can change; `null`: not known. */
export function verdict({ b, totals }: VersionComparisonView, noise: number | null): string {
  const name = versionName(b.version);
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  if (b.issues === 0) return `${title} has brought no violation yet.`;
  const real = totals.new - (noise ?? 0);
  const brought = real === 0 ? "no new issue" : `${plural(real, "new issue")}`;
  const besides = noise === null || noise === 0 ? "" : `, besides ${whole(noise)} of noise alone`;
  return `${title} brought ${brought}${besides}; ${whole(totals.gone)} ${totals.gone === 1 ? "is" : "are"} gone, ${whole(totals.changed)} stayed.`;
}

/** Why the comparison says less than it seems to, in sentences. */
export function caveats(comparison: VersionComparisonView): string[] {
  const { a, b } = comparison;
  const [fewer, more] = [a.received, b.received].toSorted((one, other) => one - other);
  const uneven = fewer !== 0 && (more ?? 0) >= 2 * (fewer ?? 0);
  return [
    ...[b, a].filter(isYoung).map(young),
    ...(uneven
      ? ["The two were not seen equally often: compare the parts of all reports, not the counts."]
      : []),
    ...crowded(comparison),
    ...(overlap(a, b)
      ? ["Both were in use at the same time for a while, as in a gradual rollout or from caches."]
      : []),
  ];
}

function isYoung(side: Side): boolean {
  return side.received > 0 && (side.received < FEW.reports || seenFor(side) < FEW.time);
}

function young(side: Side): string {
  const time = duration(Math.max(seenFor(side), MINUTE));
  return `${capital(versionName(side.version))} has ${plural(side.received, "report")} from ${time} so far: what did not happen under it may still come.`;
}

/** Where much is new, everything else is a smaller part of all, though it happens as often. */
function crowded({ b, new: brought, totals }: VersionComparisonView): string[] {
  const received = brought.reduce((sum, issue) => sum + issue.b.received, 0);
  if (totals.changed === 0 || received < CROWDED * b.received) return [];
  return [
    `New issues are ${share(received, b.received)} of the reports of ${versionName(b.version)}: all others are a smaller part than before, also where they happen as often.`,
  ];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Between a version's first report and its last one, in milliseconds. */
export function seenFor({ firstSeen, lastSeen }: Pick<Side, "firstSeen" | "lastSeen">): number {
  if (firstSeen === null || lastSeen === null) return 0;
  return Date.parse(lastSeen) - Date.parse(firstSeen);
}

function overlap(a: Side, b: Side): boolean {
  if (a.firstSeen === null || a.lastSeen === null) return false;
  if (b.firstSeen === null || b.lastSeen === null) return false;
  const begin = Math.max(Date.parse(a.firstSeen), Date.parse(b.firstSeen));
  const end = Math.min(Date.parse(a.lastSeen), Date.parse(b.lastSeen));
  return end - begin > HOUR;
}
