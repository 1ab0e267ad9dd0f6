import { Elysia } from "elysia";
import type { Count } from "../../journal/index.ts";
import type { ProjectInfo, Services } from "../services.ts";
import { tally } from "../status/tally.ts";
import type { Totals } from "../status/totals.ts";
import { PROJECT } from "./examples.ts";
import { operation } from "./operation.ts";
import {
  type ProjectDefinitionView,
  ProjectListSchema,
  type ProjectView,
} from "./schema/project.ts";
import { optionalTimestamp, timestamp } from "./time.ts";

const DAY = 86_400_000;

type ProjectServices = Pick<Services, "projects" | "warnings" | "counters" | "now">;

/** The projects and what became of their reports. */
export function projectsApi(services: ProjectServices, totals: Totals) {
  return new Elysia().get("/api/v1/projects", () => ({ items: projectViews(services, totals) }), {
    detail: operation({
      operationId: "listProjects",
      tag: "Operation",
      summary: "List projects",
      description:
        "Projects of the config file and those made at run time, those that only counters remember, and `null` for reports whose token names none: a mistyped token shows there.",
      answer: ProjectListSchema,
      answerIs: "All projects.",
      example: { items: [PROJECT] },
      errors: [],
    }),
  });
}

/** Configured projects first, in their order; reports of no project last. */
export function projectViews(services: ProjectServices, totals: Totals): ProjectView[] {
  const now = services.now();
  const total = byProject(totals.read(now));
  const lastDay = byProject(services.counters(now - DAY));
  const warnings = Map.groupBy(services.warnings(), (warning) => warning.project);
  const configured = new Map(
    services.projects.map((project) => [project.name, definitionView(project)]),
  );
  const names = new Set([...configured.keys(), ...total.keys(), ...warnings.keys()]);
  const named = [...names].filter((name) => name !== null);
  return (names.has(null) ? [...named, null] : named).map((name) => ({
    ...UNDECLARED,
    ...(name !== null && configured.get(name)),
    name,
    configured: name !== null && configured.has(name),
    total: tally(total.get(name) ?? []),
    lastDay: tally(lastDay.get(name) ?? []),
    warnings: (warnings.get(name) ?? []).map(({ code, value, firstSeen, lastSeen, count }) => ({
      code,
      value,
      firstSeen: timestamp(firstSeen),
      lastSeen: timestamp(lastSeen),
      count,
    })),
  }));
}

/** What is known of a project that only counters remember. */
const UNDECLARED = { retired: false, source: null, tokens: [], settings: null };

/** A project without its counts. */
export function definitionView(project: ProjectInfo): ProjectDefinitionView {
  const { name, source, retired, tokens, settings } = project;
  const { origins, types, noise, rateLimit, quotaPerDay } = settings;
  return {
    name,
    source,
    retired,
    tokens: tokens.map(({ token, createdAt, endsAt }) => ({
      token,
      createdAt: optionalTimestamp(createdAt),
      endsAt: optionalTimestamp(endsAt),
    })),
    settings: {
      origins: origins && [...origins],
      types: types && [...types],
      noise,
      rateLimit: rateLimit && { ...rateLimit },
      quotaPerDay,
    },
  };
}

function byProject(counts: readonly Count[]): Map<string | null, Count[]> {
  return Map.groupBy(counts, ({ project }) => project);
}
