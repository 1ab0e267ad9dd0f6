import { describe, expect, test } from "bun:test";
import { Admission, type AdmissionSettings, ownRule } from "../../../src/admission/index.ts";
import { Control, type ControlDatabase } from "../../../src/control/index.ts";
import { memoryStore } from "../../support/control.ts";
import { ManualClock } from "../../support/manual-clock.ts";

const WIDGET = {
  id: "own/widget",
  match: "suffix",
  fields: ["blocked"],
  value: "widget.example",
  why: "An extension.",
  confidence: "high",
} as const;

const EXTENSION = "extension-scheme/chrome-extension";
const code = (name: string) => expect.objectContaining({ code: name });

function setup(noise: Partial<AdmissionSettings["noise"]> = {}, store = memoryStore()) {
  const clock = new ManualClock();
  const configured: AdmissionSettings = {
    projects: [],
    algorithm: "uniform",
    noise: { action: "tag", ...noise },
    addressRateLimit: null,
  };
  const control = new Control({ store, clock, configured });
  const admission = new Admission(control.settings, { clock });
  control.onSettings = (settings) => admission.reconfigure(settings);
  return { noise: control.noise, admission, store };
}

/** The tag that a violation gets. */
function tagOf({ admission }: ReturnType<typeof setup>, blockedURL: string): string | null {
  const violation = {
    documentURL: "https://shop.example/",
    referrer: null,
    blockedURL,
    effectiveDirective: "script-src-elem",
    originalPolicy: null,
    sourceFile: null,
    sample: null,
    disposition: null,
    statusCode: null,
    lineNumber: null,
    columnNumber: null,
  };
  const item = { type: "csp-violation", violation, url: null, userAgent: null };
  const request = {
    token: null,
    sampleRate: null,
    receivedAt: 0,
    clientAddress: null,
    userAgent: null,
  };
  return admission.admit(request, [item], () => "").kept[0]?.noise ?? null;
}

const AT_WIDGET = "https://cdn.widget.example/x.js";
const AT_EXTENSION = "chrome-extension://abc/x.js";

describe("an own rule", () => {
  test("tags what comes from then on, as it is changed, until it is removed", () => {
    const s = setup();
    expect(tagOf(s, AT_WIDGET)).toBeNull();
    s.noise.create(WIDGET, 1);
    expect(tagOf(s, AT_WIDGET)).toBe("own/widget");
    s.noise.replace({ ...WIDGET, value: "other.example" }, 2);
    expect([tagOf(s, AT_WIDGET), tagOf(s, "https://other.example/")]).toEqual([null, "own/widget"]);
    s.noise.remove("own/widget");
    expect(tagOf(s, "https://other.example/")).toBeNull();
  });

  test("compares hosts in lower case, however they were written", () => {
    const s = setup();
    s.noise.create({ ...WIDGET, value: "Widget.Example" }, 1);
    expect(tagOf(s, AT_WIDGET)).toBe("own/widget");
  });

  test("can be switched off and on, and is forgotten as switched off when it is removed", () => {
    const s = setup();
    s.noise.create(WIDGET, 1);
    s.noise.setEnabled(["own/widget"], false);
    expect(tagOf(s, AT_WIDGET)).toBeNull();
    s.noise.setEnabled(["own/widget"], true);
    expect(tagOf(s, AT_WIDGET)).toBe("own/widget");
    s.noise.setEnabled(["own/widget"], false);
    s.noise.remove("own/widget");
    s.noise.create(WIDGET, 2);
    expect(tagOf(s, AT_WIDGET)).toBe("own/widget");
  });

  test("is one of 500 at most", () => {
    const s = setup();
    const make = (i: number) => s.noise.create({ ...WIDGET, id: `own/w${i}` }, 1);
    for (let i = 0; i < 500; i++) make(i);
    expect(() => make(500)).toThrow(code("control_full"));
  });
});

test("a built-in rule can be switched off, and that is listed", () => {
  const s = setup();
  const listed = () => s.noise.list().find(({ id }) => id === EXTENSION);
  expect(tagOf(s, AT_EXTENSION)).toBe(EXTENSION);
  expect(listed()).toMatchObject({ source: "built-in", enabled: true, disabledBy: null });
  s.noise.setEnabled([EXTENSION], false);
  expect(tagOf(s, AT_EXTENSION)).toBeNull();
  expect(listed()).toMatchObject({ source: "built-in", enabled: false, disabledBy: "control" });
});

