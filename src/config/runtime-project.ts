import { type Static, type TObject, Type } from "@sinclair/typebox";
import type { Json, JsonObject } from "../report/json.ts";
import { Findings } from "./findings.ts";
import { type Resolved, resolveHost } from "./host.ts";
import { DEFAULT_ORIGIN, emptyTable, type Input, joinPath, type Table } from "./input.ts";
import { ProjectSchema } from "./project-schema.ts";
import { Resolver } from "./resolve.ts";

/** No setting is nested deeper. */
const MAX_DEPTH = 8;

/** What is set of a project at run time: as in `[[projects]]`, but for name, tokens and state. */
export const ProjectSettingsSchema = Type.Omit(ProjectSchema, ["name", "token", "tokens", "state"]);

/** The same with what only a new project has. */
export const NewProjectSchema = Type.Omit(ProjectSchema, ["tokens", "state"]);

/** Settings of a project as the code uses them; `null` is what nobody set. */
export type ProjectSettingsInput = Resolved<Static<typeof ProjectSettingsSchema>>;

/** A project that somebody wants to make. */
export type NewProjectInput = Resolved<Static<typeof NewProjectSchema>>;

/** What is wrong with one field. */
export interface FieldProblem {
  /** `rateLimit.perSecond`, `origins[0]`. */
  readonly path: string;
  readonly message: string;
}

/** Fields that fit their schema, or everything that is wrong with them. */
export type FieldReading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/** Reads a new project. Keys are in camelCase; `null` is as good as left out. */
export function readNewProject(json: JsonObject): FieldReading<NewProjectInput> {
  return readFields(NewProjectSchema, json);
}

/** Reads all settings of a project, alike. */
export function readProjectSettings(json: JsonObject): FieldReading<ProjectSettingsInput> {
  return readFields(ProjectSettingsSchema, json);
}

/**
 * Reads JSON by a schema of the config file, so that the same rules and conversions hold for both.
 * Nothing of it is a secret or a path, and nothing comes from the environment.
 */
export function readFields<S extends TObject>(
  schema: S,
  json: JsonObject,
): FieldReading<Resolved<Static<S>>> {
  const findings = new Findings();
  const resolver = new Resolver(findings, { cwd: "/", env: {}, readFile: unread });
  const table = tableOf(json, "", findings);
  const value = resolveHost(resolver, schema, table);
  if (value !== null && findings.count === 0) return { ok: true, value };
  const problems = new Map<string, FieldProblem>();
  for (const { path: written, message: text } of findings.problems) {
    const path = camelCase(written);
    const message = text.replace(/did you mean "\w+"/, camelCase);
    // What was said first of a place is what is wrong there; the rest follows from it.
    if (!problems.has(path)) problems.set(path, { path, message });
  }
  return { ok: false, problems: [...problems.values()] };
}

function unread(): never {
  throw new Error("No setting of a project is read from a file.");
}

function tableOf(json: JsonObject, path: string, findings: Findings, depth = 0): Table {
  const table = emptyTable(DEFAULT_ORIGIN);
  for (const [key, value] of Object.entries(json)) {
    if (value === null && path === "") continue;
    const at = joinPath(path, key);
    if (key.includes("_")) findings.problem(at, DEFAULT_ORIGIN, "is not written in camelCase");
    else {
      const entry = { origin: DEFAULT_ORIGIN, value: inputOf(value, at, findings, depth + 1) };
      table.entries.set(snakeCase(key), entry);
    }
  }
  return table;
}

function inputOf(value: Json, path: string, findings: Findings, depth: number): Input {
  if (value === null || depth > MAX_DEPTH) {
    const message = value === null ? "must not be null" : "is nested too deeply";
    findings.problem(path, DEFAULT_ORIGIN, message);
    return emptyTable(DEFAULT_ORIGIN);
  }
  if (Array.isArray(value)) {
    const items = value.map((item, index) =>
      inputOf(item, joinPath(path, index), findings, depth + 1),
    );
    return { kind: "list", items, origin: DEFAULT_ORIGIN };
  }
  if (typeof value === "object") return tableOf(value, path, findings, depth);
  return { kind: "scalar", value, origin: DEFAULT_ORIGIN };
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function camelCase(text: string): string {
  return text.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
