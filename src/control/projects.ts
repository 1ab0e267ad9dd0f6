import type { ProjectSettings } from "../admission/index.ts";
import type { NewProjectInput, ProjectSettingsInput } from "../config/index.ts";
import { CodedError } from "../report/errors.ts";
import type { ControlDatabase } from "./database.ts";
import { loadProjects, saveProject } from "./project-rows.ts";
import { liveTokens, newProjectToken, type RuntimeProject } from "./runtime-project.ts";

/** What the store of projects needs beside its file. */
export interface ProjectsOptions {
  /** Of the config file: they win, and cannot be changed here. */
  readonly configured: readonly Pick<ProjectSettings, "name" | "tokens">[];
  /** Called after each change that holds. */
  readonly changed: () => void;
}

/** Projects that are kept. */
const MAX_PROJECTS = 1000;
/** Tokens of one project that are good at once. */
const MAX_TOKENS = 10;

/** Projects that are made and changed at run time. Every change is on disk when it returns. */
export class Projects {
  readonly #store: ControlDatabase;
  readonly #o: ProjectsOptions;
  readonly #projects: Map<string, RuntimeProject>;

  /** @throws CodedError `data_unusable` */
  constructor(store: ControlDatabase, options: ProjectsOptions) {
    this.#store = store;
    this.#o = options;
    this.#projects = loadProjects(store);
  }

  /** All of them, those that the file overrides included, in the order in which they were made. */
  list(): RuntimeProject[] {
    return [...this.#projects.values()];
  }

  /**
   * Makes a project, with the token that was asked for or a random one. The first project of all
   * ends the time in which no token was needed, which has to be said: `requireTokens`.
   *
   * @throws CodedError `project_exists`, `project_from_file`, `project_token_taken`,
   *   `tokens_become_required`, `control_full`, `control_unavailable`
   */
  create(asked: NewProjectInput, requireTokens: boolean, now: number): RuntimeProject {
    const { name, token, ...settings } = asked;
    this.#mustNotBeConfigured(name);
    if (this.#projects.has(name)) {
      throw new CodedError("project_exists", `There is a project "${name}".`);
    }
    if (token !== null) this.#mustBeFree(token, now);
    if (this.#o.configured.length + this.#projects.size === 0 && !requireTokens) {
      throw new CodedError(
        "tokens_become_required",
        `"${name}" is the first project: reports without a token of a project are refused from then on.`,
      );
    }
    if (this.#projects.size >= MAX_PROJECTS) {
      throw new CodedError("control_full", `${MAX_PROJECTS} projects are kept at most.`);
    }
    const first = { token: token ?? newProjectToken(), createdAt: now, endsAt: null };
    const times = { createdAt: now, changedAt: now };
    return this.#save({ name, state: "active", settings, tokens: [first], ...times }, now);
  }

  /**
   * Replaces all settings.
   *
   * @throws CodedError `project_unknown`, `project_from_file`, `control_unavailable`
   */
  configure(name: string, settings: ProjectSettingsInput, now: number): RuntimeProject {
    return this.#save({ ...this.get(name), settings, changedAt: now }, now);
  }

  /**
   * Gives the project a new token. Its others stay good for `grace` milliseconds, or until they
   * were to end anyway.
   *
   * @throws CodedError `project_unknown`, `project_from_file`, `control_full`, `control_unavailable`
   */
  rotate(name: string, grace: number, now: number): RuntimeProject {
    const project = this.get(name);
    const end = now + grace;
    const old = liveTokens(project, now).map((token) => ({
      ...token,
      endsAt: Math.min(end, token.endsAt ?? end),
    }));
    if (grace > 0 && old.length >= MAX_TOKENS) {
      throw new CodedError("control_full", `${MAX_TOKENS} tokens of a project are kept at most.`);
    }
    const tokens = [{ token: newProjectToken(), createdAt: now, endsAt: null }, ...old];
    return this.#save({ ...project, tokens, changedAt: now }, now);
  }

  /**
   * Retires the project, whose reports are dropped as `retired_project` then, or takes it back.
   *
   * @throws CodedError `project_unknown`, `project_from_file`, `control_unavailable`
   */
  setState(name: string, state: RuntimeProject["state"], now: number): RuntimeProject {
    return this.#save({ ...this.get(name), state, changedAt: now }, now);
  }

  /** @throws CodedError `project_unknown`, `project_from_file` */
  get(name: string): RuntimeProject {
    this.#mustNotBeConfigured(name);
    const project = this.#projects.get(name);
    if (project !== undefined) return project;
    throw new CodedError("project_unknown", "There is no such project.");
  }

  #save(project: RuntimeProject, now: number): RuntimeProject {
    const saved = { ...project, tokens: liveTokens(project, now) };
    this.#store.change(() => saveProject(this.#store, saved, now));
    this.#projects.set(saved.name, saved);
    this.#o.changed();
    return saved;
  }

  #mustNotBeConfigured(name: string): void {
    if (!this.#o.configured.some((project) => project.name === name)) return;
    throw new CodedError("project_from_file", `The project "${name}" is one of the config file.`);
  }

  #mustBeFree(token: string, now: number): void {
    const inFile = this.#o.configured.some(({ tokens }) => tokens.includes(token));
    const here = this.list().some((project) =>
      liveTokens(project, now).some((known) => known.token === token),
    );
    if (!inFile && !here) return;
    throw new CodedError("project_token_taken", "Another project has this token.");
  }
}
