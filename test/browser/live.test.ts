import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { MAX_STREAMS } from "../../src/http/api/stream/streams.ts";
import { Browser, NEEDED } from "../support/browsers.ts";
import { makeCertificates } from "../support/certificates.ts";
import { CutLine } from "../support/cut-line.ts";
import { DevTools } from "../support/devtools.ts";
import { eventually } from "../support/eventually.ts";
import { canRun } from "../support/programs.ts";
import { ADMIN_TOKEN, TattleProcess } from "../support/server-process.ts";
import { TEST_LIMIT } from "../support/stage.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const PATIENCE = 60_000;
const STATE = `document.querySelector("[data-state]")?.dataset.state ?? null`;
/** What was blocked in each row, the newest first. */
const ROWS = `[...document.querySelectorAll(".live summary .what")].map((row) => row.innerText.split(/\\s/)[0])`;
const PAUSE = ".live-status button";

describe.skipIf(!canRun(NEEDED.chromium))("reports as they come in, in Chromium", () => {
  let parts: AsyncDisposableStack;
  let tattle: TattleProcess;
  let line: CutLine;
  let devtools: DevTools;

  beforeAll(async () => {
    parts = new AsyncDisposableStack();
    const folder = parts.use(temporaryFolder()).path;
    tattle = await TattleProcess.start({ data: join(folder, "data") });
    parts.defer(() => tattle[Symbol.asyncDispose]());
    line = parts.use(await CutLine.to(tattle.port));
    const trust = makeCertificates(folder);
    devtools = parts.use(
      await DevTools.attach(Browser.open("chromium", "about:blank", folder, trust)),
    );
    await devtools.visit(await loginLink(), "#main h1");
  }, TEST_LIMIT);
  afterAll(() => parts.disposeAsync());

  /** A link like the banner's, which leads over the line. */
  async function loginLink(): Promise<string> {
    const { url } = await tattle.api<{ url: string }>("/api/v1/login-codes", "POST");
    return url.replace(/^https?:\/\/[^/]+/, line.url);
  }

  async function becomes(expression: string, value: unknown): Promise<void> {
    await eventually(
      async () => expect(await devtools.evaluate(expression)).toEqual(value),
      PATIENCE,
    );
  }

  /** Waits until the line of the state has a text; between attempts it says something else for a moment. */
  async function says(text: string): Promise<void> {
    await eventually(
      async () => expect(await devtools.text("[data-state]")).toContain(text),
      PATIENCE,
    );
  }

  /** A report that is stored, about something that no other one names. */
  async function report(name: string, blocked = `https://${name}.example`): Promise<string> {
    const answer = await tattle.report(
      JSON.stringify({
        "csp-report": {
          "document-uri": "https://shop.example/cart",
          "effective-directive": "img-src",
          "blocked-uri": `${blocked}/x.png`,
        },
      }),
    );
    expect(answer.status).toBe(204);
    return `${blocked}/x.png`;
  }

  test(
    "the first one is announced, opens to its fields, and is told to be a new issue",
    async () => {
      await devtools.visit(`${line.url}/live`, ".listening");
      await becomes(STATE, "live");
      expect(await devtools.text(".listening")).toContain("No report has ever come in");
      const first = await report("first");
      await becomes(ROWS, [first]);
      expect(await devtools.text(".first")).toContain("The first report has arrived");
      await becomes(`document.querySelector(".live .badge.good")?.innerText ?? null`, "new issue");
      await devtools.click(".live summary");
      expect(await devtools.text(".opened")).toContain("https://shop.example/cart");
      expect(await devtools.text(".opened pre")).toContain('"csp-report"');
    },
    TEST_LIMIT,
  );

  test(
    "they wait while the list stands still, and are counted",
    async () => {
      await devtools.visit(`${line.url}/live?noise=with`, ".live-status");
      await becomes(STATE, "live");
      const one = await report("one");
      await becomes(ROWS, [one]);
      await devtools.click(PAUSE);
      const others = [await report("two"), await report("three")];
      await becomes(
        `document.querySelector(${JSON.stringify(PAUSE)}).innerText.trim()`,
        "Resume (2)",
      );
      expect(await devtools.evaluate(ROWS)).toEqual([one]);
      await devtools.click(PAUSE);
      await becomes(ROWS, [...others.toReversed(), one]);
    },
    TEST_LIMIT,
  );

  test(
    "filters of the address hold",
    async () => {
      const address = `/live?${new URLSearchParams({ blocked: "https://wanted.example" })}`;
      await devtools.visit(line.url + address, ".live-status");
      await becomes(STATE, "live");
      await report("unwanted");
      const wanted = await report("wanted");
      await becomes(ROWS, [wanted]);
    },
    TEST_LIMIT,
  );

  test(
    "none is missed while the line is cut, and that is said",
    async () => {
      await devtools.visit(`${line.url}/live`, ".live-status");
      await becomes(STATE, "live");
      line.cut();
      await says("Not connected");
      const meanwhile = [await report("four"), await report("five")];
      line.mend();
      await devtools.evaluate(`document.querySelector("[data-state] button")?.click()`);
      await becomes(STATE, "live");
      await becomes(ROWS, meanwhile.toReversed());
    },
    TEST_LIMIT,
  );

  test(
    "none is missed over a restart either, which ends the session",
    async () => {
      await devtools.visit(`${line.url}/live`, ".live-status");
      await becomes(STATE, "live");
      await tattle.stop();
      await becomes(STATE, "lost");
      tattle = await TattleProcess.start({ data: tattle.data });
      const meanwhile = await report("six");
      line.mend(tattle.port);
      await devtools.find("#token");
      await devtools.evaluate(`document.querySelector("#token").value = "${ADMIN_TOKEN}"`);
      await devtools.click("main button");
      await devtools.find(".live-status");
      expect(await devtools.evaluate("location.pathname")).toBe("/live");
      await becomes(ROWS, [meanwhile]);
    },
    TEST_LIMIT,
  );

  test(
    "a seventeenth stream is refused with the reason",
    async () => {
      const control = new AbortController();
      const { signal } = control;
      const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
      await devtools.visit(`${line.url}/issues`, "#main h1");
      const streams: Response[] = [];
      await eventually(async () => {
        const answer = await fetch(`${tattle.url}/api/v1/stream`, { headers, signal });
        if (answer.status === 200) streams.push(answer);
        // The page's own stream ends a moment after the page.
        if (streams.length < MAX_STREAMS) throw new Error(`only ${streams.length} are open`);
      }, PATIENCE);
      await devtools.visit(`${line.url}/live`, ".live-status");
      await says("Too many live views are open");
      control.abort();
      await becomes(STATE, "live");
    },
    TEST_LIMIT,
  );
});
