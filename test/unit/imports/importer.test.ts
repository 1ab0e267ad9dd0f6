import { describe, expect, test } from "bun:test";
import { DASHBOARD_PROJECT, NOISE_RULES } from "../../../src/admission/index.ts";
import { type ImportResult, MAX_LINE } from "../../../src/imports/index.ts";
import { CodedError } from "../../../src/report/errors.ts";
import { ImportBench } from "../../support/importer.ts";

/** Any noise rule; none of the lines here is of its kind. */
const RULE = NOISE_RULES.at(-1)?.id ?? "";
const NOW = Date.UTC(2026, 10, 29, 12);
const DAY = 86_400_000;

const body = (page: string, directive = "img-src") => ({
  "csp-report": {
    "document-uri": `https://shop.example/${page}?secret=1`,
    "violated-directive": directive,
    "blocked-uri": `https://${page}.cdn.example/x?y=1`,
  },
});

/** A line of nginx's log. */
function logged(page: string, receivedAt = NOW - DAY, args = ""): string {
  return JSON.stringify({
    msec: `${receivedAt / 1000}`,
    args,
    http_user_agent: "Mozilla/5.0",
    request_body: JSON.stringify(body(page)),
  });
}

/** What must hold of every result. */
function checkSums(result: ImportResult): ImportResult {
  const sum = (counts: object) => Object.values(counts).reduce((a: number, b: number) => a + b, 0);
  const { lines, empty, malformed, formats, reports, imported, duplicates, dropped } = result;
  expect(empty + malformed + sum(formats)).toBe(lines);
  expect(imported + duplicates + sum(dropped)).toBe(reports);
  return result;
}

async function codeOf(run: Promise<unknown>): Promise<string> {
  return run.then(
    () => "none",
    (error: unknown) => (error instanceof CodedError ? error.code : String(error)),
  );
}

