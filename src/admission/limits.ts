import type { DropReason } from "../report/drop.ts";
import { addressKey } from "./address.ts";
import { DailyQuota } from "./daily-quota.ts";
import { RateLimiter } from "./rate-limiter.ts";
import type { ProjectSettings } from "./settings.ts";
import type { RateLimit } from "./token-bucket.ts";

/** Addresses that are remembered: some 10 MB at most. */
const MAX_ADDRESSES = 50_000;

/** Everything that bounds how much is kept: per client address, per project, per day. */
export class Limits {
  readonly #addresses = new RateLimiter(MAX_ADDRESSES);
  readonly #projects = new RateLimiter(Number.POSITIVE_INFINITY);
  readonly #quota: DailyQuota;

  /** `keptToday`: what each project has kept on the UTC day of `now`. */
  constructor(now: number, keptToday?: ReadonlyMap<string, number>) {
    this.#quota = new DailyQuota(now, keptToday);
  }

  /**
   * Takes one item from every bound in turn, and says which refused it. What the bounds before
   * that one have given stays taken.
   */
  refuse(
    project: ProjectSettings,
    byAddress: { readonly limit: RateLimit | null; readonly address: string | null },
    now: number,
  ): DropReason | null {
    const { name, rateLimit, quotaPerDay } = project;
    const { limit, address } = byAddress;
    if (limit !== null && address !== null) {
      if (!this.#addresses.allow(addressKey(address), limit, now)) return "rate_limited";
    }
    if (rateLimit !== null && !this.#projects.allow(name, rateLimit, now)) return "rate_limited";
    if (quotaPerDay !== null && !this.#quota.allow(name, quotaPerDay, now)) return "quota_exceeded";
    return null;
  }
}
