import { describe, expect, test } from "bun:test";
import { NEEDED } from "../support/browsers.ts";
import { canRun } from "../support/programs.ts";
import { TattleProcess } from "../support/server-process.ts";
import { Viewed } from "../support/viewed.ts";

/** How long a test may take, in milliseconds. */
const LIMIT = 240_000;

const READING = ["/", "/issues", "/reports", "/live", "/versions", "/other"];
const OTHERS = [
  "/sinks",
  "/setup",
  ...["projects", "noise", "alerts", "tokens", "data"].map((tab) => `/settings?tab=${tab}`),
];

describe.skipIf(!canRun(NEEDED.chromium))("the dashboard", () => {
  test(
    "of a Tattle that has no reports leads to what brings some, on every page that reads",
    async () => {
      await using viewed = await Viewed.open("");
      const from = viewed.devtools.complaints.length;
      for (const path of [...READING, ...OTHERS]) {
        await viewed.visit(path);
        await viewed.devtools.screenshot(`empty ${path.replaceAll(/\W+/g, " ")}`);
        const failures = await viewed.devtools.evaluate(
          `document.querySelectorAll(".failure").length`,
        );
        expect([path, failures]).toEqual([path, 0]);
        if (!READING.includes(path)) continue;
        const ways = await viewed.devtools.evaluate(
          `document.querySelectorAll('main a[href^="/setup"]').length`,
        );
        expect([path, Number(ways) > 0]).toEqual([path, true]);
      }
      expect(viewed.devtools.complaints.slice(from)).toEqual([]);
    },
    LIMIT,
  );

  test(
    "of a Tattle that was killed stays; once another one runs, one logs in and is where one was",
    async () => {
      await using viewed = await Viewed.open("");
      await viewed.fill(5);
      await viewed.visit("/issues?last=30d");
      const from = viewed.devtools.complaints.length;
      const { data, adminUrl } = viewed.tattle;
      await viewed.tattle.kill();
      await viewed.comeBack(() => viewed.says("Tattle does not answer since"));
      await viewed.says("5 open issues");
      await using _ = await TattleProcess.start({ data, listen: new URL(adminUrl).host });
      await viewed.shows(`location.pathname === "/login"`);
      await viewed.enter();
      expect(await viewed.address()).toBe("/issues?last=30d");
      await viewed.settled();
      await viewed.says("5 open issues");
      expect(viewed.thrown(from)).toEqual([]);
    },
    LIMIT,
  );

  test(
    "of a Tattle whose sinks cannot be read says what to add, once on each page that reads",
    async () => {
      await using viewed = await Viewed.open('[[sinks]]\ntype = "stdout"\n');
      await viewed.tattle.report('{"csp-report":{}}');
      const from = viewed.devtools.complaints.length;
      for (const path of READING) {
        await viewed.visit(path);
        await viewed.says("no sink keeps them");
        expect(await viewed.text()).toContain('[[sinks]]\ntype = "sqlite"');
        expect(await viewed.devtools.evaluate(`document.querySelector(".failure")`)).toBeNull();
      }
      await viewed.devtools.screenshot("no reader");
      for (const path of OTHERS) {
        await viewed.visit(path);
        const text = await viewed.text();
        expect([path, text.includes("no sink keeps them")]).toEqual([path, false]);
        expect([path, text.length > 30]).toEqual([path, true]);
      }
      expect(viewed.thrown(from)).toEqual([]);
    },
    LIMIT,
  );
});
