import { describe, expect, test } from "bun:test";
import { ADVICE, type SetupInput, startHeaders } from "../../../src/setup/index.ts";
import { amended, setupOf } from "../../support/snippet-setups.ts";
import { headerOf, idsOf, policyOf, URI } from "./support.ts";

describe("a new site", () => {
  test("gets a strict policy that blocks nothing, and an endpoint for all else", () => {
    const { lines, endpoint } = setupOf({ reportOnly: true });
    expect(endpoint).toBe("https://csp.example.org/report/?token=shop");
    expect(lines).toEqual([
      `Content-Security-Policy-Report-Only: default-src 'self'; script-src 'self' 'report-sample'; style-src 'self' 'report-sample'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'; ${URI}`,
      'Reporting-Endpoints: default="https://csp.example.org/report/?token=shop"',
    ]);
  });

  test("is what the banner shows", () => {
    const { lines, endpoint } = setupOf({ reportOnly: true });
    expect(startHeaders("https://csp.example.org", "shop")).toEqual({ endpoint, lines });
  });
});

describe("the report URL", () => {
  const cases: readonly [Partial<SetupInput>, string][] = [
    [{ token: null }, "https://csp.example.org/report/"],
    [{ token: "" }, "https://csp.example.org/report/"],
    [
      { token: "a b;,'\"&=%{}$\\`\n<ü>" },
      "https://csp.example.org/report/?token=a%20b%3B%2C%27%22%26%3D%25%7B%7D%24%5C%60%0A%3C%C3%BC%3E",
    ],
    [{ token: "\ud800" }, "https://csp.example.org/report/?token=%EF%BF%BD"],
    [{ version: "2026-11" }, "https://csp.example.org/report/?token=shop&v=2026-11"],
    [{ sampleRate: 0.25 }, "https://csp.example.org/report/?token=shop&sample_rate=0.25"],
    [{ sampleRate: 1e-7 }, "https://csp.example.org/report/?token=shop&sample_rate=1e-7"],
    [{ sampleRate: 1 }, "https://csp.example.org/report/?token=shop"],
    [{ base: "https://csp.example.org/" }, "https://csp.example.org/report/?token=shop"],
    [{ base: "https://example.org/tattle//?q#f" }, "https://example.org/tattle/report/?token=shop"],
    [
      { base: "https://example.org/a;b,c'd" },
      "https://example.org/a%3Bb%2Cc%27d/report/?token=shop",
    ],
    [{ base: "https://bücher.example" }, "https://xn--bcher-kva.example/report/?token=shop"],
    [{ base: "http://[::1]:8787" }, "http://[::1]:8787/report/?token=shop"],
    [{ distinctId: true, sessionId: true }, "https://csp.example.org/report/?token=shop"],
  ];
  test.each(cases)("of %j is %s", (input, url) => {
    const setup = setupOf(input);
    expect(setup.endpoint).toBe(url);
    expect(policyOf(setup)).toEndWith(`report-uri ${url}`);
    expect(headerOf(setup, "Reporting-Endpoints")).toBe(`default="${url}"`);
  });

  test.each([
    "",
    "ftp://x.example",
    "https://",
    "javascript:alert(1)",
    'https://a"b.example',
    "https://a;b.example",
    "https://a'b.example",
  ])("does not follow an address like %j", (base) => {
    const setup = setupOf({ base });
    expect(setup.endpoint).toBe("https://csp.example.org/report/?token=shop");
    expect(setup.advice[0]).toMatchObject({ id: "base-unusable", level: "problem" });
  });
});

