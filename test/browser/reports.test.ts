import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { BROWSERS, NEEDED } from "../support/browsers.ts";
import { canRun } from "../support/programs.ts";
import { type Copies, Stage, TEST_LIMIT, TOKEN } from "../support/stage.ts";

const IMAGE = "https://blocked.test/pixel.png";
/** A page that breaks `default-src 'self'` twice. Its script is on the third line. */
const BODY = `<!doctype html><title>Shop</title>
<img src="${IMAGE}?session=secret#top" alt="">
<script>window.never = "ran";</script>`;

interface Case {
  how: string;
  /** Of the page; `report` is the URL of the banner. */
  headers: (report: string) => Record<string, string>;
  disposition: "enforce" | "report";
  /** Where the browser puts its reports: the media type shows in the shape of `raw`. */
  wrapped: boolean;
}

const CASES: Case[] = [
  {
    how: "report-uri of an enforced policy",
    headers: (report) => ({
      "content-security-policy": `default-src 'self' 'report-sample'; report-uri ${report}`,
    }),
    disposition: "enforce",
    wrapped: true,
  },
  {
    how: "report-uri of a policy that is tried out",
    headers: (report) => ({
      "content-security-policy-report-only": `default-src 'self' 'report-sample'; report-uri ${report}`,
    }),
    disposition: "report",
    wrapped: true,
  },
  {
    how: "report-to and Reporting-Endpoints",
    headers: (report) => ({
      "content-security-policy": "default-src 'self' 'report-sample'; report-to csp",
      "reporting-endpoints": `csp="${report}"`,
    }),
    disposition: "enforce",
    wrapped: false,
  },
];

for (const browser of BROWSERS) {
  describe.skipIf(!canRun(NEEDED[browser]))(`${browser} sends a violation by`, () => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await Stage.start();
    }, TEST_LIMIT);
    afterAll(() => stage[Symbol.asyncDispose]());

    test.each(CASES)(
      "$how, and it is in SQLite, on stdout and in PostHog",
      async ({ how, headers, disposition, wrapped }) => {
        const report = `${stage.tattle.url}/report/?token=${TOKEN}&v=7`;
        const path = `/${how.replaceAll(" ", "-")}`;
        const url = stage.site.put(path, { headers: headers(report), body: BODY });
        const copies = await stage.visit(browser, `${url}?session=secret`, 2);

        const [image, script] = [
          ofDirective(copies, "img-src"),
          ofDirective(copies, "script-src-elem"),
        ];
        for (const copy of [image, script]) {
          expectSame(copy);
          expect(copy.stored).toMatchObject({
            project: "shop",
            type: "csp-violation",
            url,
            disposition,
            request: { token: TOKEN, version: "7" },
            violation: { documentURL: url, disposition, statusCode: 200 },
          });
          expect(copy.stored.userAgent).toContain(browser === "chromium" ? "Chrome/" : "Firefox/");
          expect("csp-report" in copy.stored.raw).toBe(wrapped);
        }
        expect(image.stored.violation?.blockedURL).toBe(IMAGE);
        expect(script.stored.violation).toMatchObject({
          blockedURL: "inline",
          sourceFile: url,
          lineNumber: 3,
          sample: 'window.never = "ran";',
        });
        expect(stage.posthog.violations()).toEqual([]);
      },
      TEST_LIMIT,
    );

    test(
      "the headers that the banner prints, as they are",
      async () => {
        const { recommended: headers } = stage;
        expect(Object.keys(headers).sort()).toEqual([
          "Content-Security-Policy-Report-Only",
          "Reporting-Endpoints",
        ]);
        const url = stage.site.put("/recommended", { headers, body: BODY });
        const copies = await stage.visit(browser, url, 2);
        const seen = copies.map(({ stored }) => [stored.disposition, stored.violation?.blockedURL]);
        expect(seen.sort()).toEqual([
          ["report", IMAGE],
          ["report", "inline"],
        ]);
        for (const copy of copies) expectSame(copy);
      },
      TEST_LIMIT,
    );
  });
}

function ofDirective(copies: Copies[], directive: string): Copies {
  const found = copies.filter(({ stored }) => stored.violation?.effectiveDirective === directive);
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${found.length} of ${directive}`);
  return first;
}

/** What SQLite, the standard output and PostHog say of a report agrees, and holds no secret. */
function expectSame({ stored, line, event }: Copies): void {
  const { violation, raw } = stored;
  expect(line).toMatchObject({ id: stored.id, violation, raw });
  expect(event).toMatchObject({
    api_key: TOKEN,
    event: "$csp_violation",
    properties: {
      $csp_document_url: violation?.documentURL,
      $csp_effective_directive: violation?.effectiveDirective,
      $csp_blocked_url: violation?.blockedURL,
      $csp_disposition: violation?.disposition,
      $csp_original_policy: violation?.originalPolicy,
    },
  });
  expect(JSON.stringify([stored, line, event])).not.toContain("session=secret");
  expect(JSON.stringify(violation)).not.toContain(TOKEN);
}
