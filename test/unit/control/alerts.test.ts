import { describe, expect, test } from "bun:test";
import { readAlert, type WrittenAlert } from "../../../src/config/index.ts";
import {
  Control,
  type ControlDatabase,
  type DeclaredAlert,
  type RuntimeAlertsOptions,
} from "../../../src/control/index.ts";
import type { JsonObject } from "../../../src/report/json.ts";
import { memoryStore } from "../../support/control.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { anAlert } from "../alerts/support.ts";

const URL = "https://hooks.example/a-secret-path";
const code = (name: string) => expect.objectContaining({ code: name });

function written(over: JsonObject = {}): WrittenAlert {
  const reading = readAlert({ name: "new", kind: "new_issue", via: "json", url: URL, ...over });
  if (reading.ok) return reading.value;
  throw new Error(`It was refused: ${JSON.stringify(reading.problems)}`);
}

function setup(over: Partial<RuntimeAlertsOptions> = {}, store = memoryStore()) {
  const configured = { projects: [], algorithm: "uniform", noise: { action: "tag" } } as const;
  const { alerts } = new Control({
    store,
    clock: new ManualClock(),
    configured: { ...configured, addressRateLimit: null },
    alerts: { configured: [], mail: false, privateAddresses: "refuse", ...over },
  });
  const told: Array<readonly DeclaredAlert[]> = [];
  alerts.onChange = (all) => told.push(all);
  return { alerts, store, told };
}

const MAIL = { name: "mail", via: "email", url: null, to: ["security@shop.example"] };

describe("an alert that is made at run time", () => {
  test("holds as it is changed, until it is removed", () => {
    const { alerts, told } = setup();
    alerts.create(written(), 1);
    alerts.replace(written({ minCount: 5 }), 2);
    alerts.remove("new");
    expect(told.map((all) => all.map(({ alert }) => alert.minCount))).toEqual([[null], [5], []]);
    expect(told[1]?.[0]).toMatchObject({
      source: "control",
      enabled: true,
      begunAt: 1,
      changedAt: 2,
    });
  });

  test("begins anew when it is switched on again, and not when it is on", () => {
    const { alerts } = setup();
    alerts.create(written(), 1);
    alerts.setEnabled("new", false, 2);
    expect(alerts.list()[0]).toMatchObject({ enabled: false, begunAt: 1 });
    alerts.setEnabled("new", true, 3);
    alerts.setEnabled("new", true, 4);
    expect(alerts.list()[0]).toMatchObject({ enabled: true, begunAt: 3, changedAt: 3 });
  });

  test("is one of 100 at most, and makes room when it is removed", () => {
    const { alerts } = setup();
    const make = (at: number) => alerts.create(written({ name: `a${at}` }), 1);
    for (let at = 0; at < 100; at++) make(at);
    for (let at = 100; at < 10_000; at++) expect(() => make(at)).toThrow(code("control_full"));
    alerts.remove("a0");
    make(100);
    expect(alerts.list()).toHaveLength(100);
  });

  test("is the same after a restart, secrets included", () => {
    const first = setup();
    const key = `whsec_${Buffer.alloc(24).toString("base64")}`;
    first.alerts.create(written({ secret: key }), 1);
    first.alerts.create(written({ name: "off" }), 2);
    first.alerts.setEnabled("off", false, 3);
    const second = setup({}, first.store);
    expect(second.alerts.list()).toEqual(first.alerts.list());
    const [alert] = second.alerts.list();
    expect([alert?.alert.url?.reveal(), alert?.alert.secret?.reveal()]).toEqual([URL, key]);
  });
});

describe("the config file", () => {
  const filed = anAlert({ name: "filed" });

  test("wins over an alert of the same name that was there before", () => {
    const first = setup();
    first.alerts.create(written({ name: "filed", minCount: 9 }), 1);
    const second = setup({ configured: [filed] }, first.store);
    expect(second.alerts.list()).toEqual([
      { alert: filed, source: "file", enabled: true, begunAt: null, changedAt: null },
    ]);
    const third = setup({}, first.store);
    expect(third.alerts.list()[0]?.alert.minCount).toBe(9);
  });

  test("that no longer allows private addresses takes them back", () => {
    const first = setup({ privateAddresses: "allow" });
    first.alerts.create(written({ privateAddresses: "allow" }), 1);
    expect(first.alerts.list()[0]?.alert.privateAddresses).toBe("allow");
    const second = setup({}, first.store);
    expect(second.alerts.list()[0]?.alert.privateAddresses).toBe("refuse");
  });

  test("without a mail server still starts with an alert that needs one", () => {
    const first = setup({ mail: true });
    first.alerts.create(written(MAIL), 1);
    expect(setup({}, first.store).alerts.list()[0]?.alert.via).toBe("email");
  });

  type Change = (alerts: ReturnType<typeof setup>["alerts"]) => void;
  test.each<[string, Change, string]>([
    ["a name that is taken", (a) => a.create(written(), 2), "alert_exists"],
    ["a name of the file", (a) => a.create(written({ name: "filed" }), 2), "alert_from_file"],
    [
      "changing one of the file",
      (a) => a.replace(written({ name: "filed" }), 2),
      "alert_from_file",
    ],
    ["switching one of the file", (a) => a.setEnabled("filed", false, 2), "alert_from_file"],
    ["removing one of the file", (a) => a.remove("filed"), "alert_from_file"],
    ["changing none", (a) => a.replace(written({ name: "none" }), 2), "alert_unknown"],
    ["switching none", (a) => a.setEnabled("none", true, 2), "alert_unknown"],
    ["removing none", (a) => a.remove("none"), "alert_unknown"],
    ["mail without a server", (a) => a.create(written(MAIL), 2), "alert_needs_mail_server"],
    [
      "becoming mail without a server",
      (a) => a.replace(written({ ...MAIL, name: "new" }), 2),
      "alert_needs_mail_server",
    ],
    [
      "a private address",
      (a) => a.create(written({ name: "b", privateAddresses: "allow" }), 2),
      "alert_address_refused",
    ],
  ])("refuses %s", (_, change, expected) => {
    const { alerts, told } = setup({ configured: [filed] });
    alerts.create(written(), 1);
    const before = alerts.list();
    expect(() => change(alerts)).toThrow(code(expected));
    expect(alerts.list()).toEqual(before);
    expect(told).toHaveLength(1);
  });
});

test("a file that cannot be written changes nothing, and nobody is told otherwise", () => {
  const { alerts, store, told } = setup();
  alerts.create(written(), 1);
  const before = alerts.list();
  store.db.run("PRAGMA query_only = ON");
  const changes = [
    () => alerts.create(written({ name: "b" }), 2),
    () => alerts.replace(written({ minCount: 2 }), 2),
    () => alerts.setEnabled("new", false, 2),
    () => alerts.remove("new"),
  ];
  for (const change of changes) expect(change).toThrow(code("control_unavailable"));
  expect(alerts.list()).toEqual(before);
  expect(told).toHaveLength(1);
});

test.each<[string, string]>([
  ["no alert", "{}"],
  ["no JSON", `{"url": "${URL}`],
  ["another name", JSON.stringify(written({ name: "other" }).written)],
])("a row that is %s is data_unusable, and nothing of it is shown", (_, text) => {
  const store: ControlDatabase = memoryStore();
  store.db.query("INSERT INTO alert VALUES ('x', 'on', ?, 1, 1)").run(text);
  expect(() => setup({}, store)).toThrow(code("data_unusable"));
  expect(() => setup({}, store)).not.toThrow(/a-secret-path/);
});
