import { describe, expect, test } from "bun:test";
import { BIDI_FLAGS, BiDi } from "../support/bidi.ts";
import { Browser, NEEDED } from "../support/browsers.ts";
import { makeCertificates } from "../support/certificates.ts";
import { eventually } from "../support/eventually.ts";
import { canRun } from "../support/programs.ts";
import { TattleProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { reportOf } from "../support/viewed.ts";

/** How long the test may take, in milliseconds. */
const LIMIT = 240_000;
const ISSUES = 20;

const SETTLED = `document.querySelector("#main h1") !== null
  && document.querySelector(".skeleton, [aria-busy=true]") === null`;

describe.skipIf(!canRun(NEEDED.firefox))("in Firefox", () => {
  test(
    "one logs in by the link, sees what happens, opens an issue, resolves it and finds it again",
    async () => {
      using folder = temporaryFolder();
      const { path } = folder;
      await using tattle = await TattleProcess.start({ data: `${path}/data` });
      for (let n = 0; n < ISSUES; n++) await tattle.report(reportOf(n));
      await eventually(async () => {
        const { total } = await tattle.api<{ total: number }>("/api/v1/issues?limit=1");
        if (total < ISSUES) throw new Error(`${total} are stored`);
      }, LIMIT / 2);

      const trust = makeCertificates(path);
      const browser = Browser.open("firefox", "about:blank", path, trust, BIDI_FLAGS);
      await using firefox = await BiDi.attach(browser);
      const says = (text: string) =>
        firefox.shows(`document.querySelector("main").innerText.includes(${JSON.stringify(text)})`);

      await firefox.visit(tattle.loginUrl);
      await firefox.shows(SETTLED);
      expect(await firefox.evaluate("document.title")).toBe("Overview · Tattle");
      await says(String(ISSUES));
      expect(await firefox.evaluate(`document.querySelector("main canvas") !== null`)).toBe(true);

      await firefox.click(`.nav a[href^="/issues"]`);
      await firefox.shows(`document.querySelectorAll("[data-issue]").length === ${ISSUES}`);
      const id = await firefox.evaluate(`document.querySelector("[data-issue]").dataset.issue`);
      await firefox.click(`[data-issue="${id}"] .issue-link`);
      await firefox.shows(`location.pathname === "/issues/${id}"`);
      await firefox.shows(SETTLED);

      const resolve = `[...document.querySelectorAll("main button:enabled")].find(({ innerText }) =>
        innerText.trim() === "Resolve")`;
      await firefox.shows(`${resolve} !== undefined`);
      await firefox.evaluate(`${resolve}.setAttribute("data-test", "resolve")`);
      await firefox.click("[data-test=resolve]");
      await firefox.shows(`document.querySelector(".toasts").innerText.includes("Resolved")`);
      const { status } = await tattle.api<{ status: string }>(`/api/v1/issues/${id}`);
      expect(status).toBe("resolved");

      await firefox.click(`.nav a[href^="/issues"]`);
      await firefox.shows(SETTLED);
      await firefox.shows(`document.querySelector('[data-issue="${id}"]') === null`);
      await firefox.click(`.tabs a[href*="status=resolved"]`);
      await firefox.shows(`document.querySelector('[data-issue="${id}"]') !== null`);

      expect(firefox.complaints).toEqual([]);
      expect(firefox.requests).toContain(`${tattle.adminUrl}/api/v1/status`);
      const own = [tattle.adminUrl, "about:", "data:", "blob:", "moz-", "resource:", "chrome:"];
      expect(firefox.requests.filter((url) => !own.some((start) => url.startsWith(start)))).toEqual(
        [],
      );
      await firefox.evaluate(`console.error("would be heard of")`);
      await eventually(() => expect(firefox.complaints.join()).toContain("would be heard of"));
    },
    LIMIT,
  );
});
