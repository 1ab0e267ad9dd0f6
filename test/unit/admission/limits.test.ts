import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { addressKey } from "../../../src/admission/address.ts";
import { DailyQuota } from "../../../src/admission/daily-quota.ts";
import { RateLimiter } from "../../../src/admission/rate-limiter.ts";
import { fullBucket, refill, take } from "../../../src/admission/token-bucket.ts";

const DAY = 86_400_000;

describe("a token bucket", () => {
  const limit = { perSecond: 10, burst: 3 };

  test("gives its burst at once, then one token each 100 ms", () => {
    const limiter = new RateLimiter(1);
    const allowed = (now: number) => limiter.allow("k", limit, now);
    expect([0, 0, 0, 0].map(allowed)).toEqual([true, true, true, false]);
    expect([99, 100, 100, 200].map(allowed)).toEqual([false, true, false, true]);
  });

  test("never holds more than its burst", () => {
    expect(refill(fullBucket(limit, 0), limit, DAY).tokens).toBe(3);
  });

  test("is not frozen by a clock that is set back", () => {
    const limiter = new RateLimiter(1);
    for (let i = 0; i < 3; i += 1) limiter.allow("k", limit, DAY);
    expect(limiter.allow("k", limit, 0)).toBe(false);
    expect(limiter.allow("k", limit, 100)).toBe(true);
  });

  test("gives at most burst + rate × time, whatever the pattern", () => {
    const steps = fc.array(fc.nat(300), { maxLength: 200 });
    fc.assert(
      fc.property(steps, (waits) => {
        let bucket = fullBucket(limit, 0);
        let [now, given] = [0, 0];
        for (const wait of waits) {
          now += wait;
          const filled = refill(bucket, limit, now);
          const taken = take(filled);
          bucket = taken ?? filled;
          if (taken) given += 1;
        }
        expect(given).toBeLessThanOrEqual(limit.burst + (now * limit.perSecond) / 1000 + 1e-6);
      }),
    );
  });
});

describe("a rate limiter", () => {
  const once = { perSecond: 0.001, burst: 1 };

  test("keeps keys apart", () => {
    const limiter = new RateLimiter(10);
    expect(["a", "b", "a"].map((key) => limiter.allow(key, once, 0))).toEqual([true, true, false]);
  });

  test("forgets the key that was used longest ago once it is full", () => {
    const limiter = new RateLimiter(2);
    for (const key of ["a", "b", "a", "c"]) limiter.allow(key, once, 0);
    expect(limiter.size).toBe(2);
    expect(limiter.allow("a", once, 0)).toBe(false);
    expect(limiter.allow("b", once, 0)).toBe(true);
  });

  test("never grows beyond its capacity", () => {
    const limiter = new RateLimiter(100);
    for (let i = 0; i < 10_000; i += 1) limiter.allow(`k${i}`, once, i);
    expect(limiter.size).toBe(100);
  });
});

describe("an address is limited by", () => {
  const cases: [address: string, key: string][] = [
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["::ffff:c000:0207", "192.0.2.7"],
    ["0:0:0:0:0:ffff:192.0.2.7", "192.0.2.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["1:2:3:4:5:6:7", "1:2:3:4:5:6:7"],
    ["1::2::3", "1::2::3"],
    ["::ffff:300.1.1.1", "::ffff:300.1.1.1"],
    ["unknown", "unknown"],
  ];
  for (const [address, key] of cases) {
    test(`${address} → ${key}`, () => {
      expect(addressKey(address)).toBe(key);
    });
  }

  test("the same key for every spelling of an IPv6 address", () => {
    const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const plain = groups.map((each) => each.toString(16)).join(":");
        const padded = groups.map((each) => each.toString(16).padStart(4, "0")).join(":");
        const short = plain.replace(/(^|:)0(:0)+(:|$)/, "::");
        for (const spelling of [padded, short, padded.toUpperCase()]) {
          expect(addressKey(spelling)).toBe(addressKey(plain));
        }
      }),
    );
  });
});

describe("a daily quota", () => {
  test("is used up, and full again at midnight UTC", () => {
    const quota = new DailyQuota(0);
    expect([0, 1, DAY - 1].map((now) => quota.allow("p", 2, now))).toEqual([true, true, false]);
    expect(quota.allow("p", 2, DAY)).toBe(true);
  });

  test("is one per project", () => {
    const quota = new DailyQuota(0);
    expect(["p", "q", "p"].map((name) => quota.allow(name, 1, 0))).toEqual([true, true, false]);
  });

  test("is not refilled by a restart, nor by a clock set back over midnight", () => {
    const quota = new DailyQuota(DAY, new Map([["p", 1]]));
    expect(quota.allow("p", 2, DAY)).toBe(true);
    expect(quota.allow("p", 2, DAY - 1)).toBe(false);
    expect(quota.allow("p", 2, DAY + 1)).toBe(false);
  });
});
