import type { DropReason } from "../report/drop.ts";
import type { JsonObject } from "../report/json.ts";
import type { Sampling, Violation } from "../report/report.ts";

/** What admission looks at in a decoded item, its texts as received. */
export interface Candidate {
  /** Reporting API type, as sent. */
  readonly type: string;
  readonly violation: Violation | null;
  /** Body of the other types; its `sourceFile` is where their noise shows. */
  readonly body?: JsonObject | null;
  /** The envelope's `url`, or the violation's document. */
  readonly url: string | null;
  /** The user agent that the report names. */
  readonly userAgent: string | null;
}

/** What admission looks at in the request that carried the items. */
export interface AdmissionRequest {
  /** Blank counts as absent. */
  readonly token: string | null;
  /** The last `sample_rate` value, as sent. */
  readonly sampleRate: string | null;
  /** Milliseconds since the epoch. Limits, quotas and the sampling minute go by it. */
  readonly receivedAt: number;
  /** IPv4 or IPv6 of the client; `null` where unknown, and then limits by address are off. */
  readonly clientAddress: string | null;
  /** The `User-Agent` header. */
  readonly userAgent: string | null;
}

/** An item that is kept. */
export interface Kept<T> {
  readonly item: T;
  /** Set where the rate was below 1. Its key is not redacted yet. */
  readonly sampling: Sampling | null;
  /** How many received items this one stands for, ≥ 1. */
  readonly weight: number;
  /** Id of the noise rule that recognised it. */
  readonly noise: string | null;
}

/** How many items were dropped, by reason. */
export type Drops = Partial<Record<DropReason, number>>;

/** What becomes of a request's items: each is either in `kept` or counted once in `drops`. */
export interface Verdict<T> {
  /** `null` where the token names no project; its drops count under no project. */
  readonly project: string | null;
  /** In the order of the items. */
  readonly kept: readonly Kept<T>[];
  readonly drops: Drops;
  /**
   * A token is needed, none came, and at least one item was left to be kept: to be answered 400.
   * Those items count as `unknown_token`.
   */
  readonly missingToken: boolean;
}
