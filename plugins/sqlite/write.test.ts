import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { MAX_VARIANTS, type Report } from "tattle/sink";
import { MAX_DOCUMENTS } from "./documents.ts";
import { MAX_NEW_LABELS } from "./labels.ts";
import { DAY, HOUR } from "./tally.ts";
import {
  createSink,
  RETENTION,
  recordedReports,
  report,
  reportsUpTo,
  SIGNAL,
  type Store,
  storeOf,
  T0,
  uuidAt,
  violation,
  withFolder,
  withStore,
} from "./test-support.ts";

const ROLLUPS = ["hours", "days", "facet_days", "directive_hours", "directive_days"];

/** What every table that counts must agree with. */
function expectCounted(store: Store, reports: readonly Report[]): void {
  const estimated = reports.reduce((sum, { weight }) => sum + weight, 0);
  const violations = reports.filter((one) => one.violation !== null).length;
  expect(store.value("SELECT count(*) FROM reports")).toBe(reports.length);
  for (const table of ROLLUPS) {
    const sums = `SELECT '${table}' AS name, total(received) AS received, total(estimated) AS estimated FROM ${table}`;
    expect(store.rows(sums)).toEqual([{ name: table, received: reports.length, estimated }]);
  }
  for (const table of ["issues", "issue_versions"]) {
    expect(store.value(`SELECT total(received) FROM ${table}`)).toBe(violations);
  }
}