describe("a log", () => {
  test("becomes reports of its time, redacted, tagged and for the sinks that can be read from", async () => {
    const bench = new ImportBench();
    const result = checkSums(await bench.run(`${logged("a")}\n\n${logged("b", NOW - 2 * DAY)}`));
    expect(result).toMatchObject({
      lines: 3,
      empty: 1,
      formats: { nginx: 2 },
      imported: 2,
      from: NOW - 2 * DAY,
      to: NOW - DAY,
      sinks: ["sqlite"],
    });
    expect(bench.journal.reports).toMatchObject([
      {
        project: "default",
        receivedAt: NOW - DAY,
        occurredAt: NOW - DAY,
        weight: 1,
        userAgent: "Mozilla/5.0",
        violation: { documentURL: "https://shop.example/a", blockedURL: "https://a.cdn.example/x" },
      },
      { receivedAt: NOW - 2 * DAY },
    ]);
    expect(bench.journal.appends.map(({ outcome }) => outcome)).toEqual(["imported", "imported"]);
    expect(bench.journal.entries.map(({ sinks }) => sinks)).toEqual([["sqlite"], ["sqlite"]]);
    expect(JSON.stringify(bench.journal.entries)).not.toContain("secret");
  });

  test("has the same ids each time, of its own time, however it is cut and wherever it begins", async () => {
    const lines = [logged("a"), logged("a"), logged("b"), logged("a")];
    const idsOf = async (text: string, size?: number, project: string | null = null) => {
      const bench = new ImportBench();
      await bench.run(text, { project }, size);
      return bench.journal.reports.map(({ id }) => id);
    };
    const ids = await idsOf(lines.join("\n"));
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(Number.parseInt(id.replace("-", "").slice(0, 12), 16)).toBe(NOW - DAY);
    }
    expect(await idsOf(`${lines.join("\r\n")}\n`, 7)).toEqual(ids);
    expect(await idsOf(["", logged("z"), ...lines].join("\n"))).toEqual([
      expect.any(String),
      ...ids,
    ]);
  });

  test("goes to the project that its lines' tokens name, or to the one that is asked for", async () => {
    const active = {
      origins: null,
      types: null,
      noise: "tag",
      rateLimit: null,
      quotaPerDay: null,
    } as const;
    const projects = [
      { name: "shop", tokens: ["phc_1"], state: "active", ...active },
      { name: "old", tokens: ["phc_2"], state: "retired", ...active },
    ] as const;
    const text = [
      logged("a", NOW, "token=phc_1"),
      logged("b", NOW, "token=typo"),
      logged("c"),
    ].join("\n");
    const bench = new ImportBench({}, { projects });
    const result = checkSums(await bench.run(text));
    expect(result.problems).toEqual([
      { line: 2, reason: "project_unknown" },
      { line: 3, reason: "project_unknown" },
    ]);
    expect(bench.journal.reports.map(({ project }) => project)).toEqual(["shop"]);
    const other = new ImportBench({}, { projects });
    checkSums(await other.run(text, { project: "old" }));
    expect(other.journal.reports.map(({ project }) => project)).toEqual(["old", "old", "old"]);
    expect(await codeOf(bench.run(text, { project: "nobody" }))).toBe("project_unknown");
  });

  test("is neither sampled nor limited, but keeps to the types, origins and noise of its project", async () => {
    const rateLimit = { perSecond: 1, burst: 1 };
    const settings = { tokens: ["t"], state: "active", rateLimit, quotaPerDay: 1 } as const;
    const projects = [
      { name: "p", origins: ["https://shop.example"], types: null, noise: "drop", ...settings },
    ] as const;
    const line = (page: string, change: (text: string) => string = (text) => text) =>
      change(logged(page, NOW - DAY, "token=t&sample_rate=0"));
    const bench = new ImportBench({}, { projects });
    const result = await bench.run(
      [
        line("a"),
        line("b"),
        line("c"),
        line("d", (text) => text.replace("shop.example", "other.example")),
        line("e", (text) => text.replace(/https:\/\/e\.cdn\.example/, "chrome-extension://abcd")),
      ].join("\n"),
    );
    expect(checkSums(result)).toMatchObject({
      imported: 3,
      dropped: { origin_not_allowed: 1, filtered: 1 },
    });
    expect(bench.journal.reports.map(({ weight }) => weight)).toEqual([1, 1, 1]);
  });

  test("leaves out what its sink no longer keeps, and what has not come yet", async () => {
    const bench = new ImportBench();
    const lines = [
      logged("a", NOW - 31 * DAY),
      logged("b", NOW - 29 * DAY),
      logged("c", NOW + DAY),
    ];
    const result = checkSums(await bench.run(lines.join("\n")));
    expect(result).toMatchObject({ imported: 1, malformed: 1, dropped: { too_old: 1 } });
    expect(result.problems).toEqual([{ line: 3, reason: "time_invalid" }]);
    const elsewhere = new ImportBench();
    expect(await elsewhere.run(lines.join("\n"), { sinks: ["posthog"] })).toMatchObject({
      imported: 2,
      sinks: ["posthog"],
    });
  });
});

describe("plain bodies", () => {
  test("are of the time that is said, and each line is a report of its own", async () => {
    const bench = new ImportBench();
    const line = JSON.stringify(body("a"));
    const text = [line, line, JSON.stringify([{ type: "deprecation", body: {} }, 7])].join("\n");
    const receivedAt = NOW - 5 * DAY;
    const result = checkSums(await bench.run(text, { receivedAt }));
    expect(result).toMatchObject({ imported: 3, dropped: { malformed: 1 }, formats: { body: 3 } });
    expect(result.problems).toEqual([{ line: 3, reason: "malformed" }]);
    const ids = bench.journal.reports.map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
    const again = new ImportBench();
    await again.run(text, { receivedAt });
    expect(again.journal.reports.map(({ id }) => id)).toEqual(ids);
  });
});

