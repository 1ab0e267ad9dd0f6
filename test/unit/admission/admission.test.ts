import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  Admission,
  type AdmissionRequest,
  type AdmissionSettings,
  type Candidate,
  DASHBOARD_PROJECT,
  type ProjectSettings,
} from "../../../src/admission/index.ts";
import type { Violation } from "../../../src/report/report.ts";

const NOW = Date.UTC(2026, 0, 1, 12);
const MINUTE = 60_000;
const clock = { now: () => NOW };

function project(changes: Partial<ProjectSettings> = {}): ProjectSettings {
  return {
    name: "shop",
    tokens: ["phc_shop"],
    state: "active",
    origins: null,
    types: null,
    noise: "tag",
    rateLimit: null,
    quotaPerDay: null,
    ...changes,
  };
}

function admission(
  projects: ProjectSettings[] = [],
  changes: Partial<AdmissionSettings> = {},
): Admission {
  const settings: AdmissionSettings = {
    projects,
    algorithm: "uniform",
    noise: { action: "tag" },
    addressRateLimit: null,
    ...changes,
  };
  return new Admission(settings, { clock });
}

function request(changes: Partial<AdmissionRequest> = {}): AdmissionRequest {
  return {
    token: "phc_shop",
    sampleRate: null,
    receivedAt: NOW,
    clientAddress: "192.0.2.1",
    userAgent: null,
    ...changes,
  };
}

const VIOLATION: Violation = {
  documentURL: "https://shop.example/",
  referrer: null,
  blockedURL: "https://cdn.evil.example/a.js",
  effectiveDirective: "script-src-elem",
  originalPolicy: null,
  sourceFile: null,
  sample: null,
  disposition: "enforce",
  statusCode: 200,
  lineNumber: null,
  columnNumber: null,
};

function violation(changes: Partial<Violation> = {}): Candidate {
  const texts = { ...VIOLATION, ...changes };
  return { type: "csp-violation", violation: texts, url: texts.documentURL, userAgent: null };
}

function other(type: string, url = "https://shop.example/"): Candidate {
  return { type, violation: null, body: {}, url, userAgent: null };
}

const NOISE = { blockedURL: "chrome-extension" };
const urlOf = (item: Candidate): string => item.url ?? "None";

describe("the project", () => {
  test("is default where none is declared, whatever the token", () => {
    for (const token of [null, "", "phc_any"]) {
      const verdict = admission().admit(request({ token }), [violation()], urlOf);
      expect(verdict).toMatchObject({ project: "default", drops: {}, missingToken: false });
      expect(verdict.kept).toHaveLength(1);
    }
  });

  test("is the one that declares the token, the old one or the new", () => {
    const both = [project({ tokens: ["old", "new"] }), project({ name: "blog", tokens: ["b"] })];
    const projectOf = (token: string) =>
      admission(both).admit(request({ token }), [violation()], urlOf).project;
    expect(["old", "new", "b"].map(projectOf)).toEqual(["shop", "shop", "blog"]);
  });

  test("is none for an unknown token, and everything is dropped", () => {
    const items = [violation(), other("crash")];
    const verdict = admission([project()]).admit(request({ token: "phc_x" }), items, urlOf);
    expect(verdict).toEqual({
      project: null,
      kept: [],
      drops: { unknown_token: 2 },
      missingToken: false,
    });
  });

  test("counts the drops of a retired project as its own", () => {
    const retired = admission([project({ state: "retired" })]);
    const verdict = retired.admit(request(), [violation(), violation()], urlOf);
    expect(verdict).toMatchObject({ project: "shop", kept: [], drops: { retired_project: 2 } });
  });

  for (const [projects, what] of [
    [[project(), project({ tokens: ["other"] })], "share a name"],
    [[project(), project({ name: "blog" })], "share a token"],
    [[project({ origins: ["shop.example"] })], "allow what is not an origin"],
  ] as const) {
    test(`cannot ${what}`, () => {
      expect(() => admission([...projects])).toThrow(
        expect.objectContaining({ code: "projects_invalid" }),
      );
    });
  }
});

describe("the dashboard's own reports", () => {
  const own = request({ token: DASHBOARD_PROJECT });
  const projectOf = (judge: Admission) => judge.admit(own, [violation()], () => "").project;

  test.each([[[]], [[project()]]])("have a project that nobody declares", (projects) => {
    expect(projectOf(admission(projects))).toBe(DASHBOARD_PROJECT);
  });

  test("belong to whoever declares its token or name", () => {
    const byToken = admission([project({ tokens: [DASHBOARD_PROJECT] })]);
    expect(projectOf(byToken)).toBe("shop");
    const byName = admission([project({ name: DASHBOARD_PROJECT, tokens: ["phc_own"] })]);
    expect(projectOf(byName)).toBeNull();
  });

  test("do not make tokens needed", () => {
    const without = request({ token: null });
    expect(admission().admit(without, [violation()], () => "").project).toBe("default");
  });

  test("are bounded, since their token is no secret", () => {
    const many = Array.from({ length: 1_000 }, () => violation());
    const { kept, drops } = admission().admit(own, many, () => "");
    expect(kept.length).toBeLessThan(200);
    expect(drops.rate_limited).toBe(1_000 - kept.length);
  });
});

