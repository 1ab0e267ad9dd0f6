import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { NEEDED } from "../support/browsers.ts";
import { Dashboard, DESKTOP } from "../support/dashboard.ts";
import { canRun } from "../support/programs.ts";
import { Walk } from "../support/walk.ts";

/** How long a test may take, in milliseconds; a task needs a few seconds. */
const LIMIT = 120_000;

const nav = ".nav a";

/**
 * What people come for, as they would do it from the overview, with the clicks that it may take:
 * the table of docs/usability.md.
 */
const TASKS: ReadonlyArray<[name: string, clicks: number, walk: (walk: Walk) => Promise<void>]> = [
  [
    "see that the first report has come",
    2,
    async (walk) => {
      await walk.click(nav, "Setup");
      await walk.reads("Waiting for the first report");
      await walk.click("button", "Copy");
      await sendReport();
      await walk.reads(/report(?: was| were|s were) received/);
    },
  ],
  [
    "find the script that broke the checkout page",
    3,
    async (walk) => {
      await walk.click(nav, "Issues");
      await walk.type("input[type=search]", "checkout");
      await walk.click(".issue-link", "harbor1ane");
      await walk.reads("Somebody tries to make the page do what it should not");
      await walk.reads("https://www.harborlane.example/checkout");
    },
  ],
  [
    "know whether it is an extension",
    3,
    async (walk) => {
      await walk.click(nav, "Issues");
      await walk.choose("select[aria-label=Noise]", "Only noise");
      await walk.click(".issue-link", "extension");
      await walk.reads(/Is it an extension\?\s+(?:Yes|Probably)/);
    },
  ],
  [
    "see what v=2 has brought",
    2,
    async (walk) => {
      await walk.click(nav, "Versions");
      await walk.click("main a", "shop");
      await walk.reads(/Version 2 brought \d+ new issues/);
    },
  ],
  [
    "share a view",
    1,
    async (walk) => {
      await walk.click(".bars a", "script-src-elem");
      await walk.reads("script-src-elem", "select.chosen[aria-label=Directive]");
      await dashboard.visit(await address(), { theme: "light", ...DESKTOP });
      await walk.reads("script-src-elem", "select.chosen[aria-label=Directive]");
    },
  ],
  [
    "silence an issue that is known",
    2,
    async (walk) => {
      await walk.click(nav, "Issues");
      await walk.click("[aria-label^='Ignore Frame from https://game.crisp.chat']");
      await walk.reads("Undo", ".toasts");
    },
  ],
  [
    "find the page that a report came from",
    2,
    async (walk) => {
      await walk.click(nav, "Reports");
      await walk.click("tbody a");
      await walk.reads(/Page that it came from[\s\S]*https:\/\//);
    },
  ],
  [
    "see why nothing arrives",
    0,
    async (walk) => {
      await walk.reads("a token that no project has");
      await walk.reads(/Not kept, in the last 24 hours[\s\S]*unknown token/);
    },
  ],
  [
    "replay a dead sink",
    3,
    async (walk) => {
      await walk.click(nav, "Sinks");
      await walk.click("button", /\d+ dead letters?/);
      await walk.click("button", "Replay all");
      await walk.reads(/will be written again/, ".toasts");
    },
  ],
  [
    "export a week",
    2,
    async (walk) => {
      await walk.click(nav, "Reports");
      await walk.reads(/about .* reports/);
      const link = await dashboard.devtools.evaluate(
        `[...document.querySelectorAll("a[download]")].find((a) => a.textContent.includes("CSV")).href`,
      );
      const lines = (await exported(String(link))).split("\n");
      expect(lines.length).toBeGreaterThan(100);
      // What the click would do, had this browser a folder for it.
      walk.clicks += 1;
    },
  ],
];

let dashboard: Dashboard;

describe.skipIf(!canRun(NEEDED.chromium))("in the dashboard a person can", () => {
  beforeAll(async () => {
    dashboard = await Dashboard.open(["--reports", "4000", "--days", "14", "--no-live"]);
  }, LIMIT);
  afterAll(() => dashboard[Symbol.asyncDispose]());

  test.each(TASKS)(
    "%s, in %d clicks",
    async (name, clicks, walk) => {
      await dashboard.visit("/", { theme: "light", ...DESKTOP });
      const done = new Walk(dashboard);
      await walk(done);
      expect(done.clicks).toBe(clicks);
      // For docs/usability.md; the machine's time, without a person's thinking.
      if (process.env.TIMES) process.stdout.write(`${name}: ${done.seconds.toFixed(1)} s\n`);
    },
    LIMIT,
  );
});

async function address(): Promise<string> {
  return String(await dashboard.devtools.evaluate("location.pathname + location.search"));
}

async function exported(link: string): Promise<string> {
  return await dashboard.text(new URL(link).pathname + new URL(link).search);
}

async function sendReport(): Promise<void> {
  const body = JSON.stringify({
    "csp-report": {
      "document-uri": "https://www.harborlane.example/",
      "effective-directive": "img-src",
      "blocked-uri": "https://first.example/a.png",
    },
  });
  const url = `${dashboard.origin}/report/?token=phc_demo_harborlane_shop`;
  const headers = { "content-type": "application/csp-report" };
  expect((await fetch(url, { method: "POST", headers, body })).status).toBe(204);
}
