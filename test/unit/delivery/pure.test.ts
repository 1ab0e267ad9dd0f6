import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { backoff, LONGEST_RETRY_AFTER } from "../../../src/delivery/backoff.ts";
import { messageOf, outcomeOfError, outcomeOfResult } from "../../../src/delivery/outcome.ts";
import { Window } from "../../../src/delivery/window.ts";
import { SinkError } from "../../../src/sink/index.ts";

const RETRY = { min: 1_000, max: 60_000 };

describe("backoff", () => {
  test("doubles with each failure, between half of the step and all of it, up to the longest", () => {
    const steps = [1, 2, 3, 6, 7, 60].map((failures) => [
      backoff(failures, RETRY, null, 0),
      backoff(failures, RETRY, null, 1),
    ]);
    expect(steps).toEqual([
      [500, 1_000],
      [1_000, 2_000],
      [2_000, 4_000],
      [16_000, 32_000],
      [30_000, 60_000],
      [30_000, 60_000],
    ]);
  });

  test("waits as long as the other side asks, but never longer than an hour for it", () => {
    expect(backoff(1, RETRY, 90_000, 0)).toBe(90_000);
    expect(backoff(9, RETRY, 5, 0)).toBe(30_000);
    expect(backoff(1, RETRY, Number.MAX_SAFE_INTEGER, 0)).toBe(LONGEST_RETRY_AFTER);
    expect(LONGEST_RETRY_AFTER).toBe(3_600_000);
  });

  test("is a positive, finite wait after any number of failures", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (failures, random) => {
          const wait = backoff(failures, RETRY, null, random);
          expect(wait).toBeGreaterThanOrEqual(RETRY.min / 2);
          expect(wait).toBeLessThanOrEqual(RETRY.max);
        },
      ),
    );
  });
});

describe("the window", () => {
  /** Fails until the window is as small as it gets, and returns its sizes on the way. */
  function sizes(full: number, failures: number): number[] {
    const window = new Window(full);
    return Array.from({ length: failures }, () => {
      window.failed(window.size);
      return window.size;
    });
  }

  test("stays full for two failures, then halves down to a single report", () => {
    expect(sizes(500, 13)).toEqual([500, 500, 250, 125, 63, 32, 16, 8, 4, 2, 1, 1, 1]);
    expect(sizes(1, 4)).toEqual([1, 1, 1, 1]);
  });

  test("doubles again with each success, up to a full batch", () => {
    const window = new Window(10);
    for (let failure = 0; failure < 7; failure++) window.failed(window.size);
    const grown = Array.from({ length: 5 }, () => {
      window.succeeded();
      return window.size;
    });
    expect(grown).toEqual([2, 4, 8, 10, 10]);
    expect(window.failures).toBe(0);
  });

  test("lets in no more than was tried, so that the same batch comes again, and halves that", () => {
    const window = new Window(500);
    window.failed(8);
    expect(window.size).toBe(8);
    window.hold(5);
    expect([window.size, window.failures]).toEqual([5, 1]);
    window.failed(5);
    window.failed(5);
    expect(window.size).toBe(3);
  });

  test("suspects a report only once it has failed on its own", () => {
    const window = new Window(2);
    for (let failure = 0; failure < 3; failure++) window.failed(2);
    expect([window.size, window.suspicious]).toEqual([1, false]);
    window.failed(1);
    expect(window.suspicious).toBe(true);
    window.succeeded();
    expect(window.suspicious).toBe(false);
    window.failed(1);
    window.failed(1);
    expect(window.suspicious).toBe(false);
    window.failed(1);
    expect(window.suspicious).toBe(true);
  });
});

describe("what write resolves with", () => {
  const rejection = { index: 1, reason: "no" };

  test.each([[{}], [{ rejected: [] }], [{ rejected: undefined }], [{ more: 1 }]])(
    "%j accepts everything",
    (result) => {
      expect(outcomeOfResult(result, 3)).toEqual({ kind: "accepted", rejected: [] });
    },
  );

  test("names the rejected", () => {
    const rejected = [rejection, { index: 0, reason: "neither" }];
    expect(outcomeOfResult({ rejected }, 2)).toEqual({ kind: "accepted", rejected });
  });

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a text", "ok"],
    ["a list that is none", { rejected: { 0: rejection } }],
    ["null for the list", { rejected: null }],
    ["an index past the end", { rejected: [{ index: 2, reason: "no" }] }],
    ["a negative index", { rejected: [{ index: -1, reason: "no" }] }],
    ["half an index", { rejected: [{ index: 0.5, reason: "no" }] }],
    ["an index as text", { rejected: [{ index: "0", reason: "no" }] }],
    ["no index", { rejected: [{ reason: "no" }] }],
    ["the same index twice", { rejected: [rejection, rejection] }],
    ["no reason", { rejected: [{ index: 0 }] }],
    ["an empty reason", { rejected: [{ index: 0, reason: "" }] }],
    ["null in the list", { rejected: [null] }],
    ["a number in the list", { rejected: [1] }],
  ])("that is %s is a broken sink, which costs time and never data", (_, result) => {
    const outcome = outcomeOfResult(result, 2);
    expect(outcome).toMatchObject({ kind: "retry", retryAfter: null });
    expect(outcome.kind === "retry" && outcome.error).toStartWith("Broken sink: ");
  });
});

describe("what write throws", () => {
  const down = new Error("down");
  const foreign = { code: "sink_error", fatal: true };

  test.each<[string, unknown, object]>([
    ["an error", down, { kind: "retry", error: "down", retryAfter: null }],
    ["a text", "down", { kind: "retry", error: "down", retryAfter: null }],
    [
      "nothing",
      undefined,
      { kind: "retry", error: "It threw undefined, which says nothing.", retryAfter: null },
    ],
    ["a sink error", new SinkError("no"), { kind: "retry", error: "no", retryAfter: null }],
    ["a wish to wait", new SinkError("no", { retryAfter: 5 }), { kind: "retry", retryAfter: 5 }],
    ["a wait below 0", new SinkError("no", { retryAfter: -5 }), { retryAfter: null }],
    ["a wait of NaN", new SinkError("no", { retryAfter: Number.NaN }), { retryAfter: null }],
    ["a fatal error", new SinkError("key", { fatal: true }), { kind: "fatal", error: "key" }],
    ["one of the plugin's own class", Object.assign(new Error("key"), foreign), { kind: "fatal" }],
    ["somebody else's fatal", Object.assign(new Error("x"), { fatal: true }), { kind: "retry" }],
    ["a fatal that is not true", { code: "sink_error", fatal: "yes" }, { kind: "retry" }],
  ])("%s", (_, thrown, outcome) => {
    expect(outcomeOfError(thrown)).toMatchObject(outcome);
  });

  test("becomes one line of bounded length, whatever it is", () => {
    expect(messageOf(new Error("a\n  b\tc"))).toBe("a b c");
    expect(messageOf(new TypeError())).toBe("TypeError");
    expect(messageOf(undefined)).toBe("It threw undefined, which says nothing.");
    expect(messageOf(null)).toBe("It threw null, which says nothing.");
    expect(messageOf("")).toBe("It threw an empty text, which says nothing.");
    expect(messageOf("x".repeat(9_999))).toHaveLength(500);
    expect(messageOf({ toString: () => "said" })).toBe("said");
    expect(messageOf(Symbol("s"))).toBe("Symbol(s)");
    expect(messageOf(Object.create(null))).toBe("An error that has no text.");
    expect(messageOf(Object.assign(new Error(), { message: 5 }))).toBe("5");
  });
});
