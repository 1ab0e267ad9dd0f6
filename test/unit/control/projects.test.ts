import { describe, expect, test } from "bun:test";
import { Admission, type AdmissionSettings } from "../../../src/admission/index.ts";
import { readNewProject, readProjectSettings } from "../../../src/config/index.ts";
import { Control, type ControlDatabase, type RuntimeProject } from "../../../src/control/index.ts";
import { memoryStore } from "../../support/control.ts";
import { ManualClock } from "../../support/manual-clock.ts";

const DAY = 86_400_000;

const FILE: AdmissionSettings = {
  projects: [
    {
      name: "filed",
      tokens: ["phc_filed"],
      state: "active",
      origins: null,
      types: null,
      noise: "tag",
      rateLimit: null,
      quotaPerDay: null,
    },
  ],
  algorithm: "uniform",
  noise: { action: "tag" },
  addressRateLimit: null,
};
const NO_PROJECTS: AdmissionSettings = { ...FILE, projects: [] };

/** A control part with the admission that it steers. */
function setup(
  configured = FILE,
  store: ControlDatabase = memoryStore(),
  clock = new ManualClock(),
) {
  const control = new Control({ store, clock, configured });
  const admission = new Admission(control.settings, { clock });
  control.onSettings = (settings) => admission.reconfigure(settings);
  const make = (fields: Record<string, string | number> = {}, requireTokens = false) => {
    const reading = readNewProject({ name: "shop", ...fields });
    if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
    return control.projects.create(reading.value, requireTokens, clock.now());
  };
  return { control, projects: control.projects, admission, make, store, clock };
}

/** What becomes of one report under a token: the project that keeps it, or why it is dropped. */
function fate({ admission, clock }: ReturnType<typeof setup>, token: string | null): string {
  const request = {
    token,
    sampleRate: null,
    receivedAt: clock.now(),
    clientAddress: null,
    userAgent: null,
  };
  const item = { type: "csp-violation", violation: null, url: null, userAgent: null };
  const { project, kept, drops } = admission.admit(request, [item], () => "");
  return kept.length > 0 ? (project ?? "") : (Object.keys(drops)[0] ?? "");
}

const tokenOf = ({ tokens }: RuntimeProject) => tokens[0]?.token ?? "";
const code = (name: string) => expect.objectContaining({ code: name });

describe("a new project", () => {
  test("takes reports at once, under a token that nobody can guess", () => {
    const s = setup();
    const project = s.make();
    expect(tokenOf(project)).toMatch(/^tat_[\w-]{24}$/);
    expect(fate(s, tokenOf(project))).toBe("shop");
    expect(fate(s, "phc_filed")).toBe("filed");
  });

  test("may bring the token that its site has already", () => {
    const s = setup();
    s.make({ token: "phc_shop" });
    expect(fate(s, "phc_shop")).toBe("shop");
  });

  test.each<[string, Record<string, string>, string]>([
    ["a name of the config file", { name: "filed" }, "project_from_file"],
    ["a name that is taken", { name: "taken" }, "project_exists"],
    ["a token of the config file", { token: "phc_filed" }, "project_token_taken"],
    ["a token that is taken", { token: "phc_taken" }, "project_token_taken"],
  ])("is refused with %s", (_, fields, expected) => {
    const s = setup();
    s.make({ name: "taken", token: "phc_taken" });
    expect(() => s.make(fields)).toThrow(code(expected));
    expect(s.projects.list()).toHaveLength(1);
  });

  test("that is the first of all has to say that tokens are needed from then on", () => {
    const s = setup(NO_PROJECTS);
    expect(fate(s, null)).toBe("default");
    expect(() => s.make()).toThrow(code("tokens_become_required"));
    expect(fate(s, null)).toBe("default");
    const project = s.make({}, true);
    expect(fate(s, null)).toBe("unknown_token");
    expect(fate(s, tokenOf(project))).toBe("shop");
    s.make({ name: "second" });
  });
});

