import { fingerprint, fingerprintParts } from "../../report/fingerprint.ts";
import type { Violation } from "../../report/report.ts";
import type { IssueQuery, IssueSort, IssueSummary } from "../../sink/reader.ts";
import { type Finding, noiseFilter, type Part } from "../finding.ts";
import { concerns, DAY, type Evidence, type Question, type Rule } from "./rule.ts";

/**
 * A violation may have occurred up to seven days before its report came, and is first seen then:
 * so far behind the last look an issue may still appear.
 */
const LATE = 8 * DAY;

/** Issues of a page, and pages of one look: a flood of issues is cut off, and told in the next ones. */
const [PAGE, MAX_PAGES] = [200, 25];

/** Issues that were never there before. */
export const newIssue: Rule = async (question, evidence) => {
  const found = await list(question, evidence, "new");
  return found.filter(enough(question)).map((issue) => ({
    ...about(issue),
    key: issue.id,
    text: ["New issue: ", ...nameOf(issue), ` (${reports(issue)})`],
  }));
};

/** Resolved issues that returned; each time that they were resolved once. */
export const regression: Rule = async (question, evidence) => {
  const resolved = evidence.marks().filter(({ status }) => status === "resolved");
  if (resolved.length === 0) return [];
  const at = new Map(resolved.map((mark) => [mark.id, mark.at]));
  const found = await list(question, evidence, "lastSeen");
  return found.flatMap((issue): Finding[] => {
    const { id, regressed } = issue;
    if (regressed === null || !enough(question)(issue)) return [];
    const version: Part[] =
      regressed.version === null ? [] : [" in version ", { said: regressed.version }];
    const finding = about(issue);
    return [
      {
        ...finding,
        key: `${id} ${at.get(id) ?? regressed.at}`,
        text: ["A resolved issue is back", ...version, ": ", ...nameOf(issue)],
        details: { ...finding.details, version: regressed.version },
      },
    ];
  });
};

/** Hosts that a watched directive had not blocked before: what a card skimmer trips. */
export const directive: Rule = async (question, evidence) => {
  const { directives } = question.alert;
  const found = await list(question, evidence, "new");
  return found.filter(enough(question)).flatMap((issue): Finding[] => {
    const watched = directives.find((name) => covers(name, issue.directive));
    if (watched === undefined || !issue.blocked.includes("://")) return [];
    const text: Part[] = [`New host in ${watched}: `, ...nameOf(issue), ` (${reports(issue)})`];
    return [{ ...about(issue), key: hostKey(issue.project, watched, issue.blocked), text }];
  });
};

/**
 * Keys of what {@link newIssue} or {@link directive} would find, were a violation the first of its
 * issue. None for alerts of other kinds: they look at now.
 */
export function keysOf(
  { kind, directives }: Question["alert"],
  project: string,
  violation: Violation,
): string[] {
  if (kind === "new_issue") return [fingerprint(project, violation)];
  if (kind !== "directive") return [];
  const { directive: violated, blocked } = fingerprintParts(violation);
  return directives
    .filter((name) => covers(name, violated))
    .map((name) => hostKey(project, name, blocked));
}

/** The same host in `script-src-elem` and in `script-src` is one. */
function hostKey(project: string, watched: string, blocked: string): string {
  return `${project} ${watched} ${blocked}`;
}

async function list(
  { alert, now, askedAt }: Question,
  evidence: Evidence,
  sort: IssueSort,
): Promise<IssueSummary[]> {
  const { reader } = evidence;
  if (reader === null) return [];
  const query: IssueQuery = {
    sort,
    from: (askedAt ?? now) - LATE,
    to: now + DAY,
    noise: noiseFilter(alert),
    status: "open",
    marks: evidence.marks(),
    limit: PAGE,
  };
  const [only] = alert.projects?.length === 1 ? alert.projects : [];
  if (only !== undefined) query.project = only;
  const found: IssueSummary[] = [];
  for (let page = 0, cursor = ""; page < MAX_PAGES; page++) {
    const { items, next } = await reader.issues(cursor === "" ? query : { ...query, cursor });
    found.push(...items);
    if (next === null) break;
    cursor = next;
  }
  return found.filter(({ project }) => concerns(alert, project));
}

function enough({ alert }: Question): (issue: IssueSummary) => boolean {
  return ({ counts }) => counts.received >= (alert.minCount ?? 1);
}

function about({ id, project, directive, blocked, source, counts, firstSeen }: IssueSummary) {
  const { received, estimated } = counts;
  const details = { directive, blocked, source, received, estimated, firstSeen };
  return { project, issue: id, details };
}

function nameOf({ directive, blocked, source, project }: IssueSummary): Part[] {
  const where: Part[] = source === null ? [] : [" from ", { said: source }];
  const by: Part = directive === null ? "a policy" : { said: directive };
  return [by, " blocked ", { said: blocked }, ...where, " in ", { said: project }];
}

function reports({ counts: { received } }: IssueSummary): string {
  return received === 1 ? "1 report" : `${received} reports`;
}

/** `script-src` covers itself, `script-src-elem` and `script-src-attr`. */
function covers(name: string, directive: string | null): boolean {
  return directive === name || (directive?.startsWith(`${name}-`) ?? false);
}
