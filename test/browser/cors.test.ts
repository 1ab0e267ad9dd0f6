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
        const exchanges = await observe(stage, browser, "/once", {
          alter: (answer) => answer,
          until: (exchanges) => timesSent(exchanges, "second") > 0,
        });
        const [preflight, post] = exchanges;
        const { origin } = stage.site;
        expect(preflight).toMatchObject({ method: "OPTIONS", origin, status: 204 });
        expect(post).toMatchObject({ method: "POST", origin, status: 204 });
        expect(timesSent(exchanges, "first")).toBe(1);
        await eventually(async () => {
          const reports = await stage.reportsOf(`${origin}/once`);
          const blocked = reports.map(({ stored }) => stored.violation?.blockedURL);
          expect(blocked.filter((url) => url === "https://blocked.test/first")).toHaveLength(1);
        }, ARRIVAL);
      },
      TEST_LIMIT,
    );

    if (browser !== "firefox") return;
    test(
      "without the header on the answer it would come again, as the test above would see",
      async () => {
        const exchanges = await observe(stage, browser, "/again", {
          alter: ({ status }) => new Response(null, { status }),
          until: (exchanges) => timesSent(exchanges, "first") > 1,
        });
        const posts = exchanges.filter(({ method }) => method === "POST");
        expect(posts.map(({ status }) => status)).toEqual(posts.map(() => 204));
      },
      TEST_LIMIT,
    );
  });
}

interface Watch {
  /** What the browser gets of Tattle's answer. */
  alter: (answer: Response) => Response;
  /** When enough was seen. */
  until: (exchanges: readonly Exchange[]) => boolean;
}

/** What a browser sends to Tattle from a page that breaks its policy. */
async function observe(
  stage: Stage,
  browser: BrowserName,
  path: string,
  { alter, until }: Watch,
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
    if (!until(proxy.exchanges)) throw new Error(JSON.stringify(proxy.exchanges));
  }, ARRIVAL);
  return proxy.exchanges;
}

function timesSent(exchanges: readonly Exchange[], name: string): number {
  const bodies = exchanges.filter(({ method }) => method === "POST").map(({ body }) => body);
  return bodies.join().split(`https://blocked.test/${name}"`).length - 1;
}
