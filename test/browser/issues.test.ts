import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { ExplanationView } from "../../src/http/api/schema/explanation.ts";
import type { IssueDetailView, IssuePageView } from "../../src/http/api/schema/issue.ts";
import { NEEDED } from "../support/browsers.ts";
import { Dashboard, DESKTOP, PHONE } from "../support/dashboard.ts";
import { eventually } from "../support/eventually.ts";
import { canRun } from "../support/programs.ts";

/** How long a test may take, in milliseconds; it needs a few seconds. */
const LIMIT = 240_000;
const PATIENCE = 60_000;
const LOOK = { theme: "light", ...DESKTOP } as const;
const LIST = "/issues?last=30d";

/** The issue that has the focus. */
const FOCUSED = `document.activeElement?.closest("[data-issue]")?.dataset.issue ?? null`;
const SHOWN = `[...document.querySelectorAll("[data-issue]")].map((row) => row.dataset.issue)`;
const CHOSEN = `[...document.querySelectorAll("[data-issue] input:checked")].map((box) =>
  box.closest("[data-issue]").dataset.issue)`;
const TOAST = `document.querySelector(".toasts").innerText`;

describe.skipIf(!canRun(NEEDED.chromium))("issues in Chromium", () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await Dashboard.open(["--reports", "2000", "--days", "10", "--no-live"]);
  }, LIMIT);
  afterAll(() => dashboard[Symbol.asyncDispose]());

  const evaluate = (expression: string) => dashboard.devtools.evaluate(expression);
  const click = (selector: string) => dashboard.devtools.click(selector);
  const issue = (id: string) => dashboard.ask<IssueDetailView>(`/api/v1/issues/${id}`);

  /** What was said of an issue, the last first: status and note. */
  async function said(id: string): Promise<Array<[string, string | null]>> {
    const { mark } = await issue(id);
    return (mark?.history ?? []).map(({ status, note }) => [status, note]);
  }

  /** Waits until an expression has a value. */
  async function becomes(expression: string, value: unknown): Promise<void> {
    await eventually(async () => expect(await evaluate(expression)).toEqual(value), PATIENCE);
  }

  async function says(expression: string, text: string): Promise<void> {
    await eventually(async () => expect(await evaluate(expression)).toContain(text), PATIENCE);
  }

  async function press(...keys: string[]): Promise<void> {
    for (const key of keys) await dashboard.devtools.press(key);
  }

  async function listed(): Promise<string[]> {
    await dashboard.visit(LIST, LOOK);
    return (await evaluate(SHOWN)) as string[];
  }

  test(
    "the keyboard alone resolves an issue, takes it back, and opens the next one",
    async () => {
      const [first = "", second = "", third = ""] = await listed();
      await press("j", "j");
      await becomes(FOCUSED, second);
      await press("k");
      await becomes(FOCUSED, first);
      await press("j", "e");
      await becomes(FOCUSED, third);
      expect(await evaluate(SHOWN)).not.toContain(second);
      await says(TOAST, "Resolved 1 issue");
      await click(".toast button");
      await says(TOAST, "Taken back");
      await says(SHOWN, second);
      expect(await said(second)).toEqual([
        ["open", null],
        ["resolved", null],
      ]);
      await becomes(FOCUSED, third);
      await press("Enter");
      await becomes("location.pathname", `/issues/${third}`);
      await becomes("document.activeElement.id", "main");
      await evaluate("history.back()");
      await becomes(FOCUSED, third);
    },
    LIMIT,
  );

  test(
    "keys mean nothing while somebody types, and help tells them and gives the focus back",
    async () => {
      await listed();
      await press("j");
      const focused = await evaluate(FOCUSED);
      await press("?");
      await becomes(`document.querySelector("dialog[open] h2")?.innerText`, "Keys");
      await press("e", "Escape");
      await becomes(`document.querySelector("dialog[open]")`, null);
      await becomes(FOCUSED, focused);
      await press("/");
      await becomes("document.activeElement.id", "issue-search");
      await press("j", "e", "x");
      await becomes("document.activeElement.value", "jex");
      await becomes("new URLSearchParams(location.search).get('q')", "jex");
      await says("document.querySelector('#main').innerText", "Nothing is found.");
      await click(".ways button");
      await becomes("new URLSearchParams(location.search).get('q')", null);
      expect(await evaluate(TOAST)).toBe("");
    },
    LIMIT,
  );

  test(
    "what is selected outlives new data, and is marked together with a note",
    async () => {
      const [first = "", second = "", third = ""] = await listed();
      await press("j", "x", "j", "j", "x");
      await becomes(CHOSEN, [first, third]);
      const asked = () => dashboard.devtools.requests.filter((url) => url.includes("/issues?"));
      const before = asked().length;
      await eventually(async () => {
        // As if somebody came back to the tab; what is a few seconds old is asked for again then.
        await evaluate(`document.dispatchEvent(new Event("visibilitychange", { bubbles: true }))`);
        await Bun.sleep(500);
        expect(asked().length).toBeGreaterThan(before);
      }, PATIENCE);
      await dashboard.settled();
      await becomes(CHOSEN, [first, third]);

      await press("n");
      await click(`dialog input[value="ignored"]`);
      await evaluate(`document.querySelector("dialog textarea").focus()`);
      await press("o", "k");
      await click(`dialog button[type="submit"]`);
      await says(TOAST, "Ignored 2 issues");
      await click(".toast button");
      await says(TOAST, "Taken back");
      for (const id of [first, third]) {
        expect((await said(id)).slice(0, 2)).toEqual([
          ["open", null],
          ["ignored", "ok"],
        ]);
      }
      expect((await issue(second)).mark?.note ?? null).toBeNull();
    },
    LIMIT,
  );

  test(
    "a mark that does not reach the server is taken back on the page, and said",
    async () => {
      const [first = ""] = await listed();
      await dashboard.devtools.send("Network.setBlockedURLs", { urls: ["*/issues/marks"] });
      try {
        await press("j", "x", "j", "x", "i");
        await says(TOAST, "Nothing was changed");
        await says(SHOWN, first);
      } finally {
        await dashboard.devtools.send("Network.setBlockedURLs", { urls: [] });
      }
      expect((await issue(first)).status).toBe("open");
    },
    LIMIT,
  );

  test(
    "an issue says what it is, and its change of the policy can be copied to the letter",
    async () => {
      const { id, explanation } = await withChange();
      const permissions = ["clipboardReadWrite", "clipboardSanitizedWrite"];
      await dashboard.devtools.send("Browser.grantPermissions", { permissions });
      await dashboard.visit(`/issues/${id}`, LOOK);
      const text = await dashboard.devtools.text("#main");
      expect(text).toContain(explanation.summary);
      expect(text).toContain("Is it an extension?");
      for (const advice of explanation.advice) expect(text).toContain(advice);
      await dashboard.devtools.send("Page.bringToFront");
      // It says so for two seconds, which a loaded machine may sleep through.
      await eventually(async () => {
        await click(".policy-changes .copy");
        const said = await evaluate(`document.querySelector(".policy-changes .copy").innerText`);
        expect(said).toContain("Copied");
      }, PATIENCE);
      await becomes("navigator.clipboard.readText()", explanation.changes[0]?.text);
    },
    LIMIT,
  );

  test(
    "somebody who was faster in another tab is named, and gets their word back",
    async () => {
      const [first = ""] = await listed();
      await dashboard.visit(`/issues/${first}`, LOOK);
      await evaluate(`fetch("/api/v1/issues/${first}", {
        method: "PATCH",
        headers: { "content-type": "application/json" },
        body: '{"status":"ignored"}',
      }).then(({ status }) => status)`);
      await click(".marking .primary");
      await says(TOAST, "had just made it ignored");
      await click(".toast button");
      await says(TOAST, "Taken back");
      await says(`document.querySelector(".said").innerText`, "Ignored");
      expect((await said(first)).slice(0, 3).map(([status]) => status)).toEqual([
        "ignored",
        "resolved",
        "ignored",
      ]);
    },
    LIMIT,
  );

  test(
    "in the list too somebody who was faster is named",
    async () => {
      const [first = ""] = await listed();
      await press("j");
      await becomes(FOCUSED, first);
      await evaluate(`fetch("/api/v1/issues/${first}", {
        method: "PATCH",
        headers: { "content-type": "application/json" },
        body: '{"status":"ignored","note":"known"}',
      }).then(({ status }) => status)`);
      await press("e");
      await says(TOAST, "had just made it ignored");
      await click(".toast button");
      await says(TOAST, "Taken back");
      expect(await issue(first)).toMatchObject({ status: "ignored", mark: { note: "known" } });
    },
    LIMIT,
  );

  test(
    "an address of an issue that is not there says what may have become of it",
    async () => {
      for (const id of ["0123456789abcdef", "nonsense", "%FF", "%00", "x".repeat(2_000)]) {
        await dashboard.visit(`/issues/${id}`, LOOK);
        await says("document.querySelector('#main').innerText", "does not know this issue");
      }
    },
    LIMIT,
  );

  test(
    "what lies over the list is as accessible as the list, on a phone and in the dark too",
    async () => {
      // Rows are looked at with all other pages; which of them are half covered here is chance.
      const findings = () => dashboard.findings([".issues"]);
      for (const look of [LOOK, { theme: "dark", ...PHONE } as const]) {
        await dashboard.visit(LIST, look);
        await press("j", "x", "j", "x");
        await becomes(`document.querySelector(".bulk").hidden`, false);
        expect(await findings()).toEqual([]);
        await press("n");
        await dashboard.devtools.find("dialog[open] textarea");
        expect(await findings()).toEqual([]);
        await dashboard.devtools.screenshot(`issues noting ${look.theme}`);
        await press("Escape", "?");
        await dashboard.devtools.find("dialog[open] .keys");
        expect(await findings()).toEqual([]);
        await press("Escape", "Escape", "k", "e");
        await says(TOAST, "Resolved 1 issue");
        expect(await findings()).toEqual([]);
        await dashboard.devtools.screenshot(`issues marked ${look.theme}`);
        expect(await evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
      }
    },
    LIMIT,
  );

  test(
    "who may only read is told so, and neither buttons nor keys change anything",
    async () => {
      const [first = ""] = await listed();
      await evaluate(`fetch("/api/v1/tokens", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"name":"reader","role":"read"}',
      }).then((answer) => answer.json()).then(({ secret }) =>
        fetch("/login", { method: "POST", body: new URLSearchParams({ token: secret }) }))
        .then(({ status }) => status)`);
      await dashboard.visit(LIST, LOOK);
      await says("document.querySelector('#main').innerText", "may only read");
      expect(
        await evaluate(`document.querySelectorAll(".row-actions button:enabled").length`),
      ).toBe(0);
      await press("j", "e", "i");
      await becomes(FOCUSED, first);
      await press("Enter");
      await becomes("location.pathname", `/issues/${first}`);
      await says("document.querySelector('.marking').innerText", "may only read");
      expect(await evaluate(`document.querySelectorAll(".marking button:enabled").length`)).toBe(0);
      expect(await evaluate(TOAST)).toBe("");
    },
    LIMIT,
  );

  /** An issue whose explanation has a change that can be used as it is. */
  async function withChange(): Promise<{ id: string; explanation: ExplanationView }> {
    const { items } = await dashboard.ask<IssuePageView>("/api/v1/issues?noise=without&limit=50");
    for (const { id } of items) {
      const explanation = await dashboard.ask<ExplanationView>(`/api/v1/issues/${id}/explanation`);
      const [change] = explanation.changes;
      if (change !== undefined && change.text !== null) return { id, explanation };
    }
    throw new Error("no issue has a change");
  }
});
