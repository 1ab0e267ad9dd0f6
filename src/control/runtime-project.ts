import { randomBytes } from "node:crypto";
import type { NoiseAction, ProjectSettings } from "../admission/index.ts";
import type { ProjectSettingsInput } from "../config/index.ts";

/** A token of a project that was made at run time. */
export interface ProjectToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** From then on it names no project; `null`: it stays. */
  readonly endsAt: number | null;
}

/** A project that was made at run time. */
export interface RuntimeProject {
  /** Unique, and never changed: reports and counters are stored under it. */
  readonly name: string;
  readonly state: "active" | "retired";
  readonly settings: ProjectSettingsInput;
  /** Newest first. */
  readonly tokens: readonly ProjectToken[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Milliseconds since the epoch. */
  readonly changedAt: number;
}

/**
 * A token of 144 random bits. It is public, as it stands in the headers of a site; that nobody can
 * guess it keeps strangers from filling another one's quota.
 */
export function newProjectToken(): string {
  return `tat_${randomBytes(18).toString("base64url")}`;
}

/** The tokens that still name the project. */
export function liveTokens({ tokens }: RuntimeProject, now: number): ProjectToken[] {
  return tokens.filter(({ endsAt }) => endsAt === null || endsAt > now);
}

/** The first moment after `now` at which a token ends; `null` where none will. */
export function nextEnd(projects: Iterable<RuntimeProject>, now: number): number | null {
  let next: number | null = null;
  for (const { tokens } of projects) {
    for (const { endsAt } of tokens) {
      if (endsAt !== null && endsAt > now && endsAt < (next ?? endsAt + 1)) next = endsAt;
    }
  }
  return next;
}

/**
 * The projects that hold: those of the config file, then those that were made at run time. What
 * the file says wins: a project of the same name is that of the file, and a token that the file
 * gives to one project names no other.
 *
 * @param noise what becomes of noise where a project does not say
 */
export function effectiveProjects(
  configured: readonly ProjectSettings[],
  runtime: Iterable<RuntimeProject>,
  noise: NoiseAction,
  now: number,
): ProjectSettings[] {
  const names = new Set(configured.map(({ name }) => name));
  const taken = new Set(configured.flatMap(({ tokens }) => tokens));
  const own = [...runtime].filter(({ name }) => !names.has(name));
  const added = own.map((project): ProjectSettings => {
    const { name, state, settings } = project;
    const live = liveTokens(project, now).map(({ token }) => token);
    const tokens = live.filter((token) => !taken.has(token));
    for (const token of tokens) taken.add(token);
    return {
      ...settings,
      name,
      state,
      tokens,
      noise: settings.noise ?? noise,
    };
  });
  return [...configured, ...added];
}