describe("a policy that a site has", () => {
  const cases: readonly [string, string, string, string][] = [
    [
      "stays to the letter but for the report URL",
      "default-src 'self'; IMG-SRC *  data:",
      `default-src 'self'; img-src * data:; ${URI}`,
      "report-uri",
    ],
    [
      "keeps other report URLs",
      "default-src *; report-uri /csp https://other.example/r",
      `default-src *; report-uri /csp https://other.example/r https://csp.example.org/report/?token=shop`,
      "report-uris-kept",
    ],
    [
      "has Tattle's own URL replaced, whatever its parameters",
      "default-src *; report-uri https://csp.example.org/report?token=old&v=1",
      `default-src *; ${URI}`,
      "report-uri",
    ],
    [
      "loses the report-to that would shadow report-uri",
      "default-src *; report-to posthog; report-uri /csp",
      `default-src *; report-uri /csp https://csp.example.org/report/?token=shop`,
      "report-to-removed",
    ],
    [
      "may be several, of which each reports",
      "default-src 'self', img-src *",
      `default-src 'self'; ${URI}, img-src *; ${URI}`,
      "several-policies",
    ],
    [
      "is taken out of a header line",
      "content-security-policy: default-src 'self'",
      `default-src 'self'; ${URI}`,
      "report-uri",
    ],
    [
      "is taken out of what curl prints",
      "HTTP/2 200\nserver: x\ncontent-security-policy:default-src 'self';\n  img-src\n  data: https:\ndate: today",
      `default-src 'self'; img-src data: https:; ${URI}`,
      "header-ignored",
    ],
    [
      "is taken out of a meta element",
      `<meta http-equiv="Content-Security-Policy" content="default-src &#39;self&#39;; frame-ancestors 'none'">`,
      `default-src 'self'; frame-ancestors 'none'; ${URI}`,
      "meta-policy",
    ],
    [
      "is taken out of quotation marks",
      `"default-src 'self'",`,
      `default-src 'self'; ${URI}`,
      "report-uri",
    ],
    [
      "has hosts in punycode and paths percent-encoded",
      "img-src https://*.bücher.example/ü/ kö.example",
      `img-src https://*.xn--bcher-kva.example/%C3%BC/ xn--k-1ga.example; ${URI}`,
      "non-ascii",
    ],
    [
      "has characters encoded that configuration files take for more",
      "img-src https://a.example/{$HOME}`\\x`",
      `img-src https://a.example/%7B%24HOME%7D%60%5Cx%60; ${URI}`,
      "encoded-characters",
    ],
    [
      "is told what has no effect in it",
      "script-src self",
      `script-src self; ${URI}`,
      "policy-mistake",
    ],
    [
      "is told of a nonce that never changes",
      "script-src 'nonce-abc'",
      `script-src 'nonce-abc'; ${URI}`,
      "fixed-nonce",
    ],
    [
      "that is none is replaced by one to start with",
      "   ",
      `default-src 'self'; script-src 'self' 'report-sample'; style-src 'self' 'report-sample'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'; ${URI}`,
      "policy-missing",
    ],
  ];
  test.each(cases)("%s", (_, text, policy, id) => {
    const setup = amended(text);
    expect(policyOf(setup)).toBe(policy);
    expect(idsOf(setup)).toContain(id);
  });

  test("loses other report URLs where that is wanted", () => {
    const policy = {
      kind: "existing",
      text: "default-src *; report-uri /csp",
      keepReportUris: false,
    } as const;
    const setup = setupOf({ policy });
    expect(policyOf(setup)).toBe(`default-src *; ${URI}`);
    expect(idsOf(setup)).toContain("report-uris-replaced");
  });

  test("keeps other endpoints, and Tattle becomes the default one", () => {
    const setup = amended(
      'Content-Security-Policy: default-src *\nReporting-Endpoints: a="https://a.example/", default="https://b.example/"',
    );
    expect(headerOf(setup, "Reporting-Endpoints")).toBe(
      'a="https://a.example/", default="https://csp.example.org/report/?token=shop"',
    );
    expect(idsOf(setup)).toEqual(expect.arrayContaining(["endpoints-kept", "endpoint-replaced"]));
  });

  test("goes where it is wanted, and tells what that changes", () => {
    const demoted = amended(
      "Content-Security-Policy: default-src *; sandbox; upgrade-insecure-requests",
      { reportOnly: true },
    );
    expect(demoted.lines[0]).toStartWith("Content-Security-Policy-Report-Only: default-src *;");
    expect(idsOf(demoted)).toEqual(
      expect.arrayContaining(["report-only-demotes", "report-only-sandbox", "report-only-upgrade"]),
    );
    const promoted = amended("Content-Security-Policy-Report-Only: default-src *");
    expect(promoted.lines[0]).toStartWith("Content-Security-Policy: default-src *;");
    expect(idsOf(promoted)).toContain("report-only-promoted");
  });

  test("stays where it is when both headers are pasted", () => {
    const text =
      "Content-Security-Policy: default-src *\nContent-Security-Policy-Report-Only: default-src 'self'";
    for (const reportOnly of [true, false]) {
      expect(amended(text, { reportOnly }).lines.slice(0, 2)).toEqual([
        `Content-Security-Policy: default-src *; ${URI}`,
        `Content-Security-Policy-Report-Only: default-src 'self'; ${URI}`,
      ]);
    }
  });
});

