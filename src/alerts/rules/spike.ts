import type { Point } from "../../sink/reader.ts";
import { type Finding, noiseFilter } from "../finding.ts";
import { baselineOf, spikeThreshold } from "./baseline.ts";
import { concerns, DAY, type Evidence, HOUR, type Question, type Rule } from "./rule.ts";

/** Former days that an hour is compared with, and how many of them there must be. */
const [DAYS, MIN_DAYS] = [14, 5];

/** Reports of an hour below which nothing is a spike. */
const MIN_COUNT = 50;

/** Projects that are looked at. */
const MAX_PROJECTS = 200;

/**
 * Far more reports than in the same hour of former days. The hour under way counts as far as it
 * has come; the one before is looked at again, since its last reports come late.
 */
export const spike: Rule = async (question, evidence) => {
  const { alert, now } = question;
  const { reader } = evidence;
  if (reader === null) return [];
  const { projects } = await reader.facets({});
  const findings: Finding[] = [];
  for (const project of projects.filter((name) => concerns(alert, name)).slice(0, MAX_PROJECTS)) {
    const points = await hoursOf(project, question, reader);
    const current = now - (now % HOUR);
    for (const hour of [current - HOUR, current]) {
      const found = judge(project, hour, points, alert.minCount ?? MIN_COUNT);
      if (found !== null) findings.push(found);
    }
  }
  return findings;
};

/**
 * Whether a spike goes on that is known already. It is one spike as long as each hour is one.
 */
export function continues(finding: Finding, known: (key: string) => boolean): boolean {
  const { project, details } = finding;
  return known(keyOf(project ?? "", Number(details.hour) - HOUR));
}

async function hoursOf(
  project: string,
  { alert, now }: Question,
  reader: NonNullable<Evidence["reader"]>,
): Promise<Map<number, Point>> {
  const from = now - (now % HOUR) - (DAYS + 1) * DAY;
  const noise = noiseFilter(alert);
  const { points } = await reader.series({ project, from, to: now, bucket: "hour", noise });
  return new Map(points.map((point) => [point.at, point]));
}

function judge(
  project: string,
  hour: number,
  points: ReadonlyMap<number, Point>,
  least: number,
): Finding | null {
  const point = points.get(hour);
  if (point === undefined || point.received < least) return null;
  const former = formerDays(hour, points);
  if (former.length < MIN_DAYS) return null;
  const baseline = baselineOf(former);
  if (point.estimated <= spikeThreshold(baseline)) return null;
  const count = Math.round(point.estimated);
  const usual = Math.round(baseline.median);
  return {
    key: keyOf(project, hour),
    project,
    issue: null,
    text: [
      `Spike: ${count} reports of `,
      { said: project },
      ` in the hour from ${new Date(hour).toISOString().slice(11, 16)} UTC; usual are ${usual}`,
    ],
    details: { hour, received: point.received, estimated: point.estimated, usual },
  };
}

/** Estimated counts of the same hour; days before the first report say nothing. */
function formerDays(hour: number, points: ReadonlyMap<number, Point>): number[] {
  const first = Math.min(...points.keys());
  const hours = Array.from({ length: DAYS }, (_, day) => hour - (day + 1) * DAY);
  return hours.filter((at) => at >= first).map((at) => points.get(at)?.estimated ?? 0);
}

function keyOf(project: string, hour: number): string {
  return `${project} ${hour}`;
}
