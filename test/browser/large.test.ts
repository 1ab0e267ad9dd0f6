import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { NEEDED } from "../support/browsers.ts";
import { DESKTOP, PHONE } from "../support/dashboard.ts";
import { eventually } from "../support/eventually.ts";
import { makeIssues } from "../support/many-issues.ts";
import { canRun } from "../support/programs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { Viewed } from "../support/viewed.ts";

/** How long a test may take, in milliseconds. */
const LIMIT = 300_000;
/** And a change until the store has it. */
const PATIENCE = 60_000;

const LOOKS = { desktop: DESKTOP, phone: PHONE } as const;
const ROWS = `document.querySelectorAll("[data-issue]").length`;

/** What reaches beyond the screen, by its classes. */
const TOO_WIDE = `document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("#app *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => one.tagName + "." + one.className).slice(0, 5)`;

/** Filters whose cross is out of sight. */
const CUT_CHIPS = `[...document.querySelectorAll(".chip")].filter((chip) =>
  chip.querySelector("svg").getBoundingClientRect().right > chip.getBoundingClientRect().right).length`;

async function look(viewed: Viewed, { width, height }: { width: number; height: number }) {
  const screen = { width, height, deviceScaleFactor: 1, mobile: width < 600 };
  await viewed.devtools.send("Emulation.setDeviceMetricsOverride", screen);
}

describe.skipIf(!canRun(NEEDED.chromium))("the dashboard of very many issues", () => {
  /** More take minutes to make; by hand it is tried with 100,000. */
  const COUNT = Number(process.env.MANY_ISSUES ?? 10_000);
  const parts = new AsyncDisposableStack();
  let viewed: Viewed;
  beforeAll(async () => {
    const path = join(parts.use(temporaryFolder()).path, "many.db");
    await makeIssues(path, COUNT);
    viewed = parts.use(await Viewed.open(`[[sinks]]\ntype = "sqlite"\npath = "${path}"\n`));
  }, LIMIT);
  afterAll(() => parts.disposeAsync());

  test.each(["/", "/reports", "/other", "/versions", "/settings"])(
    "shows %s",
    async (path) => {
      await viewed.visit(path);
      expect(await viewed.devtools.evaluate(`document.querySelector(".failure")`)).toBeNull();
      expect(viewed.devtools.complaints).toEqual([]);
    },
    LIMIT,
  );

  test(
    "lists, orders and finds them",
    async () => {
      await viewed.visit("/issues?noise=with");
      await viewed.says(`${COUNT.toLocaleString("en")} open issues, 50 shown`);
      await viewed.devtools.evaluate(`{
        const list = document.querySelector(".sort select");
        list.value = "firstSeen";
        list.dispatchEvent(new Event("change", { bubbles: true }));
      }`);
      // Browsers send up to a minute late, so not exactly in their order.
      const first = `Number(/cdn-(\\d+)/.exec(document.querySelector("[data-issue]").innerText)[1])`;
      await viewed.shows(`${first} > ${COUNT - 100}`);
      await viewed.devtools.evaluate(`{
        const field = document.querySelector("#issue-search");
        field.value = "cdn-${COUNT - 7}.example";
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }`);
      await viewed.shows(`${ROWS} === 1`);
      await viewed.says("1 open issue");
      expect(viewed.devtools.complaints).toEqual([]);
    },
    LIMIT,
  );

  test(
    "selects all that are shown of several pages, resolves them and takes that back",
    async () => {
      await viewed.visit("/issues?noise=with&sort=lastSeen");
      for (const rows of [100, 150, 200]) {
        await viewed.devtools.click(".more button");
        await viewed.shows(`${ROWS} === ${rows}`);
      }
      await viewed.devtools.click("thead input[type=checkbox]");
      await viewed.says("200 issues selected");
      await viewed.devtools.evaluate(`[...document.querySelectorAll(".bulk button")]
        .find(({ innerText }) => innerText.trim() === "Resolve").click()`);
      await viewed.says("Resolved 200 issues");
      await eventually(async () => expect(await open()).toBe(COUNT - 200), PATIENCE);
      await viewed.devtools.evaluate(`[...document.querySelectorAll(".toasts button")]
        .find(({ innerText }) => innerText === "Undo").click()`);
      await viewed.says("Taken back");
      await eventually(async () => expect(await open()).toBe(COUNT), PATIENCE);
      expect(viewed.devtools.complaints).toEqual([]);
    },
    LIMIT,
  );

  async function open(): Promise<number> {
    const from = new Date(Date.now() - 7 * 86_400_000).toISOString();
    const path = `/api/v1/issues?limit=1&status=open&noise=with&from=${from}`;
    return (await viewed.tattle.api<{ total: number }>(path)).total;
  }
});

