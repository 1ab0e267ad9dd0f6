import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { ReportView } from "../../src/http/api/schema/report.ts";
import { NEEDED } from "../support/browsers.ts";
import { Dashboard, DESKTOP } from "../support/dashboard.ts";
import { eventually } from "../support/eventually.ts";
import { canRun } from "../support/programs.ts";

/** How long a test may take, in milliseconds; it needs a few seconds. */
const LIMIT = 240_000;
const PATIENCE = 60_000;
const LOOK = { theme: "light", ...DESKTOP } as const;

const ROWS = `document.querySelectorAll("table.reports tbody tr").length`;
const IDS = `[...document.querySelectorAll("table.reports a")].map(({ pathname }) => pathname.split("/").at(-1))`;
const QUERY = "location.search";
const EXPORTS = `[...document.querySelectorAll("a[download]")].map(({ href }) => href)`;

interface PageOf {
  items: ReportView[];
  next: string | null;
}

describe.skipIf(!canRun(NEEDED.chromium))("the pages of reports in Chromium", () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await Dashboard.open(["--reports", "2000", "--days", "10", "--no-live"]);
  }, LIMIT);
  afterAll(() => dashboard[Symbol.asyncDispose]());

  const evaluate = (expression: string) => dashboard.devtools.evaluate(expression);

  async function becomes(expression: string, value: unknown): Promise<void> {
    await eventually(async () => expect(await evaluate(expression)).toEqual(value), PATIENCE);
  }

  /** All reports that the API gives for a query, the newest first. */
  async function listed(query: string): Promise<ReportView[]> {
    const all: ReportView[] = [];
    let cursor = "";
    for (;;) {
      const path = `/api/v1/reports?${query}&limit=1000${cursor}`;
      const { items, next } = await dashboard.ask<PageOf>(path);
      all.push(...items);
      if (next === null) return all;
      cursor = `&cursor=${encodeURIComponent(next)}`;
    }
  }

  test(
    "more are shown on demand, the same as the API has, each once",
    async () => {
      await dashboard.visit("/reports?last=30d", LOOK);
      const all = (await listed("noise=without")).map(({ id }) => id);
      await becomes(IDS, all.slice(0, 50));
      await dashboard.devtools.click(".more button");
      await becomes(IDS, all.slice(0, 100));
    },
    LIMIT,
  );

  test(
    "a type and a text narrow them down, stand in the address, and hold for the export",
    async () => {
      const violations = await listed("noise=without&type=csp-violation");
      const text = new URL(violations.find(({ url }) => url?.startsWith("https:"))?.url ?? "").host;
      await dashboard.visit("/reports?last=30d", LOOK);
      await evaluate(`{
        const type = document.querySelector("select[aria-label=Type]");
        type.value = "=csp-violation";
        type.dispatchEvent(new Event("change", { bubbles: true }));
      }`);
      await becomes(QUERY, "?last=30d&type=csp-violation");
      await evaluate(`{
        const field = document.querySelector("input[type=search]");
        field.value = ${JSON.stringify(text)};
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }`);
      await becomes(QUERY, `?last=30d&type=csp-violation&search=${text}`);
      const query = `noise=without&type=csp-violation&search=${text}`;
      const found = await listed(query);
      await becomes(
        IDS,
        found.slice(0, 50).map(({ id }) => id),
      );

      const links = (await evaluate(EXPORTS)) as string[];
      const asked = links.map((link) => new URL(link).searchParams);
      expect(asked.map((each) => each.get("format"))).toEqual(["csv", "ndjson"]);
      for (const each of asked) {
        expect([each.get("type"), each.get("search"), each.get("noise")]).toEqual([
          "csp-violation",
          text,
          "without",
        ]);
        expect(each.get("from")).not.toBeNull();
      }
      const lines = await evaluate(`fetch(${JSON.stringify(links[1])})
        .then((answer) => answer.text()).then((text) => text.trim().split("\\n").length)`);
      expect(lines).toBe(found.length);
    },
    LIMIT,
  );

  test(
    "who types on while they are looked for keeps the box, and taking filters away empties it",
    async () => {
      await dashboard.visit("/reports?last=30d&search=ab", LOOK);
      const box = `document.querySelector("input[type=search]")`;
      await evaluate(`{ ${box}.focus(); ${box}.select(); }`);
      await dashboard.devtools.send("Input.insertText", { text: "no-" });
      await becomes(QUERY, "?last=30d&search=no-");
      await dashboard.devtools.send("Input.insertText", { text: "such" });
      await becomes(QUERY, "?last=30d&search=no-such");
      expect(await evaluate(`${box}.value`)).toBe("no-such");
      await evaluate(`document.querySelector(".empty a").click()`);
      await becomes(QUERY, "");
      await becomes(`${box}.value`, "");
    },
    LIMIT,
  );

  test(
    "a filter that is called like a part of every object has its name in the bar",
    async () => {
      await dashboard.visit("/reports?type=__proto__&version=constructor&last=30d", LOOK);
      for (const [name, value] of [
        ["Type", "__proto__"],
        ["Version", "constructor"],
      ]) {
        const shown = `document.querySelector("select[aria-label=${name}]").selectedOptions[0].text`;
        expect([name, await evaluate(shown)]).toEqual([name, value]);
      }
    },
    LIMIT,
  );

  test(
    "one says its page, its issue and all that is known of it",
    async () => {
      const [report] = await listed("noise=without&type=csp-violation");
      if (!report?.violation) throw new Error("the demo has violations");
      await dashboard.visit(`/reports/${report.id}`, LOOK);
      expect(await dashboard.devtools.text(".origin")).toBe(report.violation.documentURL ?? "");
      await becomes(
        `[...document.querySelectorAll("main a")].some(({ pathname }) => pathname === "/issues/${report.issue}")`,
        true,
      );
      const raw = await dashboard.devtools.text(`[aria-label="The report as JSON"] pre`);
      expect(JSON.parse(raw)).toEqual(report.raw);
      const text = await dashboard.devtools.text("main");
      for (const name of Object.keys(report.violation)) {
        if (name !== "originalPolicy") expect(text).toContain(name);
      }
    },
    LIMIT,
  );

  test(
    "one that is not there says why that may be",
    async () => {
      for (const id of ["01960d5e-7c1a-7b3f-9a52-000000000000", "nothing"]) {
        await dashboard.visit(`/reports/${id}`, LOOK);
        expect(await dashboard.devtools.text("main")).toContain("There is no report of this id.");
      }
    },
    LIMIT,
  );

  test(
    "nothing that fits says what shows something",
    async () => {
      await dashboard.visit("/reports?search=nothing-is-like-this", LOOK);
      expect(await evaluate(ROWS)).toBe(0);
      await becomes(
        `document.querySelector(".empty")?.innerText.startsWith("No report is like this.") ?? false`,
        true,
      );
      await dashboard.devtools.click(".empty a");
      await becomes(QUERY, "");
      await becomes(`${ROWS} > 0`, true);
    },
    LIMIT,
  );

  test(
    "erasing needs the word, and the report is gone",
    async () => {
      const report = (await listed("noise=without")).findLast(
        ({ request }) => request.distinctId !== null,
      );
      if (report === undefined) throw new Error("the demo has people");
      await dashboard.visit(`/reports/${report.id}`, LOOK);
      await evaluate(`[...document.querySelectorAll("main button")]
        .find(({ innerText }) => innerText === "Erase…").click()`);
      const button = "dialog button[type=submit]";
      await dashboard.devtools.find(button);
      expect(await evaluate(`document.querySelector("${button}").disabled`)).toBe(true);
      await evaluate(`{
        const field = document.querySelector("dialog input:not([type=radio])");
        field.value = "erase";
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }`);
      await becomes(`document.querySelector("${button}").disabled`, false);
      await dashboard.devtools.click(button);
      const of = `distinctId of ${report.request.distinctId}`;
      await eventually(async () => {
        const left = (await listed("noise=with")).filter(
          ({ request, project }) =>
            project === report.project && request.distinctId === report.request.distinctId,
        );
        expect([of, left.length]).toEqual([of, 0]);
      }, PATIENCE);
    },
    LIMIT,
  );
});
