import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { NEEDED } from "../support/browsers.ts";
import { canRun } from "../support/programs.ts";
import { Viewed } from "../support/viewed.ts";

/** How long a test may take, in milliseconds. */
const LIMIT = 240_000;
/** More than two pages of issues. */
const ISSUES = 120;

const ROWS = `document.querySelectorAll("main tbody tr").length`;

/** How far things have jumped while the page was loaded. */
const SHIFTS = `new Promise((then) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) sum += value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => then(sum), 500);
})`;

describe.skipIf(!canRun(NEEDED.chromium))("the dashboard in Chromium", () => {
  let viewed: Viewed;
  let complaints = 0;
  beforeAll(async () => {
    viewed = await Viewed.open("");
    await viewed.fill(ISSUES);
  }, LIMIT);
  afterAll(() => viewed[Symbol.asyncDispose]());
  beforeEach(() => {
    complaints = viewed.devtools.complaints.length;
  });
  afterEach(() => {
    viewed.proxy.away = false;
    viewed.proxy.delay = 0;
    expect(viewed.thrown(complaints)).toEqual([]);
  });

  test.each(["/", "/issues", "/reports", "/sinks"])(
    "keeps what %s shows while Tattle is away, says so once, and goes on by itself",
    async (path) => {
      await viewed.visit(path);
      const rows = await viewed.devtools.evaluate(ROWS);
      viewed.proxy.away = true;
      await viewed.comeBack(() => viewed.says("Tattle does not answer since"));
      expect(await viewed.text(".health")).toBe("Tattle does not answer");
      await viewed.devtools.screenshot(`away ${path.slice(1)}`);
      expect(await viewed.devtools.evaluate(ROWS)).toBe(rows);
      expect(
        await viewed.devtools.evaluate(`document.querySelectorAll("main .failure").length`),
      ).toBe(0);
      viewed.proxy.away = false;
      await viewed.shows(`document.querySelector(".outage p") === null`);
      await viewed.settled();
      expect(await viewed.devtools.evaluate(ROWS)).toBe(rows);
    },
    LIMIT,
  );

  test(
    "says what is wrong on a page that was never shown before, and shows it once it can",
    async () => {
      await viewed.visit("/sinks");
      // The files of other pages are fetched once this one is shown.
      await viewed.shows(
        `performance.getEntriesByType("resource").some(({ name }) => /\\/issues-[^/]+\\.js$/.test(name))`,
      );
      viewed.proxy.away = true;
      await viewed.devtools.click(`.nav a[href^="/issues"]`);
      await viewed.says("Tattle does not answer. Is it running?");
      viewed.proxy.away = false;
      await viewed.shows(`${ROWS} > 0`);
    },
    LIMIT,
  );

  test.each([
    ["/", ".skeleton"],
    ["/issues", ".skeleton"],
    ["/reports", ".skeleton"],
    ["/sinks", ".skeleton"],
    ["/settings", ".skeleton"],
    ["/other", ".skeleton"],
  ])(
    "shows on %s over a slow line at first where things will be, moves little and asks for nothing twice",
    async (path, waiting) => {
      viewed.proxy.delay = 700;
      const { devtools } = viewed;
      const from = devtools.requests.length;
      await devtools.send("Page.navigate", { url: "about:blank" });
      await devtools.visit(`${viewed.proxy.origin}${path}`, waiting);
      await viewed.settled();
      // What web.dev calls good; https://web.dev/articles/cls
      expect(Number(await devtools.evaluate(SHIFTS))).toBeLessThan(0.1);
      const asked = devtools.requests.slice(from).filter((url) => url.includes("/api/v1/"));
      expect(asked.length).toBeGreaterThan(1);
      const same = asked.map((url) => url.replace(/([?&])(?:from|to)=[^&]*/g, "$1"));
      expect(same.toSorted()).toEqual([...new Set(same)].toSorted());
    },
    LIMIT,
  );

  test.each(["/issues?blocked=https%3A%2F%2Fcdn-7.example&last=30d", "/live?noise=with"])(
    "leads from %s to the login page once the session has ended elsewhere, and back",
    async (path) => {
      await viewed.visit(path);
      await viewed.devtools.evaluate(`fetch("/logout", { method: "POST" }).then(() => null)`);
      await viewed.comeBack(() => viewed.shows(`location.pathname === "/login"`));
      await viewed.enter();
      expect(await viewed.address()).toBe(path);
      await viewed.settled();
    },
    LIMIT,
  );

  test(
    "does not go in circles where the API does not get to know of the session",
    async () => {
      await using _ = await viewed.before(
        `{ const real = fetch; window.fetch = (url, init) => real(url, { ...init, credentials: "omit" }); }`,
      );
      const from = viewed.devtools.requests.length;
      await viewed.devtools.visit(`${viewed.proxy.origin}/sinks`, "#main .failure");
      await Bun.sleep(2_000);
      expect(await viewed.text()).toContain("Does a proxy keep cookies back?");
      const pages = viewed.devtools.requests.slice(from).filter((url) => !url.includes("/api/"));
      expect(pages.filter((url) => url.includes("/login")).length).toBeLessThan(2);
    },
    LIMIT,
  );

  test.each(["/issues", "/reports"])(
    "begins %s anew where the place of the next page is no longer known",
    async (path) => {
      await using _ = await viewed.before(
        `{ const real = fetch; window.fetch = (url, init) =>
          real(String(url).replace(/cursor=[^&]+/, "cursor=stale"), init); }`,
      );
      await viewed.visit(path);
      await viewed.devtools.click(".more button");
      await viewed.says("The list begins anew");
      await viewed.settled();
      expect(await viewed.devtools.evaluate(ROWS)).toBe(50);
      expect(await viewed.devtools.evaluate(`document.querySelector(".failure")`)).toBeNull();
    },
    LIMIT,
  );

  test(
    "shows the list as it is once another tab has changed it",
    async () => {
      await viewed.visit("/issues?sort=firstSeen");
      const row = `document.querySelector("[data-issue]").dataset.issue`;
      const id = String(await viewed.devtools.evaluate(row));
      // What another tab of this browser asks.
      await viewed.devtools.evaluate(`fetch("/api/v1/issues/${id}", {
        method: "PATCH",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ status: "resolved" }),
      }).then(({ status }) => { if (status !== 200) throw new Error(String(status)); })`);
      await viewed.comeBack(() =>
        viewed.shows(`document.querySelector('[data-issue="${id}"]') === null`),
      );
    },
    LIMIT,
  );
});
