import type { Header } from "./headers.ts";
import { type Placeholder, placeholdersIn } from "./template.ts";

/** Code or configuration that makes a stack send the headers. */
export interface Snippet {
  /** Stable: `express`. */
  readonly id: string;
  /** As people call it: `Express with helmet`. */
  readonly name: string;
  /** For highlighting: `js`, `nginx`. */
  readonly language: string;
  /** Where it goes. */
  readonly file: string;
  readonly code: string;
  /** What has to be known or done besides. Plain text. */
  readonly notes: readonly string[];
}

/** The headers, by what a stack can put into them. Values hold marks of placeholders. */
export interface Site {
  /** For stacks that run code. */
  readonly full: readonly Header[];
  /** For servers that know cookies, but make no nonce. */
  readonly cookies: readonly Header[];
  /** For stacks that send the same to everybody. */
  readonly fixed: readonly Header[];
}

/** One stack. */
export type Stack = (site: Site) => Snippet;

/** The placeholders of the headers. */
export function placeholdersOf(headers: readonly Header[]): ReadonlySet<Placeholder> {
  return placeholdersIn(headers.map(({ value }) => value).join(""));
}

/** Lines of code, without those that are `null`. */
export function code(...lines: readonly (string | null)[]): string {
  return `${lines.filter((line) => line !== null).join("\n")}\n`;
}

/** What a stack says that leaves placeholders out. */
export function leftOut(site: Site, headers: readonly Header[]): string[] {
  const there = placeholdersOf(headers);
  const missing = [...placeholdersOf(site.full)].filter((each) => !there.has(each));
  const notes: string[] = [];
  if (missing.includes("nonce")) {
    notes.push(
      "It makes no nonce, so there is none in the policy: use code, or hashes of your scripts.",
    );
  }
  if (missing.some((each) => each !== "nonce")) {
    notes.push("It sends the same to everybody, so distinct_id and session_id are left out.");
  }
  return notes;
}

/** What a person has to change where users and sessions are named. */
export function idNotes(headers: readonly Header[], where: string): string[] {
  const used = [...placeholdersOf(headers)].filter((each) => each !== "nonce");
  return used.length === 0 ? [] : [`${used.join(" and ")}: ${where}`];
}
