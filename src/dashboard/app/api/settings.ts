import type { AlertTestView, AlertView } from "../../../http/api/schema/alert.ts";
import type { ErasureView } from "../../../http/api/schema/erasure.ts";
import type { NoisePreviewView } from "../../../http/api/schema/noise-preview.ts";
import type { NoiseRuleView } from "../../../http/api/schema/noise-rule.ts";
import type { ProjectDefinitionView } from "../../../http/api/schema/project.ts";
import type { CreatedTokenView } from "../../../http/api/schema/token.ts";
import { send } from "./request.ts";

/** What a project is to be. */
export interface NewProject {
  name: string;
  origins?: string[];
  requireTokens?: boolean;
}

/** What is to be changed of a project; `null` removes a setting. */
export interface ProjectEdit {
  origins?: string[] | null;
  types?: string[] | null;
  noise?: "tag" | "drop" | null;
  rateLimit?: { perSecond: number; burst: number } | null;
  quotaPerDay?: number | null;
}

const project = (name: string) => `/projects/${encodeURIComponent(name)}`;

export function createProject(body: NewProject) {
  return send<ProjectDefinitionView>("POST", "/projects", body);
}

export function editProject(name: string, body: ProjectEdit) {
  return send<ProjectDefinitionView>("PATCH", project(name), body);
}

/** Gives it a new token; those until now stay good for `grace`, such as `7d`. */
export function rotateToken(name: string, grace: string) {
  return send<ProjectDefinitionView>("POST", `${project(name)}/rotate`, { grace });
}

export function setRetired(name: string, retired: boolean) {
  return send<ProjectDefinitionView>("POST", `${project(name)}/${retired ? "retire" : "restore"}`);
}

/** A rule as a person writes it. */
export type NoiseRuleInput = Pick<
  NoiseRuleView,
  "id" | "match" | "fields" | "value" | "why" | "confidence"
>;

export function createRule(rule: NoiseRuleInput) {
  return send<NoiseRuleView>("POST", "/noise-rules", rule);
}

/** Rules have a slash in their id, which is one of the path. */
const rulePath = (id: string) => `/noise-rules/${id.split("/").map(encodeURIComponent).join("/")}`;

export function replaceRule({ id, ...rule }: NoiseRuleInput) {
  return send<NoiseRuleView>("PUT", rulePath(id), rule);
}

export function removeRule(id: string) {
  return send<void>("DELETE", rulePath(id));
}

export function switchRules(ids: readonly string[], enabled: boolean) {
  return send<unknown>("POST", `/noise-rules/${enabled ? "enable" : "disable"}`, { ids });
}

export function createToken(name: string, expiresAt: string) {
  const body = { name, role: "read", ...(expiresAt !== "" && { expiresAt }) };
  return send<CreatedTokenView>("POST", "/tokens", body);
}

export function revokeToken(id: number) {
  return send<void>("DELETE", `/tokens/${id}`);
}

/** Deletes all reports of a person or about a page, for good. */
export function erase(what: { distinctId?: string; documentURL?: string; project?: string }) {
  return send<ErasureView>("POST", "/erasures", what);
}

const alert = (name: string) => `/alerts/${encodeURIComponent(name)}`;

export function createAlert(body: Record<string, unknown>) {
  return send<AlertView>("POST", "/alerts", body);
}

export function editAlert(name: string, body: Record<string, unknown>) {
  return send<AlertView>("PATCH", alert(name), body);
}

export function removeAlert(name: string) {
  return send<AlertView>("DELETE", alert(name));
}

export function switchAlert(name: string, enabled: boolean) {
  return send<AlertView>("POST", `${alert(name)}/${enabled ? "enable" : "disable"}`);
}

/** Sends a message, and tells what the other side said. */
export function testAlert(name: string) {
  return send<AlertTestView>("POST", `${alert(name)}/test`);
}

/** The same of an alert that is not saved. */
export function tryAlert(body: Record<string, unknown>) {
  return send<AlertTestView>("POST", "/alerts/test", body);
}

/** A change of the noise rules that is only thought of. */
export type NoiseChange =
  | { rule: NoiseRuleInput }
  | { disable: string[] }
  | { enable: string[] }
  | { remove: string };

/** What it would do to the reports of the last 7 days. */
export function previewNoise(change: NoiseChange) {
  return send<NoisePreviewView>("POST", "/noise-rules/preview", change);
}
