import { excerpt } from "../sink/http/excerpt.ts";
import { bySeverity } from "./explained.ts";
import type { AlertKind, Explained, Finding, Part } from "./finding.ts";

/** A sentence of a message, with where to read more. */
export interface Line {
  readonly text: readonly Part[];
  readonly url: string | null;
  /** What the issue is; `null` where it is about none, or nobody knows. */
  readonly explained: Explained | null;
}

/** What is sent, whatever the channel. */
export interface Message {
  /** The same for each attempt. */
  readonly id: string;
  /** The alert's name. */
  readonly alert: string;
  readonly kind: AlertKind | "test";
  /** When it was made, milliseconds since the epoch. */
  readonly at: number;
  readonly headline: string;
  /** At most {@link MAX_LINES}. */
  readonly lines: readonly Line[];
  /** How many findings are in no line. */
  readonly more: number;
  readonly findings: readonly Finding[];
  /** Where all of it can be read. */
  readonly url: string | null;
}

/** Findings that a message spells out. */
export const MAX_LINES = 10;

/** Longest piece of a text that others wrote. */
const MAX_SAID = 200;

const HEADLINES: Readonly<Record<AlertKind, [one: string, many: string]>> = {
  new_issue: ["A new issue", "new issues"],
  regression: ["A resolved issue is back", "resolved issues are back"],
  spike: ["A spike of reports", "spikes of reports"],
  silence: ["A project went quiet", "projects went quiet"],
  directive: ["A new host in a watched directive", "new hosts in watched directives"],
  unknown_token: ["Reports with a wrong token", "times reports with a wrong token"],
};

/** What a message is made of. */
export interface MessageParts extends Pick<Message, "id" | "alert" | "at" | "findings"> {
  readonly kind: AlertKind;
  /** What links begin with; `null`: nobody knows. */
  readonly base: string | null;
}

/** Puts what was found into words. */
export function messageOf({ kind, findings: found, base, ...rest }: MessageParts): Message {
  const [one, many] = HEADLINES[kind];
  const findings = bySeverity(found);
  return {
    ...rest,
    kind,
    findings,
    headline: findings.length === 1 ? one : `${findings.length} ${many}`,
    lines: findings.slice(0, MAX_LINES).map((finding) => {
      const { text, explained = null } = finding;
      return { text, url: pageOf(base, finding), explained };
    }),
    more: Math.max(0, findings.length - MAX_LINES),
    url: base,
  };
}

/** What tries a channel out. */
export function testMessage(parts: Pick<Message, "id" | "alert" | "at" | "url">): Message {
  const text = [`This is a test of the alert ${parts.alert}: nothing has happened.`];
  const headline = "A test";
  const lines = [{ text, url: null, explained: null }];
  return { ...parts, kind: "test", headline, lines, more: 0, findings: [] };
}

/**
 * The page of the dashboard to look at: the issue's, the project's, or where projects and their
 * tokens stand; `null` where nobody knows the address.
 */
export function pageOf(
  base: string | null,
  { issue, project }: Pick<Finding, "issue" | "project">,
): string | null {
  if (base === null) return null;
  if (issue !== null) return `${base}/issues/${encodeURIComponent(issue)}`;
  if (project === null) return `${base}/settings`;
  return `${base}/?project=${encodeURIComponent(project)}`;
}

/** Calls `ours` and `said` for the pieces, those that others wrote cut and on one line. */
export function pieces<T>(
  parts: readonly Part[],
  ours: (text: string) => T,
  said: (text: string) => T,
): T[] {
  return parts.map((part) => (typeof part === "string" ? ours(part) : said(clean(part.said))));
}

/** As plain text. */
export function plainText(parts: readonly Part[]): string {
  return pieces(parts, String, String).join("");
}

function clean(text: string): string {
  const line = excerpt(text, { length: MAX_SAID });
  return line === "" ? "?" : line;
}
