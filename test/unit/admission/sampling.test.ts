import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import fc from "fast-check";
import { decide, isTooSmall } from "../../../src/admission/sampling.ts";

interface Vector {
  timestamp: string;
  sample_rate: number;
  key: string;
  threshold_10000: number;
  keep: boolean;
}

const FIXTURES = join(import.meta.dir, "../../fixtures");
const { vectors }: { vectors: Vector[] } = await Bun.file(
  join(FIXTURES, "sampling-vectors.json"),
).json();

const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;

/** The decisions of `algorithm` over a grid of URLs and minutes. */
function keepMatrix(rate: number, urls: number, minutes: number): boolean[][] {
  return Array.from({ length: urls }, (_, u) =>
    Array.from({ length: minutes }, (_, m) => {
      const url = `https://www.shop.example/products/${u}?page=${u % 7}`;
      return decide("uniform", rate, url, START + m * MINUTE).keep;
    }),
  );
}

describe("posthog sampling decides as PostHog does", () => {
  for (const [index, vector] of vectors.entries()) {
    const { key, timestamp, sample_rate: rate } = vector;
    // What is not a string in JSON is already printed as Python would in the key.
    const url = key.slice(0, -"-YYYY-MM-DDTHH:MM:SS".length);
    test(`vector ${index}: ${rate} of ${url} at ${timestamp}`, () => {
      const decision = decide("posthog", rate, url, Date.parse(`${timestamp}Z`));
      expect(decision.keep).toBe(vector.keep);
      if (rate < 1) expect(decision.key).toBe(key);
      if (rate < 1 && vector.keep) expect(decision.weight).toBe(10_000 / vector.threshold_10000);
    });
  }

  test("rounds half a bucket to even: 312.5 to 312, 937.5 to 938", () => {
    for (const [rate, buckets] of [
      [0.03125, 312],
      [0.09375, 938],
    ] as const) {
      const weights = Array.from(
        { length: 500 },
        (_, i) => decide("posthog", rate, `https://shop.example/${i}`, START).weight,
      );
      expect(new Set(weights)).toEqual(new Set([0, 10_000 / buckets]));
    }
  });

  test("cannot tell rates of half a bucket or less from 0", () => {
    expect(isTooSmall("posthog", 0.00005)).toBe(true);
    expect(isTooSmall("posthog", 0.00006)).toBe(false);
    expect(isTooSmall("posthog", 0)).toBe(false);
    expect(isTooSmall("uniform", 0.00005)).toBe(false);
  });
});

describe("uniform sampling", () => {
  // 99.9 % of all samples lie within 3.2905 standard deviations.
  for (const rate of [0.001, 0.01, 0.05, 0.5]) {
    test(`keeps ${rate} of URLs and minutes within a 99.9 % interval`, () => {
      const [urls, minutes] = [400, 500];
      const kept = keepMatrix(rate, urls, minutes).flat().filter(Boolean).length;
      const total = urls * minutes;
      const deviation = Math.sqrt(total * rate * (1 - rate));
      expect(Math.abs(kept - total * rate)).toBeLessThan(3.2905 * deviation);
    });
  }

  for (const rate of [0.05, 0.5]) {
    test(`decides neighbouring minutes of one URL independently at ${rate}`, () => {
      const pairs = keepMatrix(rate, 200, 500).flatMap((row) =>
        row.slice(1).map((keep, i) => [Number(row[i]) - rate, Number(keep) - rate] as const),
      );
      const covariance = pairs.reduce((sum, [a, b]) => sum + a * b, 0) / pairs.length;
      const correlation = covariance / (rate * (1 - rate));
      expect(Math.abs(correlation)).toBeLessThan(3.2905 / Math.sqrt(pairs.length));
    });
  }

  test("is XXH64 of the key's UTF-8, a public constant of every version", () => {
    expect(Bun.hash.xxHash64("")).toBe(0xef46db3751d8e999n);
    expect(Bun.hash.xxHash64("abc")).toBe(0x44bc2cf5ad770999n);
    const key = "https://shop.example/é-2026-01-01T00:00:00";
    const share = Number(Bun.hash.xxHash64(new TextEncoder().encode(key))) / 2 ** 64;
    const at = (rate: number) => decide("uniform", rate, "https://shop.example/é", START + 59_999);
    expect(at(share + 1e-9)).toMatchObject({ keep: true, key });
    expect(at(share - 1e-9)).toMatchObject({ keep: false, key });
  });

  test("keeps a report under a higher rate whenever it does under a lower one", () => {
    const rate = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.webUrl(), rate, rate, (url, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        if (decide("uniform", low, url, START).keep) {
          expect(decide("uniform", high, url, START).keep).toBe(true);
        }
      }),
    );
  });
});

describe("under either algorithm", () => {
  const algorithms = ["uniform", "posthog"] as const;

  for (const algorithm of algorithms) {
    test(`${algorithm}: a rate of 1 or more keeps everything, and no key is made`, () => {
      for (const rate of [1, 5, Number.POSITIVE_INFINITY]) {
        expect(decide(algorithm, rate, "x", START)).toEqual({ keep: true, weight: 1, key: null });
      }
    });

    test(`${algorithm}: a rate of 0 or less keeps nothing`, () => {
      for (const rate of [0, -1, Number.NEGATIVE_INFINITY]) {
        expect(decide(algorithm, rate, "x", START)).toMatchObject({ keep: false, weight: 0 });
      }
    });

    test(`${algorithm}: weights of what is kept are finite, at least 1, and 1 / probability`, () => {
      const rate = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
      fc.assert(
        fc.property(fc.string(), rate, (url, rate) => {
          const { keep, weight } = decide(algorithm, rate, url, START);
          if (!keep) return expect(weight).toBe(0);
          expect(weight).toBeGreaterThanOrEqual(1);
          expect(Number.isFinite(weight)).toBe(true);
          if (algorithm === "uniform" && rate > 1e-3) expect(weight).toBe(1 / rate);
        }),
      );
    });

    test(`${algorithm}: weights add up to about what was received`, () => {
      const total = 20_000;
      let estimated = 0;
      for (let i = 0; i < total; i += 1) {
        estimated += decide(algorithm, 0.2, `https://shop.example/${i * 7919}`, START).weight;
      }
      expect(Math.abs(estimated - total)).toBeLessThan(total * 0.05);
    });

    test(`${algorithm}: all of one URL and minute share their fate`, () => {
      const fate = (ms: number) => decide(algorithm, 0.5, "https://shop.example/", START + ms).keep;
      for (let m = 0; m < 50; m += 1) {
        expect(fate(m * MINUTE)).toBe(fate(m * MINUTE + 59_999));
      }
    });
  }
});
