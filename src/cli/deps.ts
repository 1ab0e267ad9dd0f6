import type { BackupResult, RestoreResult } from "../collector/backup/index.ts";
import type { LoadedConfig, Manifests } from "../config/index.ts";
import type { Filled, Plan } from "../demo/index.ts";
import type { DescribeSink, RehearseSink } from "../external/index.ts";
import type { Clock } from "../sink/context.ts";
import type { Started } from "./banner.ts";

/** A collector that runs. */
export interface Running extends Started {
  /** Takes no more requests, delivers what it can within `shutdown.timeout`, closes. Called once. */
  stop(): Promise<void>;
  /** Reads certificate and key again. Rejects where they cannot be used; the old ones stay then. */
  reload(): Promise<void>;
}

/**
 * Starts a collector. Rejects with a CodedError, leaving nothing open.
 *
 * @param clock what time it is there; left out: the machine's
 */
export type Start = (loaded: LoadedConfig, clock?: Clock) => Promise<Running>;

/** Fills an empty data folder with what a plan says. Rejects with a CodedError. */
export type Fill = (config: LoadedConfig["config"], plan: Plan) => Promise<Filled>;

/** Says what a third party's module is, without running its sink. Never rejects. */
export type Describe = DescribeSink;

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
  readonly fill: Fill;
  readonly describe: Describe;
  /** Creates a third party's sink, which is gone again at once. Never rejects. */
  readonly rehearse: RehearseSink;
  /** Copies what the configuration's Tattle keeps into a new file. Rejects with a CodedError. */
  readonly backUp: (config: LoadedConfig["config"], file: string) => Promise<BackupResult>;
  /** The opposite. `force` moves what is there aside. Rejects with a CodedError. */
  readonly restore: (
    config: LoadedConfig["config"],
    file: string,
    force: boolean,
  ) => Promise<RestoreResult>;
  /** The OpenAPI document. Left out: there is no `tattle openapi`. */
  readonly openapi?: () => unknown;
}
