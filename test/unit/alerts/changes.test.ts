import { describe, expect, test } from "bun:test";
import { openAlertStore } from "../../../src/alerts/index.ts";
import { failureOf } from "../../support/failure.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { anAlert, anIssue, Bench, declared, HOUR, MINUTE, refusal } from "./support.ts";

/** An alert that was made at run time. */
function made(over: Parameters<typeof anAlert>[0] = {}, begunAt = 1, enabled = true) {
  return declared(anAlert(over), { source: "control", begunAt, changedAt: begunAt, enabled });
}

const few = { received: 1, estimated: 1, interval: { low: 1, high: 1 } };

describe("an alert that is made while Tattle runs", () => {
  test("begins at once and does not repeat the past", async () => {
    const bench = new Bench([]);
    bench.alerts.start();
    bench.evidence.issues = [anIssue("old")];
    await bench.clock.advance(0);
    bench.alerts.configure([made()]);
    await bench.clock.advance(0);
    bench.evidence.issues.unshift(anIssue("new"));
    await bench.clock.advance(MINUTE);
    await bench.alerts.stop();
    expect(bench.told()).toEqual([["new"]]);
  });

  test("begins anew where one of its name was before", async () => {
    const bench = new Bench([]);
    bench.alerts.configure([made()]);
    await bench.after(0);
    bench.evidence.issues = [anIssue("a")];
    bench.failure = refusal();
    await bench.after(MINUTE);
    bench.alerts.configure([]);
    bench.alerts.configure([made({}, 2)]);
    bench.failure = null;
    await bench.after(MINUTE);
    await bench.after(HOUR);
    expect(bench.told()).toEqual([]);
    expect(bench.alerts.list()[0]).toMatchObject({ waiting: 0, messages: [] });
  });

  test("begins anew where its end was lost in a crash", async () => {
    using folder = temporaryFolder();
    const first = openAlertStore(folder.path);
    const bench = new Bench([], first);
    bench.alerts.configure([made()]);
    await bench.after(0);
    first.close();
    // Removed and made again, of which alerts.db has heard nothing.
    const second = openAlertStore(folder.path);
    const later = new Bench([], second);
    later.evidence.issues = [anIssue("meanwhile")];
    later.alerts = later.restart([made({}, 2)]);
    await later.after(MINUTE);
    await later.after(MINUTE);
    second.close();
    expect(later.told()).toEqual([]);
  });
});

describe("an alert that is removed", () => {
  test("ends with what waits for it", async () => {
    const bench = new Bench([]);
    bench.alerts.configure([made({ atMost: { count: 1, per: HOUR } })]);
    await bench.after(0);
    for (const id of ["a", "b"]) {
      bench.evidence.issues.unshift(anIssue(id));
      await bench.after(MINUTE);
    }
    expect(bench.told()).toEqual([["a"]]);
    bench.alerts.configure([]);
    await bench.after(2 * HOUR);
    expect(bench.told()).toEqual([["a"]]);
    for (const table of ["alert", "finding", "message"]) {
      expect(bench.store.db.query(`SELECT * FROM ${table}`).all()).toEqual([]);
    }
    const failure = await failureOf(bench.alerts.test("test"));
    expect(failure).toMatchObject({ code: "alert_unknown" });
  });

  test("in the middle of a look leaves nothing behind", async () => {
    const bench = new Bench([]);
    bench.alerts.configure([made()]);
    const { issues } = bench.evidence.reader;
    const { promise, resolve } = Promise.withResolvers<void>();
    bench.evidence.reader.issues = async (query) => {
      await promise;
      return issues(query);
    };
    const round = bench.alerts.round();
    bench.alerts.configure([]);
    resolve();
    await round;
    await bench.after(0);
    expect(bench.store.db.query("SELECT * FROM alert").all()).toEqual([]);
  });

  test("in the middle of sending is not sent again", async () => {
    const bench = new Bench([]);
    bench.alerts.configure([made()]);
    await bench.after(0);
    bench.evidence.issues = [anIssue("a")];
    bench.onSend = () => bench.alerts.configure([]);
    await bench.after(MINUTE);
    expect(bench.told()).toEqual([["a"]]);
    await bench.after(HOUR);
    expect(bench.told()).toEqual([["a"]]);
    expect(bench.store.db.query("SELECT * FROM message").all()).toEqual([]);
  });
});

describe("an alert that is switched off", () => {
  test("tells nothing of then, and goes on with what is new", async () => {
    const bench = new Bench([]);
    bench.alerts.configure([made()]);
    await bench.after(0);
    bench.failure = refusal();
    bench.evidence.issues = [anIssue("waits")];
    await bench.after(MINUTE);
    bench.alerts.configure([made({}, 1, false)]);
    bench.failure = null;
    bench.evidence.issues.unshift(anIssue("meanwhile"));
    await bench.after(HOUR);
    expect(bench.alerts.list()[0]).toMatchObject({ enabled: false, waiting: 0 });
    bench.alerts.configure([made({}, 2)]);
    await bench.after(MINUTE);
    bench.evidence.issues.unshift(anIssue("new"));
    await bench.after(MINUTE);
    expect(bench.told()).toEqual([["new"]]);
  });

  test("is still off after a restart, and can be tried", async () => {
    const bench = new Bench([]);
    bench.restart([made({}, 1, false)]);
    bench.evidence.issues = [anIssue("a")];
    await bench.after(HOUR);
    expect(bench.evidence.queries).toEqual([]);
    expect(await bench.alerts.test("test")).toEqual({ ok: true, said: "200: ok" });
  });
});

