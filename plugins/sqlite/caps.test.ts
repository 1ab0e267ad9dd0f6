import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { fingerprint, issueId, OVERFLOW, overflowParts, type Report } from "tattle/sink";
import { HeavyHitters } from "./heavy-hitters.ts";
import { PROMOTED_AT } from "./new-issues.ts";
import { HOUR } from "./tally.ts";
import {
  createSink,
  report,
  SIGNAL,
  type Store,
  storeOf,
  T0,
  uuidAt,
  violation,
  withFolder,
} from "./test-support.ts";
import { MAX_TYPES } from "./types.ts";

const CAP = 5;

async function withCap(test: (store: Store) => Promise<void>): Promise<void> {
  await withFolder(async (dir) => {
    const sink = createSink(dir, { new_issues_per_hour: CAP });
    await sink.open(SIGNAL);
    try {
      await test(storeOf(dir, sink));
    } finally {
      await sink.close();
    }
  });
}

/** The n-th report, of a blocked host, in an hour after {@link T0}. */
function blocked(n: number, host: string, hour = 0, directive = "script-src-elem"): Report {
  const time = T0 + hour * HOUR + n;
  const changes = { blockedURL: `https://${host}`, effectiveDirective: directive };
  return report(n, {
    id: uuidAt(time, n),
    receivedAt: time,
    occurredAt: time,
    violation: violation(changes),
  });
}

const hosts = (count: number, from = 0, hour = 0, directive?: string) =>
  Array.from({ length: count }, (_, n) =>
    blocked(from + n, `${from + n}.example`, hour, directive),
  );

const OVERFLOWS = `SELECT directive, received FROM issues WHERE blocked = '${OVERFLOW}' ORDER BY directive`;
const ISSUES = `SELECT count(*) FROM issues WHERE blocked <> '${OVERFLOW}'`;

describe("beyond the cap on new issues", () => {
  test("violations go to one issue of the project and directive, and all are counted", async () => {
    await withCap(async ({ write, rows, value }) => {
      await write([...hosts(20), ...hosts(20, 100, 0, "img-src")]);
      await write(hosts(3, 200));
      expect(value(ISSUES)).toBe(2 * CAP);
      expect(rows(OVERFLOWS)).toEqual([
        { directive: "img-src", received: 15 },
        { directive: "script-src-elem", received: 18 },
      ]);
      expect(value("SELECT sum(received) FROM days")).toBe(43);
      expect(
        value(
          `SELECT fingerprint FROM streams JOIN issues USING (id) WHERE blocked = '${OVERFLOW}' AND directive = 'img-src'`,
        ),
      ).toBe(issueId("default", overflowParts("img-src")));
    });
  });

  test("known issues go on to count", async () => {
    await withCap(async ({ write, value }) => {
      await write(hosts(20));
      await write([blocked(500, "0.example"), blocked(501, "1.example")]);
      expect(
        value(
          "SELECT sum(received) FROM issues WHERE blocked IN ('https://0.example', 'https://1.example')",
        ),
      ).toBe(4);
    });
  });

  test("the next hour has new ones, also after a restart in the middle", async () => {
    await withFolder(async (dir) => {
      for (const [from, hour, expected] of [
        [0, 0, CAP],
        [100, 0, CAP],
        [200, 1, 2 * CAP],
      ] as const) {
        const sink = createSink(dir, { new_issues_per_hour: CAP });
        await sink.open(SIGNAL);
        const store = storeOf(dir, sink);
        await store.write(hosts(20, from, hour));
        expect(store.value(ISSUES)).toBe(expected);
        await sink.close();
      }
    });
  });

  test("a fingerprint that comes often becomes an issue, and what was counted before stays where it was", async () => {
    await withCap(async ({ write, rows, value }) => {
      await write(hosts(20));
      const often = Array.from({ length: PROMOTED_AT + 50 }, (_, n) =>
        blocked(1000 + n, "often.example"),
      );
      await write(often);
      expect(rows("SELECT received FROM issues WHERE blocked = 'https://often.example'")).toEqual([
        { received: 51 },
      ]);
      expect(value(`SELECT received FROM issues WHERE blocked = '${OVERFLOW}'`)).toBe(
        15 + PROMOTED_AT - 1,
      );
    });
  });

  test("no more are promoted in an hour than may be made", async () => {
    await withCap(async ({ write, value }) => {
      await write(hosts(CAP));
      for (let host = 0; host < 4 * CAP; host++) {
        await write(
          Array.from({ length: PROMOTED_AT + 1 }, (_, n) =>
            blocked(1000 * host + n + 100, `h${host}.example`),
          ),
        );
      }
      expect(value(ISSUES)).toBe(2 * CAP);
    });
  });

  test("directives that nobody knows share one cap and one overflow", async () => {
    await withCap(async ({ write, rows, value }) => {
      await write(Array.from({ length: 50 }, (_, n) => blocked(n, "x.example", 0, `evil-${n}`)));
      expect(value(ISSUES)).toBe(CAP);
      expect(rows(OVERFLOWS)).toEqual([{ directive: "unknown", received: 45 }]);
      expect(value("SELECT count(*) FROM directives")).toBe(CAP + 1);
    });
  });

  test("a project has a cap over all its directives", async () => {
    await withCap(async ({ write, value }) => {
      const directives = [
        "img-src",
        "font-src",
        "media-src",
        "style-src-elem",
        "style-src-attr",
        "script-src-elem",
        "script-src-attr",
        "connect-src",
        "frame-src",
        "worker-src",
        "object-src",
        "manifest-src",
        "form-action",
        "base-uri",
      ];
      await write(directives.flatMap((directive, n) => hosts(20, n * 100, 0, directive)));
      expect(value(ISSUES)).toBe(10 * CAP);
    });
  });

  test("what was refused by the disk is not counted as made", async () => {
    await withCap(async ({ write, rows, value }) => {
      rows("CREATE TRIGGER no BEFORE INSERT ON issues BEGIN SELECT RAISE(ABORT, 'full'); END");
      await expect(write(hosts(20))).rejects.toThrow("full");
      rows("DROP TRIGGER no");
      await write(hosts(20));
      expect(value(ISSUES)).toBe(CAP);
    });
  });

  test("every report comes back as it was", async () => {
    await withCap(async ({ write, sink }) => {
      const all = hosts(20);
      await write(all);
      await write(all);
      const reader = sink.reader?.();
      for (const one of all) expect(await reader?.report(one.id)).toStrictEqual(one);
      await reader?.close();
    });
  });
});

