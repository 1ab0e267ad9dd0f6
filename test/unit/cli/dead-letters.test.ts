import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import type { DeadLetter, LetterChoice } from "../../../src/delivery/index.ts";
import { FakeLetters, LETTER, testAdmin } from "../http/support.ts";
import { Run } from "./support.ts";

const TOKEN = "a-long-enough-token";

const HOSTILE = "a\u001b[31mred\u202e\n\u0085b";

let letters = new FakeLetters();

/** The real API over letters that the test holds. */
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch: (request) => {
    const services = { adminToken: TOKEN, deadLetters: letters };
    return testAdmin({ services }).ask(request.url, request);
  },
});

afterAll(() => server.stop(true));

beforeEach(() => {
  letters = new FakeLetters();
});

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const line = new Run({ TATTLE_ADMIN_TOKEN: TOKEN });
  const listen = `127.0.0.1:${server.port}`;
  const code = await line.start(["dead-letters", ...args, "--listen", listen]);
  return { code, out: line.stdout, err: line.stderr };
}

function many(count: number): DeadLetter[] {
  return Array.from({ length: count }, (_, index) => ({ ...LETTER, id: count - index }));
}

describe("tattle dead-letters list", () => {
  test("shows the letters of every sink", async () => {
    expect(await run("list")).toEqual({
      code: 0,
      err: "",
      out: `SINK    ID  AT                        STATE  ATTEMPTS  TYPE           URL                            REASON
sqlite  7   2026-11-22T09:30:00.000Z  dead   2         csp-violation  https://www.shop.example/cart  too large
gone    7   2026-11-22T09:30:00.000Z  dead   2         csp-violation  https://www.shop.example/cart  too large
`,
    });
  });

  test("says so where there is none", async () => {
    letters = new FakeLetters([]);
    expect(await run("list")).toEqual({ code: 0, out: "No dead letters.\n", err: "" });
  });

  test("shows at most so many, and says that there are more", async () => {
    letters = new FakeLetters(many(2_500));
    const { out, err } = await run("list", "--sink", "gone", "--limit", "2300");
    expect(out.split("\n")).toHaveLength(2_302);
    expect(err).toBe("gone has more; --limit shows them.\n");
    const all = await run("list", "--sink", "gone", "--limit", "2500", "--json");
    expect(JSON.parse(all.out)).toHaveLength(2_500);
    expect(all.err).toBe("");
  });

  test.each([[[]], [["--json"]]])("makes hostile text printable (%j)", async (args) => {
    letters = new FakeLetters([{ ...LETTER, reason: HOSTILE, url: HOSTILE, type: HOSTILE }]);
    const { out } = await run("list", ...args);
    expect(out).not.toMatch(/[^\n\P{C}]/u);
    if (args.length > 0) expect(JSON.parse(out)[0].reason).toBe(HOSTILE);
  });

  test.each(["0", "-1", "x", "1e3", ""])("refuses the limit %j", async (limit) => {
    expect((await run("list", `--limit=${limit}`)).code).toBe(2);
  });
});