describe("an alert that is changed", () => {
  test("tells what waits by its new settings", async () => {
    const quiet = { from: "00:00", to: "23:59", zone: "UTC" };
    const bench = new Bench([]);
    bench.alerts.configure([made({ quiet })]);
    await bench.after(0);
    bench.evidence.issues = [anIssue("a")];
    await bench.after(MINUTE);
    expect(bench.told()).toEqual([]);
    bench.alerts.configure([made()]);
    await bench.after(MINUTE);
    expect(bench.told()).toEqual([["a"]]);
  });

  test.each([
    ["more projects", { projects: ["blog"] }, { projects: null }],
    ["fewer reports", { minCount: 2 }, { minCount: 1 }],
    ["noise", { noise: "exclude" }, { noise: "include" }],
    ["another kind", { kind: "regression" }, { kind: "new_issue" }],
    [
      "more directives",
      { kind: "directive", directives: ["img-src"] },
      { kind: "directive", directives: ["script-src"] },
    ],
  ] as const)("to be about %s does not tell what is there", async (_, before, after) => {
    const bench = new Bench([]);
    bench.alerts.configure([made(before)]);
    await bench.after(0);
    bench.evidence.issues = [anIssue("old", { counts: few })];
    await bench.after(MINUTE);
    const told = bench.told().length;
    bench.alerts.configure([made(after)]);
    await bench.after(MINUTE);
    await bench.after(MINUTE);
    expect(bench.told()).toHaveLength(told);
    bench.evidence.issues.unshift(anIssue("new", { blocked: "https://new.example" }));
    await bench.after(MINUTE);
    expect(bench.messages.at(-1)?.findings).toMatchObject([{ issue: "new" }]);
  });

  test("keeps the counts of its attempts", async () => {
    const bench = new Bench([]);
    bench.alerts.configure([made()]);
    await bench.after(0);
    bench.evidence.issues = [anIssue("a")];
    await bench.after(MINUTE);
    bench.alerts.configure([made({ minCount: 5 })]);
    bench.alerts.configure([made({ minCount: 5 }, 1, false)]);
    expect(bench.alerts.totals()).toEqual([{ alert: "test", sent: 1, failed: 0 }]);
  });
});

describe("an alert of the config file", () => {
  test("begins anew after a restart with which it is about more, and goes on after any other", async () => {
    const bench = new Bench([anAlert({ projects: ["blog"] })]);
    await bench.after(0);
    bench.evidence.issues = [anIssue("old")];
    bench.restart([declared(anAlert())]);
    await bench.after(MINUTE);
    expect(bench.told()).toEqual([]);
    bench.evidence.issues.unshift(anIssue("new"));
    bench.restart([declared(anAlert({ atMost: { count: 1, per: HOUR } }))]);
    await bench.after(MINUTE);
    expect(bench.told()).toEqual([["new"]]);
  });

  test("goes on with what an older release has written down", async () => {
    const bench = new Bench([anAlert()]);
    await bench.after(0);
    bench.store.db.run("UPDATE alert SET about = NULL");
    bench.evidence.issues = [anIssue("new")];
    await bench.after(MINUTE);
    expect(bench.told()).toEqual([["new"]]);
  });
});

test("while the store refuses, nothing is told that should be forgotten, and the log has it once", async () => {
  const bench = new Bench([]);
  bench.alerts.configure([made()]);
  await bench.after(0);
  bench.evidence.issues = [anIssue("a")];
  bench.failure = refusal();
  await bench.after(MINUTE);
  bench.store.db.run("PRAGMA query_only = ON");
  bench.alerts.configure([]);
  bench.alerts.configure([made({}, 2)]);
  bench.failure = null;
  await bench.after(HOUR);
  await bench.after(HOUR);
  expect(bench.told()).toEqual([]);
  expect(bench.log.lines.filter(({ message }) => message.includes("cannot be ended"))).toHaveLength(
    1,
  );
  bench.store.db.run("PRAGMA query_only = OFF");
  await bench.after(HOUR);
  bench.evidence.issues.unshift(anIssue("b"));
  await bench.after(MINUTE);
  expect(bench.told()).toEqual([["b"]]);
});

test("a store that cannot be read is a problem of each alert, and they are listed all the same", async () => {
  const bench = new Bench([anAlert()]);
  bench.store.db.run("ALTER TABLE message RENAME TO lost");
  const [alert] = bench.alerts.list();
  expect(alert?.problem).toStartWith("alerts.db cannot be read: ");
  expect(alert).toMatchObject({ askedAt: null, waiting: 0, messages: [] });
});

test("an alert that nobody has made can be tried, and leaves nothing behind", async () => {
  const bench = new Bench([]);
  expect(await bench.alerts.try(anAlert({ name: "draft" }))).toEqual({ ok: true, said: "200: ok" });
  expect(bench.messages[0]).toMatchObject({ alert: "draft", kind: "test" });
  expect(bench.alerts.list()).toEqual([]);
});
