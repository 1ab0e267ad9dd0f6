import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { tallyOf } from "../support/api.ts";
import { NEEDED } from "../support/browsers.ts";
import { eventually } from "../support/eventually.ts";
import { canRun } from "../support/programs.ts";
import { numberedList } from "../support/reports.ts";
import { Stage, TEST_LIMIT, TOKEN } from "../support/stage.ts";

/** How long a condition may take to come true, in milliseconds; it needs a few seconds. */
const ARRIVAL = 60_000;

describe.skipIf(!canRun(NEEDED.chromium))("a journal that takes no reports for a while", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.start(`
      max_backlog = "1MiB"
      on_full = "block"
      retry = { min = "50ms", max = "200ms" }
    `);
  }, TEST_LIMIT);
  afterAll(() => stage[Symbol.asyncDispose]());

  test(
    "loses nothing of Chromium, which sends again what was answered 503",
    async () => {
      const { tattle, posthog } = stage;
      posthog.rule(() => ({ status: 503 }));
      await fillJournal();
      const { refused } = await tallyOf(tattle, null);
      const url = stage.site.put("/outage", {
        headers: {
          "content-security-policy": "default-src 'self'; report-to csp",
          "reporting-endpoints": `csp="${tattle.url}/report/?token=${TOKEN}"`,
        },
        body: '<!doctype html><img src="https://blocked.test/pixel.png" alt="">',
      });
      await using window = stage.open("chromium", url);
      await eventually(async () => {
        window.assertRunning();
        expect((await tallyOf(tattle, null)).refused).toBeGreaterThanOrEqual(refused + 2);
      }, ARRIVAL);
      expect(await stage.reportsOf(url)).toEqual([]);

      posthog.rule(() => "ok");
      const [copy, ...others] = await eventually(async () => {
        const copies = await stage.reportsOf(url);
        expect(copies[0]?.event).toBeDefined();
        expect(copies[0]?.line).toBeDefined();
        return copies;
      }, ARRIVAL);
      expect(others).toEqual([]);
      expect(copy?.stored.violation?.blockedURL).toBe("https://blocked.test/pixel.png");
      // The age that the report has by now is taken off its time.
      const { occurredAt = "", receivedAt = "" } = copy?.stored ?? {};
      expect(Date.parse(occurredAt)).toBeLessThan(Date.parse(receivedAt));
    },
    TEST_LIMIT,
  );

  /** Sends reports until PostHog's backlog is full and Tattle answers 503. */
  async function fillJournal(): Promise<void> {
    await eventually(async () => {
      const headers = { "content-type": "application/reports+json" };
      const answer = await stage.tattle.report(numberedList(0, 1000), `?token=${TOKEN}`, {
        headers,
      });
      expect(answer.status).toBe(503);
    }, ARRIVAL);
  }
});
