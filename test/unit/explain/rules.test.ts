import { describe, expect, test } from "bun:test";
import { explain, type IssueFacts, RULES } from "../../../src/explain/index.ts";
import type { Violation } from "../../../src/report/report.ts";
import { facts, START, values } from "./facts.ts";

const DAY = 86_400_000;
const PAYMENT = "https://www.shop.example/checkout/payment";
const LATER = { firstSeen: START + 25 * DAY, documents: 1 };

function rulesOf(violation: Partial<Violation>, more: Partial<IssueFacts> = {}): string[] {
  return explain(facts(violation, more)).reasons.map(({ rule }) => rule);
}

const script = (blockedURL: string) => ({ effectiveDirective: "script-src-elem", blockedURL });

test("ids are stable and unlike each other, and begin with what they speak for", () => {
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
  const prefixes = {
    noise: "noise",
    attack: "attack",
    "broken-page": "broken",
    "new-dependency": "dependency",
  };
  for (const { id, speaksFor, points, when } of RULES) {
    expect(id).toMatch(/^[a-z]+\/[a-z-]+$/);
    expect(id).toStartWith(`${prefixes[speaksFor]}/`);
    expect(points).toBeGreaterThanOrEqual(1);
    expect(points).toBeLessThanOrEqual(6);
    expect(when).toEndWith(".");
  }
});

describe("noise", () => {
  test.each([
    ["high", "extension-scheme/chrome-extension", "noise/known-pattern"],
    ["medium", "browser-internal-scheme/about", "noise/likely-pattern"],
    ["low", "embedding-viewer/hangouts", "noise/possible-pattern"],
    ["the operator's own", "own/widget", "noise/known-pattern"],
  ])("a noise rule of confidence %s counts as such", (_confidence, id, rule) => {
    const noise = { received: 40, rules: [{ id, received: 40 }] };
    expect(rulesOf(script("https://cdn.other.example/a.js"), { noise })).toContain(rule);
  });

  test("a noise rule that recognises the smaller part says nothing of the rest", () => {
    const noise = { received: 10, rules: [{ id: "own/widget", received: 10 }] };
    expect(rulesOf(script("https://cdn.other.example/a.js"), { noise })).not.toContain(
      "noise/known-pattern",
    );
  });

  test.each([
    ["127.0.0.1", true],
    ["10.1.2.3", true],
    ["172.20.0.1", true],
    ["192.168.1.1", true],
    ["100.64.0.1", true],
    ["[::1]", true],
    ["[fd00::1]", true],
    ["printer.local", true],
    ["intranet", true],
    ["172.32.0.1", false],
    ["100.128.0.1", false],
    ["11.0.0.1", false],
    ["local.example.com", false],
  ])("%s is a private address: %p", (host, is) => {
    const found = rulesOf({
      effectiveDirective: "connect-src",
      blockedURL: `http://${host}:8080/x`,
    });
    expect(found.includes("noise/private-address")).toBe(is);
  });

  test("one engine alone tells nothing where all visitors have it", () => {
    const base = facts({});
    const project = { ...base.project, browsers: values({ Chrome: 990, Safari: 10 }) };
    const browsers = values({ Chrome: 40 });
    expect(rulesOf({}, { browsers })).toContain("noise/one-engine");
    expect(rulesOf({}, { browsers, project })).not.toContain("noise/one-engine");
  });

  test("Chrome and Edge are one engine", () => {
    expect(rulesOf({}, { browsers: values({ Chrome: 30, Edge: 10 }) })).toContain(
      "noise/one-engine",
    );
  });
});