describe("a missing token", () => {
  const judge = (items: Candidate[], sampleRate: string | null) =>
    admission([project()]).admit(request({ token: null, sampleRate }), items, urlOf);

  test("is said so, and counted under no project", () => {
    const verdict = judge([violation(), violation()], null);
    expect(verdict).toEqual({
      project: null,
      kept: [],
      drops: { unknown_token: 2 },
      missingToken: true,
    });
  });

  test("does not matter when all was sampled out or nothing was sent", () => {
    expect(judge([violation()], "0")).toMatchObject({
      drops: { sampled_out: 1 },
      missingToken: false,
    });
    expect(judge([], null)).toMatchObject({ drops: {}, missingToken: false });
  });

  test("matters for a crash, which is never sampled out", () => {
    expect(judge([violation(), other("crash")], "0")).toMatchObject({
      drops: { sampled_out: 1, unknown_token: 1 },
      missingToken: true,
    });
  });
});

describe("an item is dropped for the first reason that applies", () => {
  const strict = project({
    types: ["csp-violation"],
    origins: ["https://shop.example"],
    noise: "drop",
    rateLimit: { perSecond: 1, burst: 1 },
    quotaPerDay: 1,
  });
  const foreign = { documentURL: "https://evil.example/" };
  const cases: [name: string, settings: ProjectSettings, item: Candidate, rate: string][] = [
    ["type_not_accepted", { ...strict, state: "retired" }, other("deprecation"), "0"],
    ["retired_project", { ...strict, state: "retired" }, violation({ ...foreign, ...NOISE }), "0"],
    ["origin_not_allowed", strict, violation({ ...foreign, ...NOISE }), "0"],
    ["filtered", strict, violation(NOISE), "0"],
    ["sampled_out", strict, violation(), "0"],
  ];
  for (const [reason, settings, item, sampleRate] of cases) {
    test(reason, () => {
      const { drops, kept } = admission([settings]).admit(request({ sampleRate }), [item], urlOf);
      expect(drops).toEqual({ [reason]: 1 });
      expect(kept).toEqual([]);
    });
  }

  test("rate_limited before quota_exceeded", () => {
    const items = [violation(), violation()];
    expect(admission([strict]).admit(request(), items, urlOf).drops).toEqual({ rate_limited: 1 });
    const unlimited = admission([{ ...strict, rateLimit: null }]);
    expect(unlimited.admit(request(), items, urlOf).drops).toEqual({ quota_exceeded: 1 });
  });
});

describe("limits", () => {
  const limit = { perSecond: 1, burst: 2 };
  const three = [violation(), violation(), violation()];

  test("by address are one per client, and off where it is unknown", () => {
    const limited = admission([project()], { addressRateLimit: limit });
    const kept = (clientAddress: string | null) =>
      limited.admit(request({ clientAddress }), three, urlOf).kept.length;
    expect([kept("192.0.2.1"), kept("192.0.2.1"), kept("192.0.2.2")]).toEqual([2, 0, 2]);
    expect([kept("2001:db8::1"), kept("2001:db8::2"), kept("2001:db8:1::1")]).toEqual([2, 0, 2]);
    expect(kept(null)).toBe(3);
  });

  test("by project are shared by its clients and refill with time", () => {
    const limited = admission([project({ rateLimit: limit })]);
    const kept = (receivedAt: number, clientAddress: string) =>
      limited.admit(request({ receivedAt, clientAddress }), three, urlOf).kept.length;
    expect([kept(NOW, "192.0.2.1"), kept(NOW, "192.0.2.2"), kept(NOW + 1000, "192.0.2.2")]).toEqual(
      [2, 0, 1],
    );
  });

  test("do not count what was dropped before", () => {
    const limited = admission([project({ rateLimit: limit, noise: "drop", quotaPerDay: 2 })]);
    const noisy = Array.from({ length: 50 }, () => violation(NOISE));
    const { kept, drops } = limited.admit(request(), [...noisy, ...three], urlOf);
    expect(kept).toHaveLength(2);
    expect(drops).toEqual({ filtered: 50, rate_limited: 1 });
  });

  test("of a day go on where the last run ended", () => {
    const settings = {
      projects: [project({ quotaPerDay: 5 })],
      algorithm: "uniform",
      noise: { action: "tag" },
      addressRateLimit: null,
    } as const;
    const resumed = new Admission(settings, { clock, keptToday: new Map([["shop", 4]]) });
    expect(resumed.admit(request(), three, urlOf).drops).toEqual({ quota_exceeded: 2 });
  });

  test("survive other settings", () => {
    const limited = admission([project({ rateLimit: limit })]);
    limited.admit(request(), three, urlOf);
    limited.reconfigure({
      projects: [project({ rateLimit: limit }), project({ name: "new", tokens: ["n"] })],
      algorithm: "uniform",
      noise: { action: "tag" },
      addressRateLimit: null,
    });
    expect(limited.admit(request(), three, urlOf).kept).toHaveLength(0);
    expect(limited.admit(request({ token: "n" }), three, urlOf).kept).toHaveLength(3);
  });
});