describe("tattle dead-letters show", () => {
  test("prints the letter with its report as JSON", async () => {
    const { code, out } = await run("show", "7", "--sink", "sqlite");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ id: 7, reason: "too large", report: { weight: 2 } });
  });

  test("makes hostile text printable", async () => {
    const report = { ...LETTER.report, raw: { [HOSTILE]: HOSTILE } };
    letters = new FakeLetters([{ ...LETTER, report }]);
    const { out } = await run("show", "7", "--sink", "sqlite");
    expect(out).not.toMatch(/[^\n\P{C}]/u);
    expect(JSON.parse(out).report.raw).toEqual({ [HOSTILE]: HOSTILE });
  });

  test("needs no sink where only one has dead letters", async () => {
    letters.holders = async () => [
      { sink: "sqlite", configured: true, deadLetters: 1, replaying: 0, bytes: 9 },
      { sink: "other", configured: true, deadLetters: 0, replaying: 0, bytes: 0 },
    ];
    expect((await run("show", "7")).code).toBe(0);
  });

  test.each<[string[], number, string]>([
    [["8", "--sink", "sqlite"], 6, "[dead_letter_not_found]"],
    [["7", "--sink", "nobody/../x"], 6, "[sink_unknown]"],
    [["7"], 2, "--sink is needed, since several have dead letters: sqlite, gone"],
    [["x", "--sink", "sqlite"], 2, "It must be an id"],
  ])("%j ends with exit code %i: %s", async (args, code, message) => {
    const ended = await run("show", ...args);
    expect(ended.code).toBe(code);
    expect(ended.err).toContain(message);
    expect(ended.out).toBe("");
  });

  test("without any dead letter says that", async () => {
    letters = new FakeLetters([]);
    const ended = await run("show", "7");
    expect([ended.code, ended.err]).toEqual([
      6,
      expect.stringContaining("[dead_letter_not_found]"),
    ]);
  });
});

test.each(["replay", "drop"])("%s tells of ids that are no dead letters", async (verb) => {
  const change = (...ids: string[]) => run(verb, ...ids, "--sink", "sqlite", ...yes(verb));
  expect(await change("7", "8", "9")).toMatchObject({
    code: 0,
    err: "2 of the ids are no dead letters of sqlite\n",
  });
  const none = await change("8");
  expect(none).toMatchObject({ code: 6, out: "" });
  expect(none.err).toContain("[dead_letter_not_found]");
});

function yes(verb: string): string[] {
  return verb === "drop" ? ["--yes"] : [];
}

describe("tattle dead-letters replay", () => {
  test.each<[string[], string, LetterChoice]>([
    [["7", "8"], "2 dead letters of sqlite will be written again.\n", [7, 8]],
    [["7"], "1 dead letter of sqlite will be written again.\n", [7]],
    [["--all"], "1 dead letter of sqlite will be written again.\n", "all"],
    [["7", "--json"], '{"sink":"sqlite","count":1}\n', [7]],
  ])("%j asks for it", async (args, out, choice) => {
    letters = new FakeLetters(args.includes("8") ? [LETTER, { ...LETTER, id: 8 }] : [LETTER]);
    expect(await run("replay", ...args, "--sink", "sqlite")).toEqual({ code: 0, out, err: "" });
    expect(letters.changes).toEqual([["replay", "sqlite", choice]]);
  });

  test.each<[string[], number, string]>([
    [["--all", "--sink", "gone"], 6, "[sink_not_configured]"],
    [["--sink", "sqlite"], 2, "name ids, or --all"],
    [["7", "--all", "--sink", "sqlite"], 2, "name ids, or --all"],
    [["seven", "--sink", "sqlite"], 2, "It must be an id"],
  ])("%j ends with exit code %i: %s", async (args, code, message) => {
    const ended = await run("replay", ...args);
    expect([ended.code, letters.changes]).toEqual([code, []]);
    expect(ended.err).toContain(message);
  });
});

describe("tattle dead-letters drop", () => {
  test("deletes with --yes, of a sink that left the configuration too", async () => {
    expect(await run("drop", "--all", "--sink", "gone", "--yes")).toEqual({
      code: 0,
      out: "1 dead letter of gone deleted.\n",
      err: "",
    });
    expect(letters.changes).toEqual([["drop", "gone", "all"]]);
  });

  test.each([
    [["--all"], "1 dead letter of sqlite would be deleted; add --yes to do it"],
    [["7", "8"], "2 dead letters of sqlite would be deleted; add --yes to do it"],
  ])("%j without --yes says what it would do and does nothing", async (args, message) => {
    const ended = await run("drop", ...args, "--sink", "sqlite");
    expect([ended.code, ended.out, letters.changes]).toEqual([2, "", []]);
    expect(ended.err).toContain(message);
  });
});
