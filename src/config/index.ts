/** The configuration: one schema; types, defaults, documentation and errors come from it. */

export { type Address, type Cidr, formatAddress, formatCidr } from "./address.ts";
export { ALERT_CHANNELS, ALERT_KINDS, AlertSchema } from "./alert-schema.ts";
export type {
  AlertConfig,
  BatchConfig,
  BuiltInSink,
  Config,
  ExternalSink,
  GeneralConfig,
  ProjectConfig,
  RateLimit,
  SinkConfig,
} from "./config.ts";
export { describeConfig } from "./describe.ts";
export { configReference } from "./document.ts";
export { exampleConfig } from "./example.ts";
export type { PluginNote, Setting } from "./findings.ts";
export {
  type ConfigSources,
  externalModules,
  type LoadedConfig,
  loadConfig,
  loadGeneral,
  secretVariables,
} from "./load.ts";
export type { Manifest, Manifests } from "./manifest.ts";
export { type ModuleRef, moduleKey } from "./module-ref.ts";
export { NAME_PATTERN } from "./nodes.ts";
export { NoiseRuleSchema } from "./noise-schema.ts";
export { CONFIG_VARIABLE, type Environment, type Flag } from "./overrides.ts";
export { printable } from "./printable.ts";
export { ConfigError, type Problem, renderProblem } from "./problem.ts";
export {
  type AlertSettings,
  alertSettings,
  readAlert,
  type WrittenAlert,
} from "./runtime-alert.ts";
export {
  type FieldProblem,
  type FieldReading,
  type NewProjectInput,
  NewProjectSchema,
  type ProjectSettingsInput,
  ProjectSettingsSchema,
  readNewProject,
  readProjectSettings,
} from "./runtime-project.ts";
export { type NoiseRuleInput, readNoiseRule } from "./runtime-rule.ts";
export { Secret } from "./secret.ts";
export { fillSettings, sinksReference } from "./sink-document.ts";
export { HOST_KEYS } from "./sink-parts.ts";
