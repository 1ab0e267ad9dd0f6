import { afterAll, describe, expect, test } from "bun:test";
import type { News } from "../../../src/http/api/stream/news.ts";
import { REPORT, type TestAdmin, testAdmin } from "../http/support.ts";
import { Run } from "./support.ts";

const TOKEN = "a-long-enough-token";
const HOSTILE = "a\u001b[31mred\u202e\n\u0085b";
const ID = REPORT.id;

const NOTHING: News = { reports: [], dropped: 0, more: false, upTo: ID };

/** What the store answers, one after the other; then nothing. */
let news: News[] = [];
const asked: Array<string | null> = [];
let admin: TestAdmin = adminOf();

function adminOf(): TestAdmin {
  return testAdmin({
    services: {
      adminToken: TOKEN,
      sleep: () => Bun.sleep(1),
      news: async ({ after }) => {
        asked.push(after);
        return after === null ? NOTHING : (news.shift() ?? NOTHING);
      },
    },
  });
}

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch: (request) => admin.ask(request.url, request),
});
afterAll(() => server.stop(true));

function start(...args: string[]): { line: Run; code: Promise<number> } {
  asked.length = 0;
  admin = adminOf();
  const line = new Run({ TATTLE_ADMIN_TOKEN: TOKEN });
  const code = line.start(["tail", "--listen", `127.0.0.1:${server.port}`, ...args]);
  return { line, code };
}

async function untilStdout(line: Run, text: string): Promise<void> {
  while (!line.stdout.includes(text)) await Bun.sleep(1);
}

describe("tattle tail", () => {
  test("prints a line for each report until it is told to stop", async () => {
    news = [{ ...NOTHING, reports: [REPORT] }];
    const { line, code } = start();
    await untilStdout(line, "\n");
    line.signal("SIGINT");
    expect(await code).toBe(0);
    expect(line.stdout).toBe(
      "2026-11-22T10:29:00.000Z  default  script-src-elem  https://cdn.example/widget.js  on https://www.shop.example/cart\n",
    );
  });

  test.each([[[]], [["--json"]]])("makes hostile text printable (%j)", async (args) => {
    const { violation } = REPORT;
    const report = {
      ...REPORT,
      url: HOSTILE,
      project: HOSTILE,
      noise: HOSTILE,
      violation: violation && { ...violation, blockedURL: HOSTILE, effectiveDirective: HOSTILE },
    };
    news = [{ ...NOTHING, reports: [report] }];
    const { line, code } = start(...args);
    await untilStdout(line, "\n");
    line.signal("SIGTERM");
    expect(await code).toBe(0);
    expect(line.stdout).not.toMatch(/[^\n\P{C}]/u);
    if (args.length > 0) expect(JSON.parse(line.stdout)).toMatchObject({ url: HOSTILE });
  });

  test("says how many were too many", async () => {
    news = [{ ...NOTHING, reports: [REPORT], dropped: 12, more: true }];
    const { line, code } = start();
    await line.untilStderr("at least 12 reports were too many to be shown.\n");
    line.signal("SIGINT");
    await code;
  });

  test("connects again when the connection breaks, and goes on where it was", async () => {
    news = [{ ...NOTHING, reports: [REPORT] }];
    const { line, code } = start();
    await untilStdout(line, "\n");
    const former = admin;
    admin = adminOf();
    news = [{ ...NOTHING, reports: [{ ...REPORT, url: "https://again.example/" }] }];
    former.admin.endStreams();
    await line.untilStderr("The connection is gone; trying again.\n");
    await line.clock.advance(2_000);
    await untilStdout(line, "again.example");
    expect(asked).toContain(ID);
    line.signal("SIGINT");
    expect(await code).toBe(0);
  });

  test("says what is wrong with the question, and where nobody answers", async () => {
    const wrong = start("--issue", "nothing");
    expect(await wrong.code).toBe(6);
    expect(wrong.line.stderr).toContain("issue: Expected string to match");
    const nobody = new Run({ TATTLE_ADMIN_TOKEN: TOKEN });
    expect(await nobody.start(["tail", "--listen", "127.0.0.1:1"])).toBe(6);
  });
});
