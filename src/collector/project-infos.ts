import { type AdmissionSettings, DEFAULT_PROJECT } from "../admission/index.ts";
import { type Control, liveTokens, type ProjectToken } from "../control/index.ts";
import type { ProjectInfo } from "../http/services.ts";

/**
 * The projects as pages and the API show them.
 *
 * @param configured what the config file says
 * @param now milliseconds since the epoch
 */
export function projectInfos(
  configured: AdmissionSettings,
  { settings, projects }: Pick<Control, "settings" | "projects">,
  now: number,
): ProjectInfo[] {
  if (settings.projects.length === 0) return [defaultProject(settings)];
  const inFile = new Set(configured.projects.map(({ name }) => name));
  const made = new Map(
    projects.list().map((project) => [project.name, liveTokens(project, now)] as const),
  );
  return settings.projects.map(({ name, tokens, state, ...rest }): ProjectInfo => {
    const known = inFile.has(name) ? [] : (made.get(name) ?? []);
    return {
      name,
      token: tokens[0] ?? null,
      retired: state === "retired",
      source: inFile.has(name) ? "file" : "control",
      tokens: tokens.map((token) => known.find((each) => each.token === token) ?? lasting(token)),
      settings: rest,
    };
  });
}

function lasting(token: string): Omit<ProjectToken, "createdAt"> & { createdAt: null } {
  return { token, createdAt: null, endsAt: null };
}

/** What there is while no project is declared. */
function defaultProject({ noise }: AdmissionSettings): ProjectInfo {
  const limits = { origins: null, types: null, rateLimit: null, quotaPerDay: null };
  return {
    name: DEFAULT_PROJECT,
    token: null,
    retired: false,
    source: "default",
    tokens: [],
    settings: { ...limits, noise: noise.action },
  };
}
