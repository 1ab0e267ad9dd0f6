import { type FingerprintParts, fingerprintParts, issueId } from "../../../report/fingerprint.ts";
import type { Report } from "../../../report/report.ts";
import type { Counts } from "../../../sink/reader.ts";
import type { NoisePreview, PreviewExample, PreviewGroup, PreviewIssue } from "./question.ts";

/** Issues and moves that an answer lists. */
const TOP = 20;
const MOVES = 50;
/** Characters of one text of an example. */
const LONGEST = 512;

interface Issue {
  readonly project: string;
  readonly parts: FingerprintParts;
  readonly tagged: Counts;
  readonly untagged: Counts;
  left: number;
  taggedExample: PreviewExample | null;
  untaggedExample: PreviewExample | null;
}

interface Move extends Counts {
  readonly from: string | null;
  readonly to: string | null;
}

/** Adds up, report by report, what a change of rules does. Its memory grows by issues and rules. */
export class PreviewTally {
  readonly #issues = new Map<string, Issue>();
  readonly #moves = new Map<string, Move>();
  #read = 0;

  get read(): number {
    return this.#read;
  }

  /** @param from the rule that it is tagged by now, `to` the one after the change */
  add(report: Report, from: string | null, to: string | null): void {
    this.#read += 1;
    const issue = this.#issueOf(report);
    if (issue !== null && to === null) issue.left += 1;
    if (from === to) return;
    const key = JSON.stringify([from, to]);
    const move = this.#moves.get(key) ?? { from, to, ...zero() };
    this.#moves.set(key, move);
    count(move, report);
    if (issue !== null) addTo(issue, report, from, to);
  }

  /** What it comes to. */
  result(exact: boolean, counted: number): NoisePreview {
    const moves = [...this.#moves.values()].sort(byReceived);
    const issues = [...this.#issues.values()];
    const tagged = moves.filter(({ from }) => from === null);
    const untagged = moves.filter(({ to }) => to === null);
    return {
      exact,
      read: this.#read,
      counted,
      tagged: group(tagged, issues, "tagged"),
      hidden: issues.filter((each) => each.tagged.received > 0 && each.left === 0).length,
      untagged: group(untagged, issues, "untagged"),
      renamed: sum(moves.filter(({ from, to }) => from !== null && to !== null)),
      moves: moves.slice(0, MOVES),
    };
  }

  /** `null` for reports that are no violations. */
  #issueOf({ project, violation }: Report): Issue | null {
    if (violation === null) return null;
    const parts = fingerprintParts(violation);
    const key = JSON.stringify([project, parts.directive, parts.blocked, parts.source]);
    const known = this.#issues.get(key);
    if (known !== undefined) return known;
    const counts = { tagged: zero(), untagged: zero(), left: 0 };
    const issue = { project, parts, ...counts, taggedExample: null, untaggedExample: null };
    this.#issues.set(key, issue);
    return issue;
  }
}

function addTo(issue: Issue, report: Report, from: string | null, to: string | null): void {
  if (from === null) {
    count(issue.tagged, report);
    issue.taggedExample ??= exampleOf(report);
  } else if (to === null) {
    count(issue.untagged, report);
    issue.untaggedExample ??= exampleOf(report);
  }
}

function group(
  moves: readonly Move[],
  issues: readonly Issue[],
  what: "tagged" | "untagged",
): PreviewGroup {
  const found = issues.filter((issue) => issue[what].received > 0);
  const top = found.toSorted((a, b) => byReceived(a[what], b[what])).slice(0, TOP);
  return {
    ...sum(moves),
    issues: found.length,
    top: top.flatMap((issue) => shown(issue, issue[what], issue[`${what}Example`])),
  };
}

function shown(
  { project, parts, left }: Issue,
  counts: Counts,
  example: PreviewExample | null,
): PreviewIssue[] {
  if (example === null) return [];
  const { directive, blocked, source } = parts;
  const name = { project: cut(project) ?? "", directive: cut(directive) ?? "" };
  const rest = { blocked: cut(blocked) ?? "", source: cut(source), left, example };
  return [{ id: issueId(project, parts), ...name, ...rest, ...counts }];
}

function exampleOf({ id, violation }: Report): PreviewExample {
  return {
    report: id,
    documentURL: cut(violation?.documentURL ?? null),
    blockedURL: cut(violation?.blockedURL ?? null),
    sourceFile: cut(violation?.sourceFile ?? null),
    sample: cut(violation?.sample ?? null),
  };
}

function cut(text: string | null): string | null {
  return text === null ? null : text.slice(0, LONGEST).toWellFormed();
}

function zero(): { received: number; estimated: number } {
  return { received: 0, estimated: 0 };
}

function count(counts: Counts, { weight }: Report): void {
  counts.received += 1;
  counts.estimated += weight >= 1 && Number.isFinite(weight) ? weight : 1;
}

function sum(all: readonly Counts[]): Counts {
  const received = all.reduce((total, each) => total + each.received, 0);
  return { received, estimated: all.reduce((total, each) => total + each.estimated, 0) };
}

function byReceived(a: Counts, b: Counts): number {
  return b.received - a.received;
}