describe.skipIf(!canRun(NEEDED.chromium))("a URL of 2,000 characters", () => {
  const LONG = `https://shop.example/${"a-long-path/".repeat(80)}${"x".repeat(1_019)}`;
  let viewed: Viewed;
  let paths: Record<string, string>;
  beforeAll(async () => {
    expect(LONG.length).toBe(2_000);
    viewed = await Viewed.open('[privacy]\nurls = "keep"\n');
    await viewed.tattle.report(violation(LONG), "?v=1");
    await viewed.tattle.report(violation(LONG), "?v=2");
    const headers = { "content-type": "application/reports+json" };
    await viewed.tattle.report(JSON.stringify([deprecation(LONG)]), "", { headers });
    paths = await eventually(() => addresses());
  }, LIMIT);
  afterAll(() => viewed[Symbol.asyncDispose]());

  test.each([
    ...["overview", "issues", "issue", "reports", "report", "other report", "live"],
    ...["versions", "other", "filtered issues", "filtered reports", "filtered overview"],
  ])(
    "fits the page of %s, on a desktop and a phone",
    async (name) => {
      for (const [screen, size] of Object.entries(LOOKS)) {
        await look(viewed, size);
        await viewed.visit(paths[name] ?? "");
        await viewed.devtools.screenshot(`long ${name} ${screen}`);
        expect([screen, await viewed.devtools.evaluate(TOO_WIDE)]).toEqual([screen, []]);
        expect([screen, await viewed.devtools.evaluate(CUT_CHIPS)]).toEqual([screen, 0]);
      }
      expect(viewed.devtools.complaints).toEqual([]);
    },
    LIMIT,
  );

  async function addresses(): Promise<Record<string, string>> {
    const idOf = async (question: string) => {
      const { items } = await viewed.tattle.api<{ items: Array<{ id: string }> }>(
        `/api/v1/${question}`,
      );
      if (items[0] === undefined) throw new Error(`nothing of ${question} yet`);
      return items[0].id;
    };
    const long = encodeURIComponent(LONG);
    return {
      overview: "/?noise=with",
      issues: "/issues?noise=with",
      issue: `/issues/${await idOf("issues?limit=1&noise=with")}`,
      reports: "/reports?noise=with",
      report: `/reports/${await idOf("reports?limit=1&type=csp-violation")}`,
      "other report": `/reports/${await idOf("reports?limit=1&type=deprecation")}`,
      live: "/live",
      versions: "/versions?project=default",
      other: "/other",
      "filtered issues": `/issues?document=${long}&q=${long.slice(0, 400)}`,
      "filtered reports": `/reports?document=${long}&search=${long.slice(0, 400)}`,
      "filtered overview": `/?document=${long}`,
    };
  }
});

function violation(url: string): string {
  return JSON.stringify({
    "csp-report": {
      "document-uri": url,
      referrer: url,
      "effective-directive": "script-src-elem",
      "violated-directive": "script-src-elem",
      "blocked-uri": url,
      "source-file": url,
      "line-number": 3,
      "column-number": 9,
      "original-policy": `script-src 'self' ${url}; img-src ${url}`,
      "script-sample": url,
      disposition: "enforce",
    },
  });
}

function deprecation(url: string) {
  const body = { id: url, message: url, sourceFile: url, lineNumber: 1, columnNumber: 2 };
  return { type: "deprecation", age: 1, url, user_agent: url, body };
}