describe("attack", () => {
  test.each([
    ["google-anaiytics.com", "misspelt"],
    ["googletagmanagar.com", "misspelt"],
    ["goog1etagmanager.com", "misspelt"],
    ["www.sh0p.example", "misspelt"],
    ["xn--google-analytcs-xpb.com", "misspelt"],
    ["shop-example.top", "misspelt"],
  ])("%s resembles a name that the site trusts", (host) => {
    expect(rulesOf(script(`https://${host}/a.js`))).toContain("attack/lookalike-host");
  });

  test("a name in the policy is one that may be imitated", () => {
    const violation = {
      ...script("https://cdn.tinyvend0r.example/a.js"),
      originalPolicy: "script-src 'self' https://cdn.tinyvendor.example",
    };
    expect(rulesOf(violation)).toContain("attack/lookalike-host");
    expect(rulesOf({ ...violation, originalPolicy: "script-src 'self'" })).not.toContain(
      "attack/lookalike-host",
    );
  });

  test.each(
    (
      "www.googletagmanager.com www.google-analytics.com region1.google-analytics.com google.it " +
      "google.co.in googleapis.com fonts.gstatic.com js.stripe.com m.stripe.network paypalobjects.com " +
      "zohocdn.com zohopublic.com magentocommerce.com chimpstatic.com s.adroll.com ads.yahoo.com " +
      "simage2.pubmatic.com eb2.3lift.com x.bidswitch.net ib.adnxs.com idsync.rlcdn.com cdn.jwplayer.com " +
      "js.afterpay.com cdn.affirm.com use.typekit.com ajax.aspnetcdn.com cdn.shopify.com fast.wistia.com " +
      "static.wixstatic.com cdn.worldpay.com cdn.mouseflow.com googleoptimize.com twitchcdn.net " +
      "datadoghq-browser-agent.com cdn.shop.example images.shop.example"
    ).split(" "),
  )("%s imitates nobody", (host) => {
    expect(rulesOf(script(`https://${host}/a.js`))).not.toContain("attack/lookalike-host");
  });

  test("an unknown host on the payment page speaks for a skimmer only if no release announced it", () => {
    const violation = {
      documentURL: PAYMENT,
      effectiveDirective: "connect-src",
      blockedURL: "https://collect.other.example/c",
    };
    const version = {
      firstSeen: START + 20 * DAY,
      documents: 1,
      versions: [{ version: "2", firstSeen: 0 }],
    };
    expect(explain(facts(violation, LATER)).verdict).toBe("attack");
    expect(explain(facts(violation, version)).verdict).not.toBe("attack");
    const stripe = { ...violation, blockedURL: "https://api.stripe.com/v1" };
    expect(explain(facts(stripe, LATER)).verdict).not.toBe("attack");
    const extension = { ...LATER, browsers: values({ Firefox: 40 }) };
    expect(explain(facts(violation, extension)).verdict).not.toBe("attack");
  });

  test("a form on a page of a sign-in goes elsewhere by design", () => {
    const form = { effectiveDirective: "form-action", blockedURL: "https://app.other.example/cb" };
    const authorize = { ...form, documentURL: "https://www.shop.example/oauth/authorize" };
    expect(explain(facts({ ...form, documentURL: PAYMENT }, LATER)).verdict).toBe("attack");
    expect(explain(facts(authorize, LATER)).verdict).toBe("broken-page");
  });

  test.each([
    ["alert(1)", true],
    ["alert`1`", true],
    ["confirm(document.domain)", true],
    ["<img src=x onerror=alert(1)>", true],
    ["Element innerHTML|<svg/onload=alert(1)>", true],
    ["confirm('Really delete?')", false],
    ["return confirmOrder(1)", false],
    ["window.print()", false],
    ["<img src=logo.png alt=onerror>", false],
  ])("the sample %s is a probe: %p", (sample, is) => {
    const found = rulesOf({ effectiveDirective: "script-src-attr", blockedURL: "inline", sample });
    expect(found.includes("attack/probe-sample")).toBe(is);
  });
});

describe("broken page", () => {
  test.each([
    ["script-src self", "In script-src “self” lacks its quotes: “'self'” was meant."],
    ["script-src 'sefl'", "In script-src “'sefl'” is misspelt: “'self'” was meant."],
    [
      "scipt-src 'self'; default-src 'none'",
      "The policy has a directive “scipt-src”, which no browser knows: script-src was meant.",
    ],
    [
      "img-src 'none' script-src 'self'; default-src 'none'",
      "Before script-src a semicolon is missing: browsers take it, and what follows, for sources of img-src.",
    ],
    [
      "script-src https://www.shpo.example",
      "In script-src “https://www.shpo.example” is misspelt: “https://www.shop.example” was meant.",
    ],
    [
      'script-src "https://www.shop.example"',
      'In script-src “"https://www.shop.example"” has stray quotes: “https://www.shop.example” was meant.',
    ],
  ])("the policy %s has a mistake", (originalPolicy, text) => {
    const violation = { ...script("https://www.shop.example/app.js"), originalPolicy };
    const { verdict, reasons, changes } = explain(facts(violation));
    expect(verdict).toBe("broken-page");
    expect(reasons[0]).toMatchObject({ rule: "broken/policy-typo", text });
    expect(changes).toHaveLength(1);
  });

  test("a mistake that has nothing to do with it is a warning and no reason", () => {
    const violation = {
      ...script("https://cdn.other.example/app.js"),
      originalPolicy: "script-src 'self'; img-src self",
    };
    const { reasons, warnings } = explain(facts(violation));
    expect(reasons.map(({ rule }) => rule)).not.toContain("broken/policy-typo");
    expect(warnings).toContain("The policy has a token that browsers do not understand: “self”.");
  });

  test("a URL that the policy allows was redirected", () => {
    const violation = {
      ...script("https://cdn.vendor.example/app.js"),
      originalPolicy: "script-src https://cdn.vendor.example",
    };
    expect(rulesOf(violation)).toContain("broken/redirect");
  });

  test("what the policy before allowed is no new dependency", () => {
    const violation = {
      ...script("https://cdn.vendor.example/app.js"),
      originalPolicy: "script-src 'self'",
    };
    const { verdict } = explain(facts(violation, { previousPolicy: "script-src 'self' https:" }));
    expect(verdict).toBe("broken-page");
  });
});

test("what speaks for two verdicts alike cannot be told", () => {
  const violation = { effectiveDirective: "font-src", blockedURL: "https://fonts.gstatic.com/a" };
  const some = {
    documents: 14,
    counts: { received: 17, estimated: 17 },
    browsers: values({ Chrome: 17 }),
  };
  const { verdict, reasons } = explain(facts(violation, some));
  expect(verdict).toBe("cannot-tell");
  expect(new Set(reasons.map(({ speaksFor }) => speaksFor))).toEqual(
    new Set(["new-dependency", "noise"]),
  );
});
