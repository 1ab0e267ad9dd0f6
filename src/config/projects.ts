import type { ProjectConfig } from "./config.ts";
import { resolveHost } from "./host.ts";
import { describeInput, type Entry, type Input, joinPath } from "./input.ts";
import { claim, tables } from "./lists.ts";
import { ProjectSchema } from "./project-schema.ts";
import type { Resolver } from "./resolve.ts";

/** Resolves `[[projects]]`. `noise` is what holds for projects that do not say. */
export function resolveProjects(
  resolver: Resolver,
  entry: Entry | undefined,
  noise: ProjectConfig["noise"],
): ProjectConfig[] {
  const names = new Map<string, string>();
  const tokens = new Map<string, string>();
  const inputs = tables(resolver.findings, "projects", entry) ?? [];
  return inputs.flatMap((input, index) => {
    const path = joinPath("projects", index);
    const project = resolveProject(resolver, input, path, noise);
    if (project === null) return [];
    const taken = claim(names, project.name, path);
    if (taken !== null) {
      resolver.findings.problem(`${path}.name`, input.origin, `${taken} has the same name`);
    }
    for (const token of project.tokens) {
      const owner = claim(tokens, token, path);
      if (owner === null) continue;
      const message = owner === path ? "has a token twice" : `${owner} has the same token`;
      resolver.findings.problem(path, input.origin, message);
    }
    return [project];
  });
}

function resolveProject(
  resolver: Resolver,
  input: Input,
  path: string,
  noise: ProjectConfig["noise"],
): ProjectConfig | null {
  const { findings } = resolver;
  if (input.kind !== "table") {
    findings.problem(path, input.origin, `must be a table, not ${describeInput(input)}`);
    return null;
  }
  const declared = resolveHost(resolver, ProjectSchema, input, path);
  const given = ["token", "tokens"].filter((key) => input.entries.has(key));
  if (given.length !== 1) {
    const message = given.length === 0 ? "needs a token" : "has both token and tokens; keep one";
    findings.problem(path, input.origin, message);
    return null;
  }
  if (declared === null) return null;
  const { token, tokens, ...rest } = declared;
  return {
    ...rest,
    tokens: tokens ?? (token === null ? [] : [token]),
    noise: declared.noise ?? noise,
  };
}
