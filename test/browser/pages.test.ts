import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { allReports } from "../support/api.ts";
import { NEEDED } from "../support/browsers.ts";
import { DevTools, member } from "../support/devtools.ts";
import { eventually } from "../support/eventually.ts";
import { canRun } from "../support/programs.ts";
import { ADMIN_TOKEN } from "../support/server-process.ts";
import { Stage, TEST_LIMIT, TOKEN } from "../support/stage.ts";

/** Runs in whatever would take it for markup or for a URL; the title shows it then. */
const SCRIPT = `document.title='owned'`;

/** Texts that would do harm where they are not shown as text. */
const HOSTILE = [
  `<script>${SCRIPT}</script>`,
  `"><img src=x onerror="${SCRIPT}">`,
  `javascript:${SCRIPT}`,
  `https://evil.example/<svg/onload=${SCRIPT}>`,
  `https://evil.example/\u202egnp.exe\u0000\u001b[2J`,
  `https://evil.example/${"long-".repeat(2_000)}`,
];

describe.skipIf(!canRun(NEEDED.chromium))("in Chromium", () => {
  let stage: Stage;
  beforeAll(async () => {
    // Redaction would leave little of the hostile texts.
    stage = await Stage.start('[privacy]\nurls = "keep"');
    await sendHostile();
    await stage.tattle.report(hostileReport("x"), `?token=${encodeURIComponent(HOSTILE[0] ?? "")}`);
    await eventually(() => {
      if (stage.tattle.lines.length < 2 * HOSTILE.length) {
        throw new Error("reports are on their way");
      }
    });
  }, TEST_LIMIT);
  afterAll(() => stage[Symbol.asyncDispose]());

  test(
    "the banner's link logs in, and the dashboard shows hostile reports as text",
    async () => {
      await using devtools = await openChromium();
      await devtools.visit(stage.tattle.loginUrl, "#main h1");
      expect(await devtools.evaluate("location.pathname + location.search")).toBe("/");
      await devtools.visit(`${stage.tattle.adminUrl}/issues`, "table a");
      await devtools.screenshot("issues-hostile");
      await expectText(devtools, "Issues");
    },
    TEST_LIMIT,
  );

  test(
    "hostile reports are text in the list of reports, one by one, by type and as they come in",
    async () => {
      await using devtools = await openChromium();
      const { adminUrl } = stage.tattle;
      await devtools.visit(await anotherLink(), "#main h1");
      await devtools.visit(`${adminUrl}/reports?noise=with`, "table.reports a");
      await devtools.screenshot("reports-hostile");
      await expectText(devtools, "Reports");
      for (const { id } of await allReports(stage.tattle)) {
        await devtools.visit(`${adminUrl}/reports/${id}`, ".origin");
        await expectText(devtools, "Report");
      }
      await devtools.screenshot("report-hostile");
      for (const at of HOSTILE.keys()) {
        await devtools.visit(`${adminUrl}/other?type=made-up-${at}`, ".fact-list");
        await expectText(devtools, "Other reports");
      }
      await devtools.screenshot("other-hostile");

      await devtools.visit(`${adminUrl}/live?noise=with`, "[data-state=live]");
      await sendHostile();
      await eventually(async () => {
        const rows = await devtools.evaluate(`document.querySelectorAll(".live > li").length`);
        expect(rows).toBe(2 * HOSTILE.length);
      });
      await devtools.evaluate(
        `for (const row of document.querySelectorAll(".live details")) row.open = true`,
      );
      await eventually(async () => {
        const opened = await devtools.evaluate(`document.querySelectorAll(".opened").length`);
        expect(opened).toBe(2 * HOSTILE.length);
      });
      await devtools.screenshot("live-hostile");
      await expectText(devtools, "Live");
    },
    2 * TEST_LIMIT,
  );

  test(
    "a link to log in works from another site too, such as a chat",
    async () => {
      await using devtools = await openChromium();
      const link = `<a id="login" href="${await anotherLink()}">Tattle</a>`;
      const url = stage.site.put("/chat", { body: `<!doctype html>${link}` });
      await devtools.visit(url, "#login");
      await devtools.click("#login");
      await devtools.find("#main h1");
      expect(await devtools.evaluate("location.origin")).toBe(stage.tattle.adminUrl);
    },
    TEST_LIMIT,
  );

  test(
    "Swagger UI loads nothing from elsewhere, and executes a request with the session",
    async () => {
      await using devtools = await openChromium();
      await devtools.visit(await anotherLink(), "#main h1");
      await devtools.visit(`${stage.tattle.adminUrl}/api/docs`, ".opblock");
      await devtools.screenshot("api-docs");
      const operation = "#operations-Operation-getStatus";
      await devtools.click(`${operation} .opblock-summary-control`);
      await devtools.click(`${operation} .try-out__btn`);
      await devtools.click(`${operation} .execute`);
      const answer = `${operation} .live-responses-table tbody`;
      expect(await devtools.text(`${answer} .response-col_status`)).toStartWith("200");
      expect(await devtools.text(`${answer} .response-col_description`)).toContain('"state": "ok"');
      await devtools.screenshot("api-docs-executed");

      const headers = headersOf(devtools, "/api/v1/status");
      expect(headers).toContain("__Host-tattle=");
      expect(headers).not.toMatch(/authorization/i);
      expectQuiet(devtools);
    },
    TEST_LIMIT,
  );

  test(
    "without a session the API's page leads to the login form, and from there back to it",
    async () => {
      await using devtools = await openChromium();
      await devtools.visit(`${stage.tattle.adminUrl}/api/docs`, "#token");
      await devtools.screenshot("login");
      await enter(devtools, "not-the-token");
      expect(await devtools.text("[role=alert]")).toContain("This token is wrong.");
      await enter(devtools, ADMIN_TOKEN);
      await devtools.find(".opblock");
      expect(await devtools.evaluate("location.pathname")).toBe("/api/docs");
    },
    TEST_LIMIT,
  );

  function openChromium(): Promise<DevTools> {
    return DevTools.attach(stage.open("chromium", "about:blank"));
  }

  /** A violation and a report of another type with each of the texts. */
  async function sendHostile(): Promise<void> {
    const headers = { "content-type": "application/reports+json" };
    for (const [at, text] of HOSTILE.entries()) {
      await stage.tattle.report(hostileReport(text), `?token=${TOKEN}`);
      await stage.tattle.report(hostileOther(at, text), `?token=${TOKEN}`, { headers });
    }
  }

  /** The page shows texts, none of which has done or hidden anything. */
  async function expectText(devtools: DevTools, title: string): Promise<void> {
    expect(await devtools.text("main")).toMatch(/^[\n\t\P{C}]*$/u);
    expect(await devtools.evaluate("document.title")).toBe(`${title} · Tattle`);
    const fits = await devtools.evaluate("document.documentElement.scrollWidth <= innerWidth");
    expect(fits).toBe(true);
    const links = await devtools.evaluate(
      `[...document.querySelectorAll("main a")].map(({ protocol }) => protocol).join()`,
    );
    expect(links).toMatch(/^(?:https:,?)*$/);
    expectQuiet(devtools);
  }

  /** Fills in the login form and sends it. */
  async function enter(devtools: DevTools, token: string): Promise<void> {
    await devtools.evaluate(`document.querySelector("#token").value = ${JSON.stringify(token)}`);
    await devtools.click("main button");
  }

  /** A link like the banner's, which works only once. */
  async function anotherLink(): Promise<string> {
    return (await stage.tattle.api<{ url: string }>("/api/v1/login-codes", "POST")).url;
  }

  /** Nothing was asked of another host, and nothing complained. */
  function expectQuiet(devtools: DevTools): void {
    const { adminUrl } = stage.tattle;
    const elsewhere = devtools.requests.filter(
      (url) => !url.startsWith(`${adminUrl}/`) && !url.startsWith("data:"),
    );
    expect(elsewhere).toEqual([]);
    expect(devtools.complaints).toEqual([]);
  }

  /** The fields that went over the wire with the last request to a path, as JSON. */
  function headersOf(devtools: DevTools, path: string): string {
    const sent = devtools.events.findLast(({ method, params }) => {
      const url = String(member(params.request, "url"));
      return method === "Network.requestWillBeSent" && url.endsWith(path);
    });
    const extra = devtools.events.findLast(({ method, params }) => {
      const same = params.requestId === sent?.params.requestId;
      return method === "Network.requestWillBeSentExtraInfo" && same;
    });
    return JSON.stringify(extra?.params.headers);
  }
});

function hostileReport(text: string): string {
  return JSON.stringify({
    "csp-report": {
      "document-uri": text,
      "violated-directive": text,
      "effective-directive": text,
      "blocked-uri": text,
      "original-policy": text,
      "script-sample": text,
    },
  });
}

/** Of a type of its own, since only names are types; also with the text as the name of a member. */
function hostileOther(at: number, text: string): string {
  const body = { [text]: text, message: text, nested: { [text]: [text] } };
  return JSON.stringify([{ type: `made-up-${at}`, age: 0, url: text, user_agent: text, body }]);
}
