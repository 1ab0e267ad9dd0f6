import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { openAlertStore } from "../../../src/alerts/index.ts";
import { failureOf } from "../../support/failure.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { anAlert, anIssue, Bench, DAY, HOUR, MINUTE, refusal } from "./support.ts";

describe("new issues", () => {
  test("those that are there at the first look are not told, those that come later are", async () => {
    const bench = new Bench([anAlert()]);
    bench.evidence.issues = [anIssue("old")];
    await bench.after(0);
    bench.evidence.issues.unshift(anIssue("new"));
    await bench.after(MINUTE);
    await bench.after(MINUTE);
    expect(bench.told()).toEqual([["new"]]);
    expect(bench.messages[0]?.lines[0]?.url).toBe("https://tattle.example/issues/new");
  });

  test("several are one message, of any number of pages", async () => {
    const bench = new Bench([anAlert()]);
    await bench.after(0);
    bench.evidence.issues = ["a", "b", "c", "d", "e"].map((id) => anIssue(id));
    await bench.after(MINUTE);
    expect(bench.told()).toEqual([["a", "b", "c", "d", "e"]]);
  });

  test("noise, ignored ones and other projects do not count", async () => {
    const bench = new Bench([anAlert({ projects: ["shop"] })]);
    await bench.after(0);
    bench.evidence.issues = [anIssue("mine"), anIssue("theirs", { project: "blog" })];
    await bench.after(MINUTE);
    expect(bench.told()).toEqual([["mine"]]);
    expect(bench.evidence.queries.at(-1)).toMatchObject({
      project: "shop",
      noise: "without",
      status: "open",
    });
  });

  test("one is told once it has enough reports", async () => {
    const bench = new Bench([anAlert({ minCount: 5 })]);
    await bench.after(0);
    bench.evidence.issues = [anIssue("a")];
    await bench.after(MINUTE);
    expect(bench.told()).toEqual([]);
    const counts = { received: 5, estimated: 5, interval: { low: 5, high: 5 } };
    bench.evidence.issues = [anIssue("a", { counts })];
    await bench.after(MINUTE);
    expect(bench.told()).toEqual([["a"]]);
  });

  test("none is ever told twice, whatever fails, whenever it restarts, and none is lost", async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant("appear" as const), id: fc.integer({ min: 0, max: 12 }) }),
      fc.record({ do: fc.constantFrom("round", "restart", "fail", "heal") }),
    );
    const steps = fc.array(step, { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 3 }), async (list, count) => {
        const bench = new Bench([anAlert({ atMost: { count, per: 10 * MINUTE } })]);
        await bench.after(0);
        const appeared = new Set<string>();
        for (const one of list) {
          if ("id" in one) {
            if (!appeared.has(`${one.id}`)) bench.evidence.issues.push(anIssue(`${one.id}`));
            appeared.add(`${one.id}`);
          } else if (one.do === "restart") bench.restart();
          else if (one.do === "fail") bench.failure = refusal();
          else if (one.do === "heal") bench.failure = null;
          await bench.after(MINUTE);
        }
        bench.failure = null;
        for (let hour = 0; hour < 5; hour++) await bench.after(HOUR);
        const told = bench.told().flat();
        expect(told.toSorted()).toEqual([...appeared].toSorted());
      }),
      { numRuns: 60 },
    );
  });
});