describe("an export", () => {
  const line = (over: object = {}) =>
    JSON.stringify({
      id: Bun.randomUUIDv7("hex", NOW - DAY),
      project: "default",
      receivedAt: NOW - DAY,
      raw: { ...body("a"), age: 3 },
      request: { id: Bun.randomUUIDv7("hex", NOW - DAY), token: "t", version: "7" },
      sampling: { algorithm: "uniform", rate: 0.5, key: "https://shop.example/a?x=1-2026" },
      weight: 2,
      noise: RULE,
      ...over,
    });

  test("keeps ids, request, sampling, weight and tag", async () => {
    const bench = new ImportBench();
    const text = line();
    await bench.run(text);
    const { id, request } = JSON.parse(text);
    expect(bench.journal.reports).toMatchObject([
      {
        id,
        request: { ...request, distinctId: null },
        weight: 2,
        noise: RULE,
        sampling: { rate: 0.5 },
      },
    ]);
    expect(JSON.stringify(bench.journal.entries)).not.toContain("x=1");
  });

  test("brings what the dashboard reported of itself, whether projects are declared or not", async () => {
    const text = line({ project: DASHBOARD_PROJECT });
    const settings = {
      tokens: ["t"],
      state: "active",
      rateLimit: null,
      quotaPerDay: null,
    } as const;
    const rest = { origins: null, types: null, noise: "tag" } as const;
    for (const projects of [[], [{ name: "shop", ...settings, ...rest }]]) {
      const bench = new ImportBench({}, { projects });
      expect(checkSums(await bench.run(text))).toMatchObject({ imported: 1 });
      expect(bench.journal.reports).toMatchObject([{ project: DASHBOARD_PROJECT }]);
    }
  });

  test("that has a report twice brings it once", async () => {
    const bench = new ImportBench();
    const text = line();
    const result = checkSums(await bench.run(`${text}\n${text}`));
    expect(result).toMatchObject({ imported: 1, duplicates: 1 });
  });

  test.each([
    ["an id of another time", { id: Bun.randomUUIDv7("hex", NOW - 3 * DAY) }, "id_invalid"],
    ["an id of another version", { id: "a2b3c4d5-0000-4000-8000-000000000000" }, "id_invalid"],
    ["no id", { id: "'; DROP TABLE reports" }, "id_invalid"],
    ["no time", { receivedAt: "yesterday" }, "time_invalid"],
    ["nothing that a browser sent", { raw: {} }, "unusable_report"],
    ["a project that is not there", { project: "other" }, "project_unknown"],
  ])("with %s is refused", async (_, over, reason) => {
    const bench = new ImportBench();
    const result = checkSums(await bench.run(line(over)));
    expect(result.problems).toEqual([{ line: 1, reason }] as ImportResult["problems"]);
    expect(bench.journal.appends).toEqual([]);
  });

  test.each([
    [{ sampling: null, weight: 1, noise: "no-such/rule" }, 1],
    [{ weight: -1, sampling: { rate: 7 }, noise: "x\u0000y" }, 1],
    [{ weight: Number.MAX_VALUE, sampling: "no", noise: {} }, 1e9],
    [{ weight: "2", sampling: null, noise: null, request: "no" }, 1],
  ])("loses what makes no sense: %j", async (over, weight) => {
    const bench = new ImportBench();
    await bench.run(line(over));
    expect(bench.journal.reports).toMatchObject([{ weight, sampling: null, noise: null }]);
  });
});

describe("hostile lines", () => {
  const good = logged("a");

  test.each([
    ["longer than any may be", `{"a":"${"x".repeat(MAX_LINE)}"}`, "line_too_long"],
    ["of another encoding", new Uint8Array([0xff, 0xfe, 0x7b, 0x00]), "not_json"],
    ["of NULs", new Uint8Array(1_000), "not_json"],
    ["nested deeply", `{"csp-report":${"[".repeat(100_000)}`, "not_json"],
    [
      "nested deeply but whole",
      `{"csp-report":${"[".repeat(500)}${"]".repeat(500)}}`,
      "unusable_report",
    ],
    ["of a CSV", "id,project,receivedAt,occurredAt", "not_json"],
    [
      "of too many reports",
      `[${Array.from({ length: 1_001 }, () => "{}").join(",")}]`,
      "too_many_reports",
    ],
    ["that is a number", "12", "not_json"],
    ["that is no object", "[1,2]", "unusable_report"],
    ["with a prototype", '{"__proto__":{"csp-report":{}}}', "unusable_report"],
  ])("%s cost themselves and nothing else", async (_, hostile, reason) => {
    const bench = new ImportBench();
    const bytes = typeof hostile === "string" ? new TextEncoder().encode(hostile) : hostile;
    const text = Buffer.concat([Buffer.from(`${good}\n`), bytes, Buffer.from(`\n${good}\n`)]);
    const result = checkSums(await bench.run(text, {}, 1 << 17));
    expect(result).toMatchObject({ lines: 3, malformed: 1, imported: 2 });
    expect(result.problems).toEqual([{ line: 2, reason }] as ImportResult["problems"]);
  });

  test("are named up to a hundred, and all counted", async () => {
    const result = checkSums(await new ImportBench().run("x\n".repeat(5_000)));
    expect(result).toMatchObject({ lines: 5_000, malformed: 5_000 });
    expect(result.problems).toHaveLength(100);
  });

  test("invalid UTF-8 in a report becomes U+FFFD", async () => {
    const bench = new ImportBench();
    const [before = "", after = ""] = JSON.stringify(body("MARK", "img-src")).split("MARK", 2);
    await bench.run(
      Buffer.concat([Buffer.from(before), Buffer.from([0xc3]), Buffer.from(`${after}b"}}`)]),
    );
    expect(JSON.stringify(bench.journal.entries)).toContain("\ufffd");
  });
});

