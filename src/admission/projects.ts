import { CodedError } from "../report/errors.ts";
import { compileOrigins, type OriginCheck } from "./origins.ts";
import {
  type AdmissionSettings,
  DASHBOARD_PROJECT,
  DEFAULT_PROJECT,
  type ProjectSettings,
} from "./settings.ts";

/** A project, ready to judge by. */
export interface Project {
  readonly settings: ProjectSettings;
  readonly allowsOrigin: OriginCheck;
  /** Accepted types; `null`: all. */
  readonly types: ReadonlySet<string> | null;
}

/** Which project a token names. */
export type ProjectLookup = (token: string | null) => Project | "missing" | "unknown";

/** All projects by name, retired ones and the dashboard's included. */
export function projectsByName(settings: AdmissionSettings): ReadonlyMap<string, Project> {
  const { projects } = settings;
  const declared = projects.length === 0 ? [defaultProject(settings)] : projects;
  const own = isDashboardFree(projects) ? [dashboardProject()] : [];
  return new Map([...declared, ...own].map((project) => [project.name, compile(project)]));
}

/**
 * Compiles the projects. Throws a {@link CodedError} of code `projects_invalid` where two share a
 * name or a token, or an origin is none.
 */
export function compileProjects(settings: AdmissionSettings): ProjectLookup {
  const dashboard = compile(dashboardProject());
  if (settings.projects.length === 0) {
    const only = compile(defaultProject(settings));
    return (token) => (token === DASHBOARD_PROJECT ? dashboard : only);
  }
  const byToken = new Map<string, Project>();
  const names = new Set<string>();
  for (const project of settings.projects) {
    if (names.has(project.name)) throw invalid(`Two projects are named "${project.name}".`);
    names.add(project.name);
    addTokens(byToken, compile(project));
  }
  if (isDashboardFree(settings.projects)) byToken.set(DASHBOARD_PROJECT, dashboard);
  return (token) => (token ? (byToken.get(token) ?? "unknown") : "missing");
}

function addTokens(byToken: Map<string, Project>, project: Project): void {
  for (const token of project.settings.tokens) {
    const other = byToken.get(token);
    if (other && other !== project) {
      const names = `"${other.settings.name}" and "${project.settings.name}"`;
      throw invalid(`The projects ${names} share a token.`);
    }
    byToken.set(token, project);
  }
}

function compile(settings: ProjectSettings): Project {
  return {
    settings,
    allowsOrigin: compileOrigins(settings.origins),
    types: settings.types === null ? null : new Set(settings.types),
  };
}

/** Who declares the name or the token has it. */
function isDashboardFree(projects: readonly ProjectSettings[]): boolean {
  return !projects.some(
    ({ name, tokens }) => name === DASHBOARD_PROJECT || tokens.includes(DASHBOARD_PROJECT),
  );
}

/** Far more than a dashboard without a fault ever sends, and too little for a stranger to fill a disk with. */
const DASHBOARD_LIMITS = { rateLimit: { perSecond: 1, burst: 100 }, quotaPerDay: 10_000 };

function dashboardProject(): ProjectSettings {
  return {
    name: DASHBOARD_PROJECT,
    tokens: [DASHBOARD_PROJECT],
    state: "active",
    origins: null,
    types: null,
    noise: "tag",
    ...DASHBOARD_LIMITS,
  };
}

function defaultProject(settings: AdmissionSettings): ProjectSettings {
  return {
    name: DEFAULT_PROJECT,
    tokens: [],
    state: "active",
    origins: null,
    types: null,
    noise: settings.noise.action,
    rateLimit: null,
    quotaPerDay: null,
  };
}

function invalid(message: string): CodedError {
  return new CodedError("projects_invalid", message);
}
