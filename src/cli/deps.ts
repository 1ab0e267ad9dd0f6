import type { LoadedConfig, Manifests } from "../config/index.ts";
import type { Started } from "./banner.ts";

/** A collector that runs. */
export interface Running extends Started {
  /** Takes no more requests, delivers what it can within `shutdown.timeout`, closes. Called once. */
  stop(): Promise<void>;
  /** Reads certificate and key again. Rejects where they cannot be used; the old ones stay then. */
  reload(): Promise<void>;
}

/** Starts a collector. Rejects with a CodedError, leaving nothing open. */
export type Start = (loaded: LoadedConfig) => Promise<Running>;

/** What `tattle version` prints. */
export interface VersionInfo {
  readonly tattle: string;
  readonly bun: string;
  readonly sqlite: string;
  /** Of the build; `null` where the build did not say. */
  readonly commit: string | null;
}

/** The parts of Tattle that commands set to work. */
export interface Deps {
  readonly manifests: Manifests;
  readonly version: VersionInfo;
  readonly start: Start;
  /** The OpenAPI document. Left out: there is no `tattle openapi`. */
  readonly openapi?: () => unknown;
}
