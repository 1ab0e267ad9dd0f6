import { describe, expect, test } from "bun:test";
import { fingerprint } from "../../../src/report/fingerprint.ts";
import type { Violation } from "../../../src/report/report.ts";
import { anAlert, anIssue, Bench, DAY, HOUR, MINUTE } from "./support.ts";

function violationBy(host: string, effectiveDirective = "script-src-elem"): Violation {
  return {
    documentURL: "https://shop.example/",
    referrer: null,
    blockedURL: `https://${host}/x.js`,
    effectiveDirective,
    originalPolicy: null,
    sourceFile: null,
    sample: null,
    disposition: null,
    statusCode: null,
    lineNumber: null,
    columnNumber: null,
  };
}

/** The issue that a violation makes. */
function issueOf(project: string, host: string, directive = "script-src-elem") {
  const id = fingerprint(project, violationBy(host, directive));
  return anIssue(id, { project, directive, blocked: `https://${host}` });
}

describe("what an import brings", () => {
  test.each(["new_issue", "directive"] as const)(
    "is new to no alert of kind %s, also after a restart; what comes by itself is",
    async (kind) => {
      const bench = new Bench([anAlert({ kind })]);
      await bench.after(0);
      bench.alerts.expect([{ project: "shop", violation: violationBy("history.example") }]);
      bench.evidence.issues = [issueOf("shop", "history.example")];
      await bench.after(MINUTE);
      bench.restart();
      bench.evidence.issues.push(
        issueOf("shop", "evil.example"),
        issueOf("blog", "history.example"),
      );
      await bench.after(MINUTE);
      expect(bench.told().flat()).toHaveLength(2);
      expect(JSON.stringify(bench.messages)).not.toContain("https://history.example in shop");
    },
  );

  test("does not take back what was found before", async () => {
    const bench = new Bench([anAlert()]);
    await bench.after(0);
    const issue = issueOf("shop", "evil.example");
    bench.evidence.issues = [issue];
    await bench.after(MINUTE);
    bench.alerts.expect([{ project: "shop", violation: violationBy("evil.example") }]);
    await bench.after(MINUTE);
    expect(bench.told()).toEqual([[issue.id]]);
  });

  test("is not taken where it cannot be written down", () => {
    const bench = new Bench([anAlert()]);
    bench.store.db.run("PRAGMA query_only = ON");
    const expecting = () =>
      bench.alerts.expect([{ project: "shop", violation: violationBy("history.example") }]);
    expect(expecting).toThrow(expect.objectContaining({ code: "alerts_unavailable" }));
  });

  test("breaks no silence", async () => {
    const bench = new Bench([anAlert({ kind: "silence", after: 2 * HOUR })]);
    const start = bench.clock.now();
    const counts = { project: "shop", count: 100 };
    bench.evidence.counts = [{ ...counts, outcome: "kept", hour: start }];
    await bench.after(0);
    for (let minutes = 0; minutes < 240; minutes += 10) {
      bench.evidence.counts.push({ ...counts, outcome: "imported", hour: start + 3 * HOUR });
      await bench.after(10 * MINUTE);
    }
    expect(bench.told()).toHaveLength(1);
    expect(bench.clock.now() - start).toBeLessThan(DAY);
  });
});
