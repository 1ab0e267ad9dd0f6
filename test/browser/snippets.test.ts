import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { setUp } from "../../src/setup/index.ts";
import { NEEDED } from "../support/browsers.ts";
import { eventually } from "../support/eventually.ts";
import { canRun } from "../support/programs.ts";
import { Stage, TEST_LIMIT, TOKEN } from "../support/stage.ts";
import { SERVERS, USER, WebServer, type WebServerName } from "../support/web-servers.ts";

/** How long reports may be on their way, in milliseconds. */
const ARRIVAL = 60_000;
/** A rate that shows in the weight, and drops one report in a million. */
const RATE = 0.999999;
const BLOCKED = "https://blocked.test/pixel.png";

/** The first page says who is there, by a script of its own, and leads to the second one. */
const PAGES = {
  "index.html": '<!doctype html><script src="/start.js"></script>',
  "start.js": `document.cookie = "distinct_id=u-1; path=/; secure";
document.cookie = "session_id=s-2; path=/; secure";
location.href = "/shop.html";`,
  "shop.html": `<!doctype html><title>Shop</title><img src="${BLOCKED}" alt="">`,
};

for (const name of ["express", "nginx", "apache", "caddy", "django"] as const) {
  const needed = [...NEEDED.chromium, ...SERVERS[name]];
  describe.skipIf(!canRun(needed))(`a site on ${name} with the snippet for it`, () => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await Stage.start();
    }, TEST_LIMIT);
    afterAll(() => stage[Symbol.asyncDispose]());

    test(
      "has its violations reported by Chromium, with version, rate, user and session",
      async () => {
        await using server = await siteOn(name);
        const url = `${server.origin}/shop.html`;
        await using window = stage.open("chromium", `${server.origin}/`);
        const [copy] = await eventually(async () => {
          window.assertRunning();
          const copies = (await stage.reportsOf(url)).filter(({ event }) => event !== undefined);
          if (copies.length === 0) throw new Error("nothing arrived");
          return copies;
        }, ARRIVAL);
        expect(copy?.stored).toMatchObject({
          project: "shop",
          type: "csp-violation",
          url,
          disposition: "report",
          request: { token: TOKEN, version: "7" },
          violation: { effectiveDirective: "img-src", blockedURL: BLOCKED },
        });
        expect(copy?.stored.weight).toBeCloseTo(1 / RATE, 9);
        const knowsUsers = name === "express" || name === "django";
        expect(copy?.event?.distinct_id).toBe(knowsUsers ? USER : "u-1");
        expect(copy?.event?.properties.$session_id).toBe("s-2");
      },
      TEST_LIMIT,
    );

    function siteOn(server: WebServerName): Promise<WebServer> {
      const setup = setUp({
        base: stage.tattle.url,
        token: TOKEN,
        version: "7",
        sampleRate: RATE,
        distinctId: true,
        sessionId: true,
        policy: { kind: "start" },
        reportOnly: true,
        posthog: { enabled: true, region: "eu" },
      });
      return WebServer.start(server, setup, PAGES, stage.folder, stage.certificates);
    }
  });
}
