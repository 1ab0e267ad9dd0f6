import { type HourCount, IMPORTED } from "../../journal/index.ts";
import type { Finding } from "../finding.ts";
import { concerns, DAY, HOUR, type Rule } from "./rule.ts";

/** How far back a project must have reported for its silence to be one. */
const MEMORY = 14 * DAY;

/** Fewest reports of that time. */
const MIN_REPORTS = 20;

/** Reports with a wrong token of two hours below which nobody is told. */
const MIN_STRANGERS = 20;

/** A project that reported goes quiet, while Tattle was there to listen. */
export const silence: Rule = async ({ alert, now, observedSince }, evidence) => {
  const byProject = new Map<string, { last: number; count: number }>();
  for (const { project, outcome, hour, count } of evidence.counters(now - alert.after - MEMORY)) {
    // What somebody imports breaks no silence.
    if (project === null || outcome === IMPORTED || !concerns(alert, project)) continue;
    const sofar = byProject.get(project)?.count ?? 0;
    byProject.set(project, { last: hour, count: sofar + count });
  }
  return [...byProject].flatMap(([project, { last, count }]): Finding[] => {
    // An hour is over at its end; and what came while Tattle was away nobody knows.
    const since = Math.max(last + HOUR, observedSince);
    if (now - since < alert.after || count < (alert.minCount ?? MIN_REPORTS)) return [];
    const hours = Math.floor((now - last - HOUR) / HOUR);
    const text = ["Silence: no report of ", { said: project }, ` for ${hours} hours`];
    const details = { lastHour: last, count };
    return [{ key: `${project} ${last}`, project, issue: null, text, details }];
  });
};

/** Reports whose token names no project: a typo in a header, or somebody who tries. Once a day. */
export const unknownToken: Rule = async ({ alert, now }, evidence) => {
  const counts = evidence.counters(now - HOUR).filter(isStranger);
  const count = counts.reduce((sum, one) => sum + one.count, 0);
  if (count < (alert.minCount ?? MIN_STRANGERS)) return [];
  const text = [`Wrong token: ${count} reports of this hour and the last name no project`];
  const key = `${now - (now % DAY)}`;
  return [{ key, project: null, issue: null, text, details: { count } }];
};

function isStranger({ project, outcome }: HourCount): boolean {
  return project === null && outcome === "unknown_token";
}
