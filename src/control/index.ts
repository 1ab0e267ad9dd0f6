/** The control database: what people change at run time, where the configuration does not say it. */
export {
  type AccessRole,
  type AccessToken,
  AccessTokens,
  type NewAccessToken,
} from "./access-tokens.ts";
export { type DeclaredAlert, RuntimeAlerts, type RuntimeAlertsOptions } from "./alerts.ts";
export { Control, type ControlOptions } from "./control.ts";
export { CONTROL_FILE, ControlDatabase, openControl } from "./database.ts";
export {
  ISSUE_STATUSES,
  type IssueChange,
  type IssueEdit,
  IssueMarks,
  type MarkedIssue,
} from "./issue-marks.ts";
export { type ListedNoiseRule, type NoiseChange, NoiseRules } from "./noise-rules.ts";
export { Projects } from "./projects.ts";
export {
  effectiveProjects,
  liveTokens,
  type ProjectToken,
  type RuntimeProject,
} from "./runtime-project.ts";