describe("the outbox", () => {
  test("holds a message across a restart, with the same id", async () => {
    using folder = temporaryFolder();
    const first = openAlertStore(folder.path);
    const bench = new Bench([anAlert()], first);
    await bench.after(0);
    bench.evidence.issues = [anIssue("a")];
    bench.failure = refusal();
    await bench.after(MINUTE);
    const [message] = bench.alerts.list()[0]?.messages ?? [];
    expect(message).toMatchObject({ state: "open", attempts: 1, error: expect.any(String) });
    first.close();

    const second = openAlertStore(folder.path);
    const later = new Bench([anAlert()], second);
    later.evidence.issues = [anIssue("a")];
    await later.after(10 * MINUTE);
    second.close();
    expect(later.told()).toEqual([["a"]]);
    expect(later.messages[0]?.id).toBe(message?.id ?? "");
  });

  test("keeps no text of what was told", async () => {
    const bench = new Bench([anAlert()]);
    await bench.after(0);
    bench.evidence.issues = [anIssue("a")];
    bench.failure = refusal();
    await bench.after(MINUTE);
    const texts = () =>
      bench.store.db.query("SELECT body FROM finding WHERE body IS NOT NULL").all();
    expect(texts()).toHaveLength(1);
    bench.failure = null;
    await bench.after(MINUTE);
    expect(bench.told()).toEqual([["a"]]);
    expect(texts()).toEqual([]);
  });

  test("waits longer after each failure, and as long as it is asked to", async () => {
    const bench = new Bench([anAlert()]);
    await bench.after(0);
    bench.evidence.issues = [anIssue("a")];
    bench.failure = refusal(2 * HOUR);
    await bench.after(MINUTE);
    bench.failure = null;
    await bench.after(2 * HOUR - 1);
    expect(bench.told()).toEqual([]);
    await bench.after(1);
    expect(bench.told()).toEqual([["a"]]);
  });

  test("gives a message up after three days, and says so", async () => {
    const bench = new Bench([anAlert()]);
    await bench.after(0);
    bench.evidence.issues = [anIssue("a")];
    bench.failure = refusal();
    for (let hour = 0; hour < 80; hour++) await bench.after(HOUR);
    expect(bench.alerts.list()[0]?.messages[0]).toMatchObject({ state: "failed" });
  });

  test("makes no more messages than it may, and tells the rest together", async () => {
    const bench = new Bench([anAlert({ atMost: { count: 1, per: 15 * MINUTE } })]);
    await bench.after(0);
    for (const id of ["a", "b", "c"]) {
      bench.evidence.issues.unshift(anIssue(id));
      await bench.after(MINUTE);
    }
    expect(bench.told()).toEqual([["a"]]);
    expect(bench.alerts.list()[0]?.waiting).toBe(2);
    await bench.after(15 * MINUTE);
    expect(bench.told()).toEqual([["a"], ["b", "c"]]);
  });

  test("is silent in quiet hours and speaks when they end", async () => {
    // The clock begins at midnight UTC.
    const quiet = { from: "22:00", to: "07:00", zone: "UTC" };
    const bench = new Bench([anAlert({ quiet })]);
    await bench.after(0);
    bench.evidence.issues = [anIssue("a")];
    await bench.after(6 * HOUR + 59 * MINUTE);
    expect(bench.told()).toEqual([]);
    await bench.after(MINUTE);
    expect(bench.told()).toEqual([["a"]]);
  });

  test("forgets old messages, and still tells nothing twice", async () => {
    const bench = new Bench([anAlert()]);
    await bench.after(0);
    bench.evidence.issues = [anIssue("a")];
    await bench.after(MINUTE);
    await bench.after(40 * DAY);
    bench.store.forget(bench.clock.now() - 30 * DAY, bench.clock.now() - 400 * DAY);
    expect(bench.alerts.list()[0]?.messages).toEqual([]);
    await bench.after(MINUTE);
    expect(bench.told()).toEqual([["a"]]);
  });
});

describe("a test message", () => {
  test("is sent at once and answers with what the other side said", async () => {
    const bench = new Bench([anAlert({ quiet: { from: "00:00", to: "23:59", zone: "UTC" } })]);
    expect(await bench.alerts.test("test")).toEqual({ ok: true, said: "200: ok" });
    expect(bench.messages[0]?.kind).toBe("test");
    bench.failure = refusal();
    const said = "https://hook.example answered 503";
    expect(await bench.alerts.test("test")).toEqual({ ok: false, said });
  });

  test("needs an alert of that name", async () => {
    const bench = new Bench([anAlert()]);
    const failure = await failureOf(bench.alerts.test("other"));
    expect(failure).toMatchObject({ code: "alert_unknown" });
  });
});

describe("alerts", () => {
  test("go on by themselves until they are stopped, whatever a look takes", async () => {
    const bench = new Bench([anAlert()]);
    bench.alerts.start();
    await bench.clock.advance(0);
    bench.evidence.issues = [anIssue("a")];
    await bench.clock.advance(MINUTE);
    expect(bench.told()).toEqual([["a"]]);
    bench.evidence.reader.issues = () => new Promise(() => {});
    await bench.clock.advance(MINUTE);
    await bench.alerts.stop();
    expect(bench.alerts.list()[0]?.problem).toBeNull();
  });

  test("say why a look failed, and log it once", async () => {
    const bench = new Bench([anAlert()]);
    bench.evidence.reader.issues = () => Promise.reject(new Error("the store is gone"));
    await bench.after(0);
    await bench.after(MINUTE);
    expect(bench.alerts.list()[0]?.problem).toBe("the store is gone");
    expect(bench.log.of("warn")).toEqual(["an alert cannot be worked on"]);
  });
});
