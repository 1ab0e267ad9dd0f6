import type { Static } from "@sinclair/typebox";
import type { Resolved } from "./host.ts";
import type { ModuleRef } from "./module-ref.ts";
import type { ConfigSchema } from "./schema.ts";
import type { BatchSchema, CommonSchema } from "./sink-schema.ts";

type Everything = Resolved<Static<typeof ConfigSchema>>;
/** One `[[alerts]]` entry. */
export type AlertConfig = Everything["alerts"][number];

/** The server that takes e-mail. */
export type SmtpConfig = NonNullable<Everything["smtp"]>;

type DeclaredProject = Everything["projects"][number];
type DeclaredSink = Resolved<Static<typeof CommonSchema>>;

/** Bounds of a batch: reports, bytes, milliseconds. */
export type BatchConfig = Resolved<Static<typeof BatchSchema>>;

/** A token bucket. */
export type RateLimit = NonNullable<DeclaredProject["rateLimit"]>;

/** One `[[projects]]` entry. */
export type ProjectConfig = Omit<DeclaredProject, "token" | "tokens" | "noise"> & {
  /** At least one; no two projects share one. Public, not secrets. */
  readonly tokens: readonly string[];
  /** Its own, else `noise.action`. */
  readonly noise: Everything["noise"]["action"];
};

/** What all `[[sinks]]` entries have, resolved. Milliseconds and bytes. */
type CommonSink = Omit<DeclaredSink, "type" | "use" | "name" | "config"> & {
  /** Unique among the sinks. */
  readonly name: string;
  /**
   * The plugin's own settings by the keys of its schema, plain data: it survives
   * `structuredClone`. Secrets in it are plain strings, but `JSON.stringify` and `inspect` of this
   * object show them masked. Of an external sink whose plugin was not given: as in the file.
   */
  readonly config: object;
};

/** A sink of a kind that is part of Tattle. */
export interface BuiltInSink extends CommonSink {
  readonly kind: "builtin";
  /** The plugin's name. */
  readonly type: string;
}

/** A third party's sink, which runs in a process of its own. */
export interface ExternalSink extends CommonSink, ModuleRef {
  readonly kind: "external";
  /** Most memory of its process, in bytes. */
  readonly memory: number;
}

export type SinkConfig = BuiltInSink | ExternalSink;

/** What a configuration says of Tattle itself. */
export type GeneralConfig = Omit<Everything, "projects" | "sinks" | "alerts">;

/**
 * The whole configuration: every default filled in, durations in milliseconds, sizes in bytes,
 * paths absolute, secrets read. `null` is what an optional setting is when nobody set it.
 */
export type Config = GeneralConfig & {
  /** Empty: all reports belong to `default` and a token is optional. */
  readonly projects: readonly ProjectConfig[];
  /** Names are unique. */
  readonly alerts: readonly AlertConfig[];
  /** At least one. */
  readonly sinks: readonly SinkConfig[];
  /** Names of the variables that its secrets come from. Nothing of a third party's may see them. */
  readonly secretVariables: readonly string[];
};

export type { Address, Cidr } from "./address.ts";
export type { Rate } from "./rate.ts";
export { Secret } from "./secret.ts";
