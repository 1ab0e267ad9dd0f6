import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { NEEDED } from "../support/browsers.ts";
import { canRun } from "../support/programs.ts";
import { Stage, TEST_LIMIT } from "../support/stage.ts";

describe.skipIf(!canRun(NEEDED.chromium))("the recommended Reporting-Endpoints header", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.start();
  }, TEST_LIMIT);
  afterAll(() => stage[Symbol.asyncDispose]());

  test(
    "brings what breaks the permissions policy to SQLite and stdout, and not to PostHog",
    async () => {
      stage.site.put("/locate.js", {
        type: "text/javascript",
        body: "navigator.geolocation.getCurrentPosition(() => {}, () => {});",
      });
      const url = stage.site.put("/shops-near-you", {
        headers: { ...stage.recommended, "permissions-policy": "geolocation=()" },
        body: '<!doctype html><script src="/locate.js"></script>',
      });
      const [copy] = await stage.visit("chromium", url, 1, ({ line }) => line !== undefined);
      expect(copy?.stored).toMatchObject({
        project: "shop",
        type: "permissions-policy-violation",
        url,
        violation: null,
        body: {
          policyId: "geolocation",
          disposition: "enforce",
          sourceFile: `${stage.site.origin}/locate.js`,
          lineNumber: 1,
        },
      });
      expect(copy?.line).toMatchObject({ id: copy?.stored.id, type: copy?.stored.type });
      // PostHog's own endpoint takes violations and crashes alone, and so the sink forwards no others.
      expect(stage.posthog.requests).toEqual([]);
    },
    TEST_LIMIT,
  );
});
