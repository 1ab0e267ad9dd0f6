/** What the default rules say of reports that real browsers sent, ordinary ones and an extension's. */
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { compileNoise, NOISE_RULES, selectRules } from "../../../src/admission/index.ts";
import { noiseSubject } from "../../../src/admission/noise/subject.ts";
import { decodeBody, type Item } from "../../../src/intake/index.ts";

interface Row {
  browser: string;
  scenario: string;
  request: { headers: Record<string, string> | [string, string][]; body: string };
}

interface Recorded {
  browser: string;
  scenario: string;
  item: Item;
  noise: string | null;
}

const noiseOf = compileNoise(selectRules(NOISE_RULES, { action: "tag" }));
const file = Bun.file(join(import.meta.dir, "../../fixtures/browser-reports.jsonl"));
const rows: Row[] = (await file.text())
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));

const recorded: Recorded[] = rows.flatMap(({ browser, scenario, request }) => {
  const bytes = new TextEncoder().encode(request.body);
  const { items } = decodeBody(bytes, "application/reports+json", { reportsPerBody: 1000 });
  return items.map((item) => {
    return { browser, scenario, item, noise: noiseOf(noiseSubject(item, null)) };
  });
});

const [extension, ordinary] = [
  recorded.filter(({ scenario }) => scenario.startsWith("ext-")),
  recorded.filter(({ scenario }) => !scenario.startsWith("ext-")),
];

/** Tagged, and rightly so although no extension ran: the pages did what extensions and browsers do. */
const EXPLAINED: Readonly<Record<string, string>> = {
  "script-filesystem-scheme extension-scheme/chrome-extension":
    "the page itself asks for a chrome-extension: image",
  "script-filesystem-scheme browser-internal-scheme/about": "the page itself loads an about: URL",
  "long-blocked-same-origin browser-internal-scheme/resource":
    "Firefox's favicon loader, a resource: file, broke the policy",
  "javascript-url-form browser-internal-scheme/chrome":
    "a chrome: file of Firefox started the navigation",
};

test("the corpus has enough of both kinds", () => {
  expect(extension.length).toBeGreaterThanOrEqual(15);
  expect(ordinary.length).toBeGreaterThan(450);
});

describe("of what an extension caused", () => {
  test("all is tagged but a Firefox fetch from its isolated world, which nothing tells from the page's", () => {
    const missed = extension.filter(({ noise }) => noise === null);
    expect(missed.map(({ browser, item }) => [browser, item.violation?.blockedURL])).toEqual([
      ["firefox", "https://ads.tracker.example/from-isolated"],
    ]);
    expect(missed[0]?.item.violation?.sourceFile).toBeNull();
  });

  test("the tag names the extension scheme, or Firefox's word for injected code", () => {
    const tags = new Set(extension.map(({ browser, noise }) => `${browser} ${noise}`));
    expect([...tags].sort()).toEqual([
      "chromium extension-scheme/chrome-extension",
      "firefox extension-code/firefox-anonymous",
      "firefox extension-scheme/moz-extension",
      "firefox null",
    ]);
  });
});

describe("of what ordinary pages caused", () => {
  const tagged = new Set(
    ordinary.filter(({ noise }) => noise).map(({ scenario, noise }) => `${scenario} ${noise}`),
  );

  test("nothing is tagged that is not explained here", () => {
    expect([...tagged].sort()).toEqual(Object.keys(EXPLAINED).sort());
  });

  for (const [what, why] of Object.entries(EXPLAINED)) {
    test(`${what}: ${why}`, () => {
      expect(tagged.has(what)).toBe(true);
    });
  }
});