describe("an import", () => {
  test("tells each young issue once, before it is stored", async () => {
    const bench = new ImportBench();
    await bench.run(
      [logged("a"), logged("a"), logged("b"), logged("c", NOW - 20 * DAY)].join("\n"),
    );
    expect(bench.expected.map(({ violation }) => violation.documentURL)).toEqual([
      "https://shop.example/a?secret=1",
      "https://shop.example/b?secret=1",
    ]);
  });

  test("tells nothing of what the store that alerts ask does not get", async () => {
    const bench = new ImportBench();
    await bench.run(logged("a"), { sinks: ["posthog"] });
    expect(bench.expected).toEqual([]);
    await bench.run(logged("a"), { sinks: ["posthog", "sqlite"] });
    expect(bench.expected).toHaveLength(1);
  });

  test("appends nothing of which alerts could not be told", async () => {
    const bench = new ImportBench({
      expect: () => {
        throw new CodedError("alerts_unavailable", "The disk is full.");
      },
    });
    expect(await codeOf(bench.run(logged("a")))).toBe("alerts_unavailable");
    expect(bench.journal.appends).toEqual([]);
  });

  test("that is cut off keeps a whole beginning and says how far it came", async () => {
    const bench = new ImportBench();
    async function* broken() {
      yield Buffer.from(`${logged("a")}\n${logged("b").slice(0, 40)}`);
      throw new Error("connection reset");
    }
    const options = { format: null, project: null, sinks: null, receivedAt: NOW };
    const run = bench.importer.run(broken(), options);
    expect(await codeOf(run)).toBe("import_broken");
    await expect(run).rejects.toThrow("1 reports of the first 1 lines were imported.");
    expect(bench.journal.reports).toHaveLength(1);
    expect(bench.log.of("warn")).toEqual(["an import ended before its end"]);
  });

  test("that the journal refuses ends, counting nothing that is not there", async () => {
    const bench = new ImportBench();
    let left = 2;
    const append = async () => {
      if (left-- <= 0) throw new CodedError("journal_unavailable", "The disk is full.");
    };
    const full = new ImportBench({ journal: { append } });
    const text = Array.from({ length: 5 }, (_, n) => logged(`p${n}`)).join("\n");
    const run = full.run(text, {}, 300);
    expect(await codeOf(run)).toBe("journal_unavailable");
    await expect(run).rejects.toThrow(/^The disk is full\. 2 reports of the first/);
    expect(bench.journal.appends).toEqual([]);
  });

  test("goes nowhere where no sink can be read from and none is named, or the named one is not there", async () => {
    const sinks = [{ name: "posthog", reader: false, keeps: null, maxBacklog: 1 }];
    expect(await codeOf(new ImportBench({ sinks }).run(logged("a")))).toBe("reader_missing");
    expect(await codeOf(new ImportBench().run(logged("a"), { sinks: ["nobody"] }))).toBe(
      "sink_unknown",
    );
  });

  test("waits for nobody else: a second one is refused while it runs, and taken after it", async () => {
    const bench = new ImportBench();
    const first = bench.run(logged("a"));
    expect(await codeOf(bench.run(logged("b")))).toBe("import_running");
    await first;
    expect(await bench.run(logged("b"))).toMatchObject({ imported: 1 });
  });
});
