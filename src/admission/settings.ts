import type { Confidence, NoiseRule } from "./noise/rule.ts";
import type { SamplingAlgorithm } from "./sampling.ts";
import type { RateLimit } from "./token-bucket.ts";

/** A project: what the reports with one of its tokens belong to. */
export interface ProjectSettings {
  /** Unique. */
  readonly name: string;
  /** Several while one replaces another. No two projects share one. Compared exactly. */
  readonly tokens: readonly string[];
  /** A retired project drops its reports as `retired_project`. */
  readonly state: "active" | "retired";
  /**
   * Origins of the documents whose reports are accepted: `https://shop.example`, or
   * `https://*.shop.example` for every subdomain of it but not itself. `null` or empty: any.
   */
  readonly origins: readonly string[] | null;
  /** Accepted report types, compared exactly. `null`: all. */
  readonly types: readonly string[] | null;
  /** What becomes of recognised noise: a tag, or a drop as `filtered`. */
  readonly noise: NoiseAction;
  /** Bounds what is kept, items. `null`: off. */
  readonly rateLimit: RateLimit | null;
  /** Items that are kept in one UTC day. `null`: unbounded. */
  readonly quotaPerDay: number | null;
}

export type NoiseAction = "tag" | "drop";

/** How noise is recognised, for all projects. */
export interface NoiseSettings {
  /** For the project `default` that exists where none is declared; projects bring their own. */
  readonly action: NoiseAction;
  /** Rules below this are not used. Default `medium`: the low ones hit ordinary reports too. */
  readonly confidence?: Confidence;
  /** Rules that are not used: an id (`extension-host/getpocket.com`) or a whole kind (`extension-host`). */
  readonly disabled?: readonly string[];
  /** The operator's own rules, used whatever their confidence. Default none. */
  readonly rules?: readonly NoiseRule[];
}

/** Everything that decides what is kept. */
export interface AdmissionSettings {
  /** Empty: everything belongs to {@link DEFAULT_PROJECT} and a token is optional. */
  readonly projects: readonly ProjectSettings[];
  /** How `sample_rate` decides. `posthog` gives PostHog's decisions bit for bit. */
  readonly algorithm: SamplingAlgorithm;
  readonly noise: NoiseSettings;
  /** Bounds what one client address may have kept, items. `null`: off. */
  readonly addressRateLimit: RateLimit | null;
}

/**
 * The project of the dashboard's own violations, and its token. It is always there, needs no
 * declaration, and is not among the declared ones; who declares the name or the token has it.
 */
export const DASHBOARD_PROJECT = "tattle-dashboard";

/** Name of the project that exists where none is declared. */
export const DEFAULT_PROJECT = "default";
