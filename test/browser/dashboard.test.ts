import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { NEEDED } from "../support/browsers.ts";
import { Dashboard, DESKTOP, dashboardPages, type Look, PHONE } from "../support/dashboard.ts";
import { canRun } from "../support/programs.ts";

/** How long a test may take, in milliseconds; one page needs about two seconds. */
const LIMIT = 240_000;

const LOOKS: Readonly<Record<string, Look>> = {
  "light on a desktop": { theme: "light", ...DESKTOP },
  "dark on a desktop": { theme: "dark", ...DESKTOP },
  "light on a phone": { theme: "light", ...PHONE },
  "dark on a phone": { theme: "dark", ...PHONE },
};

const PAGES = [
  ...["overview", "issues", "issue", "reports", "report", "live", "versions", "other"],
  ...["sinks", "letters", "setup", "projects", "noise", "alerts", "access", "data"],
];

describe.skipIf(!canRun(NEEDED.chromium))("the dashboard in Chromium", () => {
  let dashboard: Dashboard;
  let pages: Record<string, string>;
  beforeAll(async () => {
    dashboard = await Dashboard.open(["--reports", "3000", "--days", "10", "--no-live"]);
    pages = await dashboardPages(dashboard.ask);
    expect(Object.keys(pages)).toEqual(PAGES);
  }, LIMIT);
  afterAll(() => dashboard[Symbol.asyncDispose]());

  describe.each(PAGES)("%s", (name) => {
    test(
      "is accessible, fits the screen, complains of nothing and loads nothing from elsewhere",
      async () => {
        const { devtools, origin } = dashboard;
        const before = {
          complaints: devtools.complaints.length,
          requests: devtools.requests.length,
        };
        for (const [look, how] of Object.entries(LOOKS)) {
          await dashboard.visit(pages[name] ?? "", how);
          await devtools.screenshot(`${name} ${look}`);
          expect([look, await dashboard.findings()]).toEqual([look, []]);
          const wide = await devtools.evaluate(
            `document.documentElement.scrollWidth > ${how.width}`,
          );
          expect([look, wide]).toEqual([look, false]);
        }
        expect(devtools.complaints.slice(before.complaints)).toEqual([]);
        const requests = devtools.requests.slice(before.requests);
        expect(requests.filter((url) => !url.startsWith(`${origin}/`))).toEqual([]);
      },
      LIMIT,
    );
  });

  test(
    "would be told of what is wrong with a page",
    async () => {
      await dashboard.visit("/", { theme: "light", ...DESKTOP });
      await dashboard.devtools.evaluate(`{
        const image = document.createElement("img");
        const text = document.createElement("p");
        text.textContent = "hardly to be read";
        text.style.color = "#eee";
        document.querySelector("#main").append(image, text);
      }`);
      const rules = (await dashboard.findings()).map((line) => line.split(" ")[0]);
      expect(rules.toSorted()).toEqual(["color-contrast", "image-alt"]);
    },
    LIMIT,
  );

  test(
    "names the switches of noise rules by what they show, for who speaks to the page",
    async () => {
      await dashboard.visit("/settings?tab=noise", { theme: "light", ...DESKTOP });
      const [switches, wrong] = JSON.parse(
        String(
          await dashboard.devtools.evaluate(`{
            const all = [...document.querySelectorAll("td button[aria-label]")];
            const shown = ({ textContent }) => textContent.trim();
            const named = (each) => each.getAttribute("aria-label").startsWith(shown(each));
            JSON.stringify([all.length, all.filter((each) => !named(each)).map(shown)]);
          }`),
        ),
      );
      expect(switches).toBeGreaterThan(50);
      expect(wrong).toEqual([]);
    },
    LIMIT,
  );

  test("used on every page, breaks its own policy nowhere", async () => {
    const { items } = await dashboard.ask<{ items: Array<{ name: string | null }> }>(
      "/api/v1/projects",
    );
    expect(items.map(({ name }) => name)).not.toContain("tattle-dashboard");
  });
});