describe("sampling", () => {
  const many = Array.from({ length: 200 }, (_, i) =>
    violation({ documentURL: `https://shop.example/${i}` }),
  );

  for (const algorithm of ["uniform", "posthog"] as const) {
    test(`${algorithm}: what is kept says how it was chosen and what it stands for`, () => {
      const sampled = admission([], { algorithm });
      const { kept, drops } = sampled.admit(request({ sampleRate: "0.25" }), many, urlOf);
      expect(kept.length + (drops.sampled_out ?? 0)).toBe(many.length);
      expect(kept.length).toBeGreaterThan(0);
      for (const { item, sampling, weight } of kept) {
        expect(weight).toBe(4);
        const key = `${item.url}-2026-01-01T12:00:00`;
        expect(sampling).toEqual({ algorithm, rate: 0.25, key });
      }
    });
  }

  test("leaves no trace at a rate of 1 and asks for no URL", () => {
    const verdict = admission().admit(request({ sampleRate: "1" }), many, () => {
      throw new Error("asked");
    });
    expect(verdict.kept).toHaveLength(many.length);
    expect(verdict.kept[0]).toMatchObject({ sampling: null, weight: 1, noise: null });
  });

  test("holds for all types but crash", () => {
    const items = [violation(), other("deprecation"), other("crash"), other("network-error")];
    const { kept, drops } = admission().admit(request({ sampleRate: "0" }), items, urlOf);
    expect(kept.map(({ item }) => item.type)).toEqual(["crash"]);
    expect(kept[0]).toMatchObject({ sampling: null, weight: 1 });
    expect(drops).toEqual({ sampled_out: 3 });
  });

  test("goes by the minute of receipt", () => {
    const fates = Array.from({ length: 60 }, (_, m) => {
      const at = request({ sampleRate: "0.5", receivedAt: NOW + m * MINUTE });
      return admission().admit(at, [violation()], urlOf).kept.length;
    });
    expect(new Set(fates)).toEqual(new Set([0, 1]));
  });
});

describe("noise", () => {
  test("is tagged and kept unless the project drops it", () => {
    const { kept } = admission([project()]).admit(
      request(),
      [violation(NOISE), violation()],
      urlOf,
    );
    expect(kept.map(({ noise }) => noise)).toEqual(["extension-scheme/chrome-extension", null]);
    const dropping = admission([project({ noise: "drop" })]);
    expect(dropping.admit(request(), [violation(NOISE)], urlOf).drops).toEqual({ filtered: 1 });
  });

  test("is dropped from default where the settings say so", () => {
    const dropping = admission([], { noise: { action: "drop" } });
    expect(dropping.admit(request(), [violation(NOISE)], urlOf).drops).toEqual({ filtered: 1 });
  });

  test("shows in the source file of other types too", () => {
    const item = { ...other("deprecation"), body: { sourceFile: "moz-extension://x/content.js" } };
    const { kept } = admission().admit(request(), [item], urlOf);
    expect(kept[0]?.noise).toBe("extension-scheme/moz-extension");
  });

  test("of old browsers is known by the request's user agent where the report names none", () => {
    const item = violation({ blockedURL: "self", effectiveDirective: "script-src" });
    const { kept } = admission().admit(request({ userAgent: "Firefox/42.0" }), [item], urlOf);
    expect(kept[0]?.noise).toBe("browser-bug/firefox-1026520");
  });
});