test("the id of an overflow issue is that of no violation", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom("*", "*://*", "https://*")), (blockedURL) => {
      const directive = "img-src";
      const id = fingerprint("p", violation({ blockedURL, effectiveDirective: directive }));
      expect(id).not.toBe(issueId("p", overflowParts(directive)));
    }),
  );
});

describe("types of reports that a sender makes up", () => {
  const typed = (n: number, type: string) =>
    report(n, { type, violation: null, body: {}, disposition: null });

  test("are told apart up to a number, the rest come back as they were all the same", async () => {
    await withCap(async ({ write, sink, value }) => {
      const many = Array.from({ length: MAX_TYPES + 30 }, (_, n) => typed(n, `made-up-${n}`));
      await write([...many, typed(500, "crash")]);
      expect(value("SELECT count(*) FROM streams")).toBe(MAX_TYPES + 2);
      expect(
        value(
          "SELECT count(*) FROM reports JOIN streams ON streams.id = stream_id WHERE type = '*'",
        ),
      ).toBe(30);
      const reader = sink.reader?.();
      for (const one of [...many, typed(500, "crash")]) {
        expect(await reader?.report(one.id)).toStrictEqual(one);
      }
      await reader?.close();
    });
  });
});

describe("heavy hitters", () => {
  test("are found among any number of others, and never counted too high", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 60 }), { maxLength: 2000 }), (names) => {
        const capacity = 20;
        const found = new HeavyHitters(capacity);
        const truth = new Map<number, number>();
        const last = new Map<number, number>();
        for (const name of names) {
          truth.set(name, (truth.get(name) ?? 0) + 1);
          const count = found.add(String(name));
          last.set(name, count);
          expect(count).toBeLessThanOrEqual(truth.get(name) ?? 0);
          expect(count).toBeGreaterThanOrEqual((truth.get(name) ?? 0) - names.length / capacity);
        }
      }),
    );
  });
});