describe("PostHog's own scripts", () => {
  const hosts = "https://eu.i.posthog.com https://eu-assets.i.posthog.com";
  const posthog = { enabled: true, region: "eu" } as const;
  const cases: readonly [string, string, string][] = [
    [
      "begin with what default-src let in",
      "default-src 'self' https://cdn.example",
      `default-src 'self' https://cdn.example; worker-src 'self' https://cdn.example blob: data:; connect-src 'self' https://cdn.example ${hosts}; script-src 'self' https://cdn.example ${hosts}`,
    ],
    [
      "are added to the directives that are there",
      "script-src 'self'; connect-src 'none'; worker-src blob:",
      `script-src 'self' ${hosts}; connect-src ${hosts}; worker-src blob: 'self' data:`,
    ],
    [
      "are added to script-src-elem where that decides",
      "script-src 'self'; script-src-elem 'self'; worker-src *",
      `script-src 'self'; script-src-elem 'self' ${hosts}; worker-src * 'self' blob: data:`,
    ],
    ["need nothing where nothing is restricted", "img-src 'self'", "img-src 'self'"],
    [
      "need no host where all hosts are let in",
      "script-src https:; connect-src *; worker-src 'self' blob: data:",
      "script-src https:; connect-src *; worker-src 'self' blob: data:",
    ],
    [
      "get no host beside 'strict-dynamic', which ignores it",
      "script-src 'strict-dynamic' 'nonce-a'; worker-src 'self' blob: data:",
      "script-src 'strict-dynamic' 'nonce-a'; worker-src 'self' blob: data:",
    ],
  ];
  test.each(cases)("%s", (_, text, policy) => {
    expect(policyOf(amended(text, { posthog }))).toBe(`${policy}; ${URI}`);
  });

  test("need more with the toolbar, and leave to framing what it was", () => {
    const setup = amended("default-src 'self'; img-src 'self'; frame-ancestors 'none'", {
      posthog: { enabled: true, region: "https://ph.example.org/ingest", toolbar: true },
    });
    const host = "https://ph.example.org";
    expect(policyOf(setup)).toBe(
      `default-src 'self'; img-src 'self' ${host}; frame-ancestors 'self' ${host}; worker-src 'self' blob: data:; connect-src 'self' ${host}; script-src 'self' ${host}; style-src 'self' ${host}; font-src 'self' ${host}; media-src 'self' ${host}; ${URI}`,
    );
  });

  test.each(["", "a b", "https://x'; script-src *", "ftp://x"])("refuse the host %j", (region) => {
    const setup = amended("default-src 'self'", { posthog: { enabled: true, region } });
    expect(policyOf(setup)).toBe(`default-src 'self'; ${URI}`);
    expect(idsOf(setup)).toContain("posthog-host-unusable");
  });
});

describe("advice", () => {
  const seen = new Set(
    [
      setupOf(),
      setupOf({ base: "" }),
      setupOf({ base: "csp.example.org" }),
      setupOf({ base: "http://csp.example.org" }),
      setupOf({ base: "http://127.0.0.1:8787" }),
      setupOf({ base: "https://a:b@csp.example.org", sampleRate: 5 }),
      setupOf({ sampleRate: Number.NaN, distinctId: true, nonce: true, reportOnly: true }),
      setupOf({
        policy: { kind: "existing", text: "img-src *; report-uri /a", keepReportUris: false },
      }),
      setupOf({ posthog: { enabled: true, region: "us" } }),
      setupOf({ posthog: { enabled: true, region: " " } }),
      amended("img-src *", { nonce: true }),
      amended("x: y"),
      amended(`img-src ${"a.example ".repeat(10_000)}`),
      amended(
        "script-src 'strict-dynamic' 'nonce-a' self; report-to x; report-uri /a, img-src ü {",
        {
          posthog: { enabled: true, region: "us" },
        },
      ),
      amended("Content-Security-Policy: sandbox; upgrade-insecure-requests", { reportOnly: true }),
      amended("Content-Security-Policy-Report-Only: default-src *"),
      amended('<meta http-equiv="content-security-policy-report-only" content="img-src *">'),
      amended("<meta http-equiv=content-security-policy content=img-src>"),
      amended(`img-src ${"a.example ".repeat(1000)}`),
      amended('Content-Security-Policy: img-src *\nReporting-Endpoints: a="/a", default="/b"'),
    ].flatMap(idsOf),
  );

  test.each(Object.keys(ADVICE))("%s is given where it holds", (id) => {
    expect(seen.has(id)).toBe(true);
  });

  test("never repeats credentials", () => {
    const setup = setupOf({ base: "https://user:pa55w0rd@csp.example.org" });
    expect(JSON.stringify(setup)).not.toContain("pa55w0rd");
  });

  test("has problems before warnings before notes", () => {
    const levels = amended("x: y", { base: "http://csp.example.org" }).advice.map(
      ({ level }) => level,
    );
    expect(
      levels.toSorted((a, b) => "pwn".indexOf(a.charAt(0)) - "pwn".indexOf(b.charAt(0))),
    ).toEqual(levels);
    expect(new Set(levels).size).toBe(3);
  });
});