describe("a rotated token", () => {
  test("stays good for the grace, then names no project, without anybody doing anything", async () => {
    const s = setup();
    const old = tokenOf(s.make());
    const fresh = tokenOf(s.projects.rotate("shop", DAY, s.clock.now()));
    expect([fate(s, old), fate(s, fresh)]).toEqual(["shop", "shop"]);
    await s.clock.advance(DAY - 1);
    s.control.tick();
    expect(fate(s, old)).toBe("shop");
    await s.clock.advance(1);
    s.control.tick();
    expect([fate(s, old), fate(s, fresh)]).toEqual(["unknown_token", "shop"]);
  });

  test("ends at once where there is no grace", () => {
    const s = setup();
    const old = tokenOf(s.make());
    s.projects.rotate("shop", 0, s.clock.now());
    expect(fate(s, old)).toBe("unknown_token");
  });

  test("is not given more time by a second rotation", async () => {
    const s = setup();
    const old = tokenOf(s.make());
    s.projects.rotate("shop", DAY, s.clock.now());
    s.projects.rotate("shop", 9 * DAY, s.clock.now());
    await s.clock.advance(DAY);
    s.control.tick();
    expect(fate(s, old)).toBe("unknown_token");
  });

  test("is not good again after a restart, and a restart ends none early", async () => {
    const first = setup();
    const old = tokenOf(first.make());
    first.projects.rotate("shop", DAY, first.clock.now());
    const second = setup(FILE, first.store, first.clock);
    expect(fate(second, old)).toBe("shop");
    await first.clock.advance(DAY);
    expect(fate(setup(FILE, first.store, first.clock), old)).toBe("unknown_token");
  });

  test("can be given to another project once it has ended", async () => {
    const s = setup();
    s.make({ token: "phc_shop" });
    s.projects.rotate("shop", DAY, s.clock.now());
    expect(() => s.make({ name: "other", token: "phc_shop" })).toThrow(code("project_token_taken"));
    await s.clock.advance(DAY);
    s.control.tick();
    s.make({ name: "other", token: "phc_shop" });
    expect(fate(s, "phc_shop")).toBe("other");
  });

  test("is one of ten at most", () => {
    const s = setup();
    s.make();
    for (let i = 0; i < 9; i++) s.projects.rotate("shop", DAY, s.clock.now());
    const more = () => s.projects.rotate("shop", DAY, s.clock.now());
    expect(more).toThrow(code("control_full"));
    expect(s.projects.rotate("shop", 0, s.clock.now()).tokens).toHaveLength(1);
    expect(more).not.toThrow();
  });
});

describe("a project", () => {
  test("that is retired drops its reports, and takes them again once it is back", () => {
    const s = setup();
    const token = tokenOf(s.make());
    s.projects.setState("shop", "retired", s.clock.now());
    expect(fate(s, token)).toBe("retired_project");
    s.projects.setState("shop", "active", s.clock.now());
    expect(fate(s, token)).toBe("shop");
  });

  test("whose settings change keeps what its quota has counted", () => {
    const s = setup();
    const token = tokenOf(s.make({ quotaPerDay: 2 }));
    expect([fate(s, token), fate(s, token), fate(s, token)]).toEqual([
      "shop",
      "shop",
      "quota_exceeded",
    ]);
    const reading = readProjectSettings({ quotaPerDay: 3 });
    if (!reading.ok) throw new Error("unreadable");
    s.projects.configure("shop", reading.value, s.clock.now());
    expect([fate(s, token), fate(s, token)]).toEqual(["shop", "quota_exceeded"]);
  });

  test.each([
    ["rotate", (s: ReturnType<typeof setup>, name: string) => s.projects.rotate(name, 0, 1)],
    [
      "retire",
      (s: ReturnType<typeof setup>, name: string) => s.projects.setState(name, "retired", 1),
    ],
    ["read", (s: ReturnType<typeof setup>, name: string) => s.projects.get(name)],
  ])("of the config file, or that is not there, cannot be changed: %s", (_, change) => {
    const s = setup();
    expect(() => change(s, "filed")).toThrow(code("project_from_file"));
    expect(() => change(s, "nowhere")).toThrow(code("project_unknown"));
    expect(fate(s, "phc_filed")).toBe("filed");
  });

  test("is the same after a restart, in every part", () => {
    const first = setup();
    first.make({ noise: "drop", quotaPerDay: 7 });
    first.projects.rotate("shop", DAY, first.clock.now());
    first.make({ name: "gone" });
    first.projects.setState("gone", "retired", first.clock.now());
    const second = setup(FILE, first.store, first.clock);
    expect(second.projects.list()).toEqual(first.projects.list());
    expect(second.control.settings).toEqual(first.control.settings);
  });
});

describe("what the config file declares later wins", () => {
  test("over a project of the same name", () => {
    const first = setup(NO_PROJECTS);
    const token = tokenOf(first.make({ name: "filed" }, true));
    const second = setup(FILE, first.store);
    expect([fate(second, token), fate(second, "phc_filed")]).toEqual(["unknown_token", "filed"]);
  });

  test("over a token that a project had", () => {
    const first = setup(NO_PROJECTS);
    first.make({ token: "phc_filed" }, true);
    const fresh = tokenOf(first.projects.rotate("shop", DAY, first.clock.now()));
    const second = setup(FILE, first.store, first.clock);
    expect([fate(second, "phc_filed"), fate(second, fresh)]).toEqual(["filed", "shop"]);
  });
});

test("a change that the disk refuses changes nothing", () => {
  const s = setup();
  const token = tokenOf(s.make());
  s.store.db.run("PRAGMA query_only = 1");
  for (const change of [
    () => s.make({ name: "other" }),
    () => s.projects.rotate("shop", 0, s.clock.now()),
    () => s.projects.setState("shop", "retired", s.clock.now()),
  ]) {
    expect(change).toThrow(code("control_unavailable"));
  }
  expect(s.projects.list()).toHaveLength(1);
  expect(fate(s, token)).toBe("shop");
});

test("settings of the file that make no sense are data_unusable, with the project's name", () => {
  const s = setup();
  s.make();
  s.store.db.run(`UPDATE project SET settings = '{"quotaPerDay":-1}'`);
  expect(() => setup(FILE, s.store)).toThrow(
    expect.objectContaining({ code: "data_unusable", message: expect.stringContaining("shop") }),
  );
});
