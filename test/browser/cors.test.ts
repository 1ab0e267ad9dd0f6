import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { BROWSERS, type BrowserName, NEEDED } from "../support/browsers.ts";
import { eventually } from "../support/eventually.ts";
import { canRun } from "../support/programs.ts";
import { type Exchange, RecordingProxy } from "../support/recording-proxy.ts";
import { Stage, TEST_LIMIT, TOKEN } from "../support/stage.ts";

/** How long a condition may take to come true, in milliseconds; it needs a few seconds. */
const ARRIVAL = 60_000;

/**
 * Breaks the policy at once, and a second time when a report of the first would have been sent
 * again: a Firefox with the tests' settings does that after one second.
 */
const SCRIPT = `
  const load = (name) => { document.createElement("img").src = "https://blocked.test/" + name; };
  load("first");
  setTimeout(load, 3000, "second");
`;

for (const browser of BROWSERS) {
  describe.skipIf(!canRun(NEEDED[browser]))(`${browser} and the CORS of /report/`, () => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await Stage.start();
      stage.site.put("/load.js", { type: "text/javascript", body: SCRIPT });
    }, TEST_LIMIT);
    afterAll(() => stage[Symbol.asyncDispose]());

    test(
      "its preflight is answered, and each report comes once",
      async () => {
        const exchanges = await observe(stage, browser, "/once", (answer) => answer);
        const [preflight, post] = exchanges;
        const { origin } = stage.site;
        expect(preflight).toMatchObject({ method: "OPTIONS", origin, status: 204 });
        expect(post).toMatchObject({ method: "POST", origin, status: 204 });
        expect(timesSent(exchanges, "first")).toBe(1);
        const stored = await stage.reportsOf(`${origin}/once`);
        const blocked = stored.map((copy) => copy.stored.violation?.blockedURL);
        expect(blocked.filter((url) => url === "https://blocked.test/first")).toHaveLength(1);
      },
      TEST_LIMIT,
    );

    if (browser !== "firefox") return;
    test(
      "without the header on the answer it would come again, as the test above would see",
      async () => {
        const exchanges = await observe(stage, browser, "/again", (answer) => {
          return new Response(null, { status: answer.status });
        });
        expect(timesSent(exchanges, "first")).toBeGreaterThan(1);
      },
      TEST_LIMIT,
    );
  });
}

/** What a browser sends to Tattle from a page, until the second report of it came. */
async function observe(
  stage: Stage,
  browser: BrowserName,
  path: string,
  alter: (answer: Response) => Response,
): Promise<Exchange[]> {
  await using proxy = new RecordingProxy(stage.tattle.url, stage.certificates);
  proxy.alter = alter;
  const url = stage.site.put(path, {
    headers: {
      "content-security-policy": "default-src 'self'; report-to csp",
      "reporting-endpoints": `csp="${proxy.url}/report/?token=${TOKEN}"`,
    },
    body: '<!doctype html><script src="/load.js"></script>',
  });
  await using window = stage.open(browser, url);
  await eventually(() => {
    window.assertRunning();
    if (timesSent(proxy.exchanges, "second") === 0)
      throw new Error(JSON.stringify(proxy.exchanges));
  }, ARRIVAL);
  return proxy.exchanges;
}

function timesSent(exchanges: readonly Exchange[], name: string): number {
  const bodies = exchanges.filter(({ method }) => method === "POST").map(({ body }) => body);
  return bodies.join().split(`https://blocked.test/${name}"`).length - 1;
}
