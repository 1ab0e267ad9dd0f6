import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import fc from "fast-check";
import { parseSampleRate, type SampleRateProblem } from "../../../src/admission/sample-rate.ts";

interface ParsingCase {
  raw: string | null;
  effective: number | string;
}

const FIXTURES = join(import.meta.dir, "../../fixtures");
const vectors: { sample_rate_parsing: ParsingCase[] } = await Bun.file(
  join(FIXTURES, "sampling-vectors.json"),
).json();

/** Some fixture entries carry the decoded value in words beside the encoded one. */
function decoded(raw: string | null): string | null {
  const words = /\(decoded '?(.+?)'?\)$/.exec(raw ?? "");
  return words?.[1] ?? raw;
}

/** What PostHog does with the rate, or what Tattle does instead for NaN. */
function effective(rate: number): number {
  return Math.min(1, Math.max(0, rate));
}

describe("a sample_rate of PostHog's vectors acts as there", () => {
  for (const { raw, effective: expected } of vectors.sample_rate_parsing) {
    const keepsAll = typeof expected === "string";
    test(`${raw} → ${keepsAll ? 1 : expected}`, () => {
      expect(effective(parseSampleRate(decoded(raw)).rate)).toBe(keepsAll ? 1 : expected);
    });
  }
});

describe("a sample_rate is read as Python reads a float", () => {
  const cases: [raw: string, rate: number][] = [
    ["0.25", 0.25],
    [" \t0.25\n", 0.25],
    ["\u3000.5\u0085", 0.5],
    ["\x1c0.5\x1f", 0.5],
    ["+.5", 0.5],
    ["1.", 1],
    ["5E-1", 0.5],
    ["0_0.2_5", 0.25],
    ["1e-3_0", 1e-30],
    ["٠.٢٥", 0.25],
    ["０．５", 1],
    ["０.５", 0.5],
    ["𝟎.𝟝", 0.5],
    ["1e999", Number.POSITIVE_INFINITY],
    ["-INFINITY", Number.NEGATIVE_INFINITY],
  ];
  for (const [raw, rate] of cases) {
    test(`${JSON.stringify(raw)} is ${rate}`, () => {
      expect(parseSampleRate(raw).rate).toBe(rate);
    });
  }
});

describe("a sample_rate that cannot be read keeps everything and says so", () => {
  const unreadable = ["abc", "0,5", "5%", "0x1", "true", "nan", "-NaN", "1__0", "_1", "1_", "1_.5"];
  for (const raw of [...unreadable, "1e", ".", "e5", "0.5 0.5", "\ufeff0.5", "½", "--1"]) {
    test(raw, () => {
      expect(parseSampleRate(raw)).toEqual({ rate: 1, problem: "sample_rate_unreadable" });
    });
  }
});

describe("a sample_rate that makes no sense names its problem", () => {
  const cases: [raw: string | null, problem: SampleRateProblem | null][] = [
    ["5", "sample_rate_above_one"],
    ["inf", "sample_rate_above_one"],
    ["-1", "sample_rate_negative"],
    ["-inf", "sample_rate_negative"],
    ["1", null],
    ["0", null],
    ["0.001", null],
    ["", null],
    ["  ", null],
    [null, null],
  ];
  for (const [raw, problem] of cases) {
    test(`${JSON.stringify(raw)}: ${problem}`, () => {
      expect(parseSampleRate(raw).problem).toBe(problem);
    });
  }
});

describe("whatever is sent as sample_rate", () => {
  test("gives a number that is not NaN", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (raw) => {
        expect(parseSampleRate(raw).rate).not.toBeNaN();
      }),
    );
  });

  test("is what it was printed from, for every finite double", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (rate) => {
        // `String` prints -0 as 0.
        expect(parseSampleRate(String(rate)).rate).toBe(rate + 0);
      }),
    );
  });

  test("is read in linear time", () => {
    for (const unit of ["1", "_1", " ", "1e", "٣", ".", "\u3000x"]) {
      expect(parseSampleRate(unit.repeat(200_000)).rate).toBeGreaterThan(0);
    }
  });
});