describe("writing", () => {
  test("keeps everything that browsers were seen to send, violations as issues and the rest without", async () => {
    const recorded = await recordedReports();
    await withStore(async (store) => {
      expect(await store.write(recorded)).toEqual({ rejected: [] });
      expectCounted(store, recorded);
      const reader = store.sink.reader?.();
      for (const one of recorded) expect(await reader?.report(one.id)).toStrictEqual(one);
      await reader?.close();
    });
  });

  test("the same batch again changes nothing", async () => {
    await withStore(async (store) => {
      const batch = reportsUpTo(50);
      await store.write(batch);
      await store.write(batch);
      expectCounted(store, batch);
    });
  });

  test("batches that overlap count what they share once", async () => {
    await withStore(async (store) => {
      const all = reportsUpTo(60);
      await store.write(all.slice(0, 40));
      await store.write(all.slice(20));
      expectCounted(store, all);
    });
  });

  test("a report that a batch has twice is counted once", async () => {
    await withStore(async (store) => {
      await store.write([report(1), report(2), report(1)]);
      expectCounted(store, [report(1), report(2)]);
    });
  });

  test("any batches with any repeats end as the same counts", async () => {
    const weights = fc.constantFrom(1, 2, 4, 10);
    const some = fc.record({
      n: fc.nat({ max: 20 }),
      directive: fc.constantFrom("img-src", "script-src-elem", null),
      type: fc.constantFrom("csp-violation", "crash"),
    });
    const batches = fc.array(fc.array(some, { minLength: 1, maxLength: 15 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        batches,
        fc.array(weights, { minLength: 21, maxLength: 21 }),
        async (plan, weightOf) => {
          await withStore(async (store) => {
            const first = new Map<string, Report>();
            for (const batch of plan) {
              const reports = batch.map(({ n, directive, type }) =>
                report(n, {
                  type,
                  weight: weightOf[n] ?? 1,
                  violation: type === "crash" ? null : violation({ effectiveDirective: directive }),
                }),
              );
              await store.write(reports);
              for (const one of reports) if (!first.has(one.id)) first.set(one.id, one);
            }
            expectCounted(store, [...first.values()]);
          });
        },
      ),
      { numRuns: 25 },
    );
  });

  test("an id that is no UUID is refused alone", async () => {
    await withStore(async (store) => {
      const { rejected } = await store.write([report(1), report(2, { id: "2" }), report(3)]);
      expect(rejected).toEqual([{ index: 1, reason: "its id is not a UUID in canonical form" }]);
      expectCounted(store, [report(1), report(3)]);
    });
  });

  test.each<[string, Partial<Report>]>([
    ["lone surrogates", { type: "\ud800", project: "p\udfff", userAgent: "\udc00", url: "\ud800" }],
    ["NUL", { type: "a\u0000b", url: "\u0000", noise: "\u0000", userAgent: "\u0000" }],
    ["huge texts", { type: "t".repeat(100_000), url: "u".repeat(3_000_000) }],
    ["a huge name", { raw: { ["k".repeat(200_000)]: 1 } }],
    ["numbers that are none", { age: Number.NaN, weight: Number.NaN, occurredAt: Number.NaN }],
    [
      "numbers without end",
      {
        weight: Number.POSITIVE_INFINITY,
        receivedAt: Number.POSITIVE_INFINITY,
        occurredAt: Number.NEGATIVE_INFINITY,
      },
    ],
    ["numbers beyond 64 bits", { age: 1e300, occurredAt: -1e300, weight: 1e300 }],
    [
      "a line number beyond all lines",
      { violation: violation({ lineNumber: 1e300, columnNumber: -0.5, statusCode: 2 ** 63 }) },
    ],
    [
      "hostile texts in a violation",
      {
        violation: violation({
          effectiveDirective: "\ud800\u0000",
          blockedURL: "\udfff",
          documentURL: "\u0000\ud800",
          sourceFile: "x".repeat(1_000_000),
          sample: "\ud83d",
        }),
      },
    ],
    ["SQL", { type: "'; DROP TABLE reports; --", project: '"' }],
  ])("%s are stored and come back as they were", async (_, changes) => {
    await withStore(async (store) => {
      const hostile = [report(1, changes), report(2, changes), report(3, changes)];
      for (const one of hostile) expect(await store.write([one])).toEqual({ rejected: [] });
      const reader = store.sink.reader?.();
      for (const one of hostile) expect(await reader?.report(one.id)).toStrictEqual(one);
      expect((await reader?.overview({ from: 0, to: T0 * 2 }))?.total.received).toBe(3);
      await reader?.close();
      expect(store.value("PRAGMA integrity_check")).toBe("ok");
    });
  });
});

describe("an issue", () => {
  test("is one for all violations of the same fingerprint, seen from the first to the last", async () => {
    await withStore(async (store) => {
      await store.write([
        report(5, { weight: 10 }),
        report(1, {
          violation: violation({ sample: "other", documentURL: "https://www.shop.example/x" }),
        }),
      ]);
      await store.write([report(9), report(2)]);
      expect(
        store.rows(
          "SELECT directive, blocked, first_seen, last_seen, received, estimated, variance FROM issues",
        ),
      ).toEqual([
        {
          directive: "script-src-elem",
          blocked: "https://cdn.vendor.example",
          first_seen: report(1).occurredAt,
          last_seen: report(9).occurredAt,
          received: 4,
          estimated: 13,
          variance: 90,
        },
      ]);
    });
  });

  test("knows what sampling leaves open: reports of a document and minute were kept together", async () => {
    const sampled = (n: number, key: string) =>
      report(n, { weight: 4, sampling: { algorithm: "uniform", rate: 0.25, key } });
    await withStore(async (store) => {
      await store.write([sampled(1, "a"), sampled(2, "a")]);
      await store.write([sampled(3, "a"), sampled(4, "b")]);
      // (1 - p) / p² of the squares of three and one.
      const variance = 4 * 3 * (9 + 1);
      for (const table of ["issues", "hours", "days"]) {
        expect(store.value(`SELECT total(variance) FROM ${table}`)).toBe(variance);
      }
    });
  });

  test("has a bounded number of variants, each counted, and since when it was seen", async () => {
    const line = (lineNumber: number, n = lineNumber) =>
      report(n, { violation: violation({ sample: "alert(1)", lineNumber }) });
    await withStore(async (store) => {
      await store.write(Array.from({ length: MAX_VARIANTS + 5 }, (_, n) => line(n)));
      await store.write([line(3, 200), line(100)]);
      expect(store.value("SELECT count(*) FROM variants")).toBe(MAX_VARIANTS);
      expect(store.rows("SELECT * FROM variants WHERE line = 3")).toMatchObject([
        { sample: "alert(1)", col: 34, received: 2, first_seen: report(3).occurredAt },
      ]);
    });
  });

  test("is told apart by policy version, each with its span", async () => {
    const of = (n: number, version: string | null) =>
      report(n, { request: { ...report(n).request, version } });
    await withStore(async (store) => {
      await store.write([of(1, null), of(2, "2"), of(5, "2")]);
      await store.write([of(3, "2")]);
      expect(
        store.rows(
          "SELECT label, first_seen, last_seen, received FROM issue_versions LEFT JOIN labels ON id = version_id ORDER BY version_id",
        ),
      ).toEqual([
        {
          label: null,
          first_seen: report(1).occurredAt,
          last_seen: report(1).occurredAt,
          received: 1,
        },
        {
          label: "2",
          first_seen: report(2).occurredAt,
          last_seen: report(5).occurredAt,
          received: 3,
        },
      ]);
    });
  });

  test("does not exist for reports of other types", async () => {
    await withStore(async (store) => {
      await store.write([report(1, { type: "crash", violation: null, body: { reason: "oom" } })]);
      expect(store.value("SELECT count(*) FROM issues")).toBe(0);
      expect(store.rows("SELECT project, type, fingerprint FROM streams")).toEqual([
        { project: "default", type: "crash", fingerprint: "" },
      ]);
    });
  });
});

describe("rollups", () => {
  test("count by the hour and day in which a violation occurred", async () => {
    await withStore(async (store) => {
      await store.write([report(0), report(1)]);
      // report(0) came in at midnight and occurred before it.
      expect(
        store.rows(
          "SELECT hour - 24 * day AS hour, hours.received FROM hours, days USING (stream_id) WHERE hour / 24 = day ORDER BY 1",
        ),
      ).toEqual([
        { hour: 0, received: 1 },
        { hour: 23, received: 1 },
      ]);
    });
  });

  test("tell apart disposition, noise, policy version and browser", async () => {
    await withStore(async (store) => {
      const request = { ...report(1).request, version: "v2" };
      await store.write([
        report(1),
        report(2, { disposition: "report" }),
        report(3, { noise: "extension" }),
        report(4, { request }),
        report(5, { userAgent: "curl/8" }),
        report(6, { userAgent: null, disposition: null }),
      ]);
      expect(store.value("SELECT count(*) FROM facet_days")).toBe(6);
      expect(
        store.rows("SELECT kind, label FROM labels WHERE kind <> 'other' ORDER BY kind, label"),
      ).toEqual([
        { kind: "browser", label: "Firefox" },
        { kind: "browser", label: "other" },
        { kind: "noise", label: "extension" },
        { kind: "version", label: "v2" },
      ]);
    });
  });

  test("take a bounded number of new policy versions a day; the rest count as other", async () => {
    await withStore(async (store) => {
      const many = reportsUpTo(MAX_NEW_LABELS + 20).map((one, n) => ({
        ...one,
        request: { ...one.request, version: `v${n}` },
      }));
      await store.write(many);
      expect(store.value("SELECT count(*) FROM labels WHERE kind = 'version'")).toBe(
        MAX_NEW_LABELS,
      );
      expect(store.value("SELECT received FROM facet_days WHERE version_id = 1")).toBe(20);
      expectCounted(store, many);
    });
  });

  test("name a bounded number of documents per issue and day; the rest count together", async () => {
    await withStore(async (store) => {
      const many = reportsUpTo(MAX_DOCUMENTS + 30).map((one, n) => ({
        ...one,
        occurredAt: T0 + HOUR,
        violation: violation({ documentURL: `https://www.shop.example/${n}` }),
      }));
      await store.write(many.slice(0, 40));
      await store.write(many.slice(40));
      await store.write([
        report(100, {
          occurredAt: T0 + HOUR,
          violation: violation({ documentURL: "https://www.shop.example/3" }),
        }),
      ]);
      expect(store.value("SELECT count(*) FROM document_days WHERE text_id <> 0")).toBe(
        MAX_DOCUMENTS,
      );
      expect(store.value("SELECT received FROM document_days WHERE text_id = 0")).toBe(30);
      expect(
        store.rows(
          "SELECT text FROM document_days JOIN texts ON texts.id = text_id WHERE received = 2",
        ),
      ).toEqual([{ text: "https://www.shop.example/3" }]);
    });
  });
});

describe("a document's URL of absurd length", () => {
  test("counts with the rest, and gets no row of its own", async () => {
    await withStore(async (store) => {
      const documentURL = `https://www.shop.example/${"x".repeat(100_000)}`;
      await store.write([report(1, { violation: violation({ documentURL }) })]);
      expect(store.rows("SELECT text_id, received FROM document_days")).toEqual([
        { text_id: 0, received: 1 },
      ]);
    });
  });
});

describe("the dictionary", () => {
  test("has a text from its second appearance on, once", async () => {
    await withStore(async (store) => {
      const url = "https://www.shop.example/only";
      const count = `SELECT count(*) FROM texts WHERE text = '${url}'`;
      const seen: unknown[] = [];
      for (const n of [1, 2, 3]) {
        await store.write([report(n, { url })]);
        seen.push(store.value(count));
      }
      expect(seen).toEqual([0, 1, 1]);
    });
  });

  test("takes a bounded amount of new texts a day, the rest is written in place", async () => {
    await withFolder(async (dir) => {
      const sink = createSink(dir, { retention: { ...RETENTION, size: 128 * 10_000 } });
      await sink.open(SIGNAL);
      const store = storeOf(dir, sink);
      const twice = (from: number, time: number) =>
        [0, 1].flatMap((again) =>
          Array.from({ length: 20 }, (_, n) => {
            const url = `https://www.shop.example/${from + n}/`.padEnd(1000, "x");
            const number = from + n + again * 50;
            return report(number, { id: uuidAt(time, number), receivedAt: time, url });
          }),
        );
      const all = [...twice(0, T0), ...twice(100, T0 + DAY)];
      const added: unknown[] = [];
      for (const day of [all.slice(0, 40), all.slice(40)]) {
        await store.write(day);
        added.push(store.value("SELECT count(*) FROM texts WHERE length(text) = 1000"));
      }
      expect(Number(added[0])).toBeWithin(5, 10);
      expect(Number(added[1])).toBeWithin(10, 20);
      const reader = sink.reader?.();
      for (const one of all) expect(await reader?.report(one.id)).toStrictEqual(one);
      await reader?.close();
      await sink.close();
    });
  });

  test("knows the last day that a text was used on, so that it can be forgotten with that day's reports", async () => {
    await withStore(async (store) => {
      const used = "SELECT last_day FROM texts WHERE text = 'https://www.shop.example/cart/'";
      await store.write(reportsUpTo(3));
      expect(store.value(used)).toBe(T0 / DAY);
      const later = T0 + 2 * DAY;
      await store.write([
        report(9, { id: uuidAt(later, 9), receivedAt: later, occurredAt: later }),
      ]);
      expect(store.value(used)).toBe(T0 / DAY + 2);
    });
  });
});