describe("a warning", () => {
  const warned = (
    token: string | null,
    sampleRate: string | null,
    algorithm: AdmissionSettings["algorithm"] = "uniform",
  ) => {
    const judged = admission([project()], { algorithm });
    judged.admit(request({ token, sampleRate }), [violation()], urlOf);
    return judged.warnings().map(({ project, code, value }) => [project, code, value]);
  };

  for (const [raw, code] of [
    ["abc", "sample_rate_unreadable"],
    ["nan", "sample_rate_unreadable"],
    ["0,5", "sample_rate_unreadable"],
    ["5", "sample_rate_above_one"],
    ["-1", "sample_rate_negative"],
  ] as const) {
    test(`is raised for sample_rate=${raw}`, () => {
      expect(warned("phc_shop", raw)).toEqual([["shop", code, raw]]);
    });
  }

  test("is raised for a rate that PostHog's algorithm cannot tell from 0", () => {
    expect(warned("phc_shop", "0.00001", "posthog")).toEqual([
      ["shop", "sample_rate_too_small", "0.00001"],
    ]);
    expect(warned("phc_shop", "0.00001")).toEqual([]);
  });

  test("is raised for a token that is unknown or missing", () => {
    expect(warned("phc_shpo", null)).toEqual([[null, "token_unknown", "phc_shpo"]]);
    expect(warned(null, null)).toEqual([[null, "token_missing", ""]]);
  });

  test("is not raised for what makes sense", () => {
    for (const raw of [null, "", "0", "1", "0.5", "1e-3"]) {
      expect(warned("phc_shop", raw)).toEqual([]);
    }
  });

  test("counts requests and says when it was first and last seen", () => {
    const judged = admission();
    for (const [i, sampleRate] of ["abc", "1", "xyz"].entries()) {
      judged.admit(request({ sampleRate, receivedAt: NOW + i }), [violation()], urlOf);
    }
    expect(judged.warnings()).toEqual([
      {
        project: "default",
        code: "sample_rate_unreadable",
        value: "xyz",
        firstSeen: NOW,
        lastSeen: NOW + 2,
        count: 2,
      },
    ]);
  });

  test("is cut and safe to print, and one per project and code, whatever is sent", () => {
    const judged = admission([project()]);
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (text) => {
        for (const sent of [request({ sampleRate: text }), request({ token: text })]) {
          judged.admit(sent, [violation()], urlOf);
        }
        for (const { value } of judged.warnings()) {
          expect([...value].length).toBeLessThanOrEqual(32);
          expect(value).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        }
        expect(judged.warnings().length).toBeLessThanOrEqual(5);
      }),
    );
    judged.admit(request({ token: `\u001b[31m\u202e${"x".repeat(99)}` }), [violation()], urlOf);
    const unknown = judged.warnings().find(({ code }) => code === "token_unknown");
    expect(unknown?.value).toBe(`\ufffd[31m\ufffd${"x".repeat(26)}`);
  });
});

describe("whatever is sent", () => {
  const url = fc.option(fc.oneof(fc.webUrl(), fc.constantFrom("about", "data", "x://", "")));
  const item: fc.Arbitrary<Candidate> = fc.record({
    type: fc.constantFrom("csp-violation", "crash", "deprecation", "x"),
    violation: fc.option(
      fc
        .record({ documentURL: url, blockedURL: url, sourceFile: url })
        .map((texts): Violation => ({ ...VIOLATION, ...texts })),
    ),
    url,
    userAgent: fc.option(fc.string()),
  });
  const requests = fc.record({
    token: fc.constantFrom(null, "", "phc_shop", "phc_old", "phc_x"),
    sampleRate: fc.constantFrom(null, "0.5", "0", "abc", "-1"),
    receivedAt: fc.integer({ min: NOW, max: NOW + 2 * 86_400_000 }),
    clientAddress: fc.option(fc.ipV4()),
    userAgent: fc.option(fc.string()),
  });

  test("each item is kept or counted once, and the same history gives the same verdicts", () => {
    const projects = [
      project({
        origins: ["https://*.com"],
        types: ["csp-violation", "crash", "x"],
        noise: "drop",
        rateLimit: { perSecond: 0.01, burst: 10 },
        quotaPerDay: 20,
      }),
      project({ name: "old", tokens: ["phc_old"], state: "retired" }),
    ];
    const calls = fc.array(fc.tuple(requests, fc.array(item, { maxLength: 20 })), { maxLength: 8 });
    fc.assert(
      fc.property(calls, (history) => {
        const [one, two] = [admission(projects), admission(projects)];
        for (const [sent, items] of history) {
          const verdict = one.admit(sent, items, urlOf);
          const dropped = Object.values(verdict.drops).reduce((sum, n) => sum + n, 0);
          expect(verdict.kept.length + dropped).toBe(items.length);
          expect(two.admit(sent, items, urlOf)).toEqual(verdict);
          if (verdict.project === null) expect(verdict.kept).toEqual([]);
        }
      }),
    );
  });
});