describe("the config file", () => {
  const rules = [ownRule({ ...WIDGET, id: "own/filed" })];

  test("declares rules and switches some off, which is listed", () => {
    const s = setup({ rules, disabled: ["extension-scheme"] });
    expect([tagOf(s, AT_WIDGET), tagOf(s, AT_EXTENSION)]).toEqual(["own/filed", null]);
    const listed = s.noise.list();
    expect(listed[0]).toMatchObject({ id: "own/filed", source: "file", enabled: true });
    expect(listed.find(({ id }) => id === EXTENSION)).toMatchObject({ disabledBy: "file" });
    const unsure = listed.filter(({ confidence }) => confidence === "low");
    expect(new Set(unsure.map(({ disabledBy }) => disabledBy))).toEqual(new Set(["confidence"]));
  });

  test("wins over a rule of the same id that was there before", () => {
    const first = setup();
    first.noise.create({ ...WIDGET, id: "own/filed", value: "other.example" }, 1);
    const second = setup({ rules }, first.store);
    expect([tagOf(second, AT_WIDGET), tagOf(second, "https://other.example/")]).toEqual([
      "own/filed",
      null,
    ]);
    expect(second.noise.list().filter(({ id }) => id === "own/filed")).toHaveLength(1);
  });
});

describe("is refused", () => {
  const rules = [ownRule({ ...WIDGET, id: "own/filed" })];
  type Change = (noise: ReturnType<typeof setup>["noise"]) => void;
  test.each<[string, Change, string]>([
    ["an id that is taken", (n) => n.create(WIDGET, 2), "noise_rule_exists"],
    ["an id of the file", (n) => n.create({ ...WIDGET, id: "own/filed" }, 2), "noise_rule_exists"],
    [
      "an id that is built in",
      (n) => n.create({ ...WIDGET, id: EXTENSION }, 2),
      "noise_rule_exists",
    ],
    [
      "changing one of the file",
      (n) => n.replace({ ...WIDGET, id: "own/filed" }, 2),
      "noise_rule_fixed",
    ],
    [
      "changing a built-in one",
      (n) => n.replace({ ...WIDGET, id: EXTENSION }, 2),
      "noise_rule_fixed",
    ],
    ["removing a built-in one", (n) => n.remove(EXTENSION), "noise_rule_fixed"],
    ["removing one that is not there", (n) => n.remove("own/none"), "noise_rule_unknown"],
    ["switching one of the file", (n) => n.setEnabled(["own/filed"], false), "noise_rule_fixed"],
    [
      "switching on what the file has off",
      (n) => n.setEnabled(["extension-scheme/jar"], true),
      "noise_rule_fixed",
    ],
    [
      "switching one that is not there",
      (n) => n.setEnabled(["own/widget", "x"], false),
      "noise_rule_unknown",
    ],
  ])("%s", (_, change, expected) => {
    const { noise } = setup({ rules, disabled: ["extension-scheme/jar"] });
    noise.create(WIDGET, 1);
    const before = noise.list();
    expect(() => change(noise)).toThrow(code(expected));
    expect(noise.list()).toEqual(before);
  });
});

test("everything is the same after a restart", () => {
  const first = setup();
  first.noise.create(WIDGET, 1);
  first.noise.create({ ...WIDGET, id: "own/off" }, 1);
  first.noise.setEnabled([EXTENSION, "own/off"], false);
  const second = setup({}, first.store);
  expect(second.noise.list()).toEqual(first.noise.list());
});

test.each<[string, (store: ControlDatabase) => void]>([
  ["no rule", (store) => store.db.run("INSERT INTO noise_rule VALUES ('own/x', '{}', 1)")],
  ["no JSON", (store) => store.db.run("INSERT INTO noise_rule VALUES ('own/x', '{', 1)")],
])("a row that is %s is data_unusable", (_, damage) => {
  const store = memoryStore();
  damage(store);
  expect(() => setup({}, store)).toThrow(code("data_unusable"));
});
