import { describe, expect, test } from "bun:test";
import { explain, type IssueFacts } from "../../../src/explain/index.ts";
import type { Violation } from "../../../src/report/report.ts";
import { facts, START, values } from "./facts.ts";

const POLICY = "default-src 'self'";
const HOME = "https://www.shop.example/";

function textsOf(violation: Partial<Violation>, more: Partial<IssueFacts> = {}): string[] {
  const { changes } = explain(facts({ originalPolicy: POLICY, ...violation }, more));
  return changes.map(({ text }) => text ?? "");
}

describe("changes of the policy", () => {
  test("let in what the page makes itself, the narrowest first", () => {
    expect(
      textsOf({ effectiveDirective: "img-src", blockedURL: "data", sourceFile: HOME }),
    ).toEqual(["img-src 'self' data:"]);
    const wasm = { effectiveDirective: "script-src", blockedURL: "wasm-eval", sourceFile: HOME };
    expect(textsOf(wasm)).toEqual(["script-src 'self' 'wasm-unsafe-eval'"]);
  });

  test("let in a known service's host", () => {
    const font = {
      effectiveDirective: "font-src",
      blockedURL: "https://fonts.gstatic.com/a.woff2",
    };
    expect(textsOf(font, { documents: 20 })).toEqual(["font-src 'self' https://fonts.gstatic.com"]);
  });

  test("that open the policy wide come last, are of high risk and bring a warning", () => {
    const style = {
      effectiveDirective: "style-src-attr",
      blockedURL: "inline",
      sourceFile: HOME,
      originalPolicy: POLICY,
    };
    const { changes, warnings } = explain(facts(style));
    expect(changes.map(({ risk }) => risk)).toEqual(["low", "high"]);
    expect(changes.at(-1)?.add).toEqual(["'unsafe-inline'"]);
    expect(warnings.join(" ")).toContain("opens the policy wide");
  });

  test.each([
    ["an extension", { effectiveDirective: "img-src", blockedURL: "chrome-extension://x/a.png" }],
    ["a scanner", { effectiveDirective: "img-src", blockedURL: "https://a.oastify.com/a.png" }],
    [
      "a host of which nothing is known",
      { effectiveDirective: "img-src", blockedURL: "https://a.other.example/a" },
    ],
    [
      "a URL of the own site by http",
      { effectiveDirective: "img-src", blockedURL: "http://www.shop.example/a.png" },
    ],
  ])("do not let in %s", (_what, violation) => {
    expect(textsOf(violation)).toEqual([]);
  });

  test("never give up Trusted Types", () => {
    const sink = {
      effectiveDirective: "require-trusted-types-for",
      blockedURL: "trusted-types-sink",
      sourceFile: HOME,
      originalPolicy: "require-trusted-types-for 'script'",
    };
    expect(textsOf(sink)).toEqual([]);
  });
});

describe("warnings", () => {
  test("tell of a dependency whose host nobody knows", () => {
    const violation = {
      effectiveDirective: "frame-src",
      blockedURL: "https://book.vendor.example",
      originalPolicy: POLICY,
    };
    const { verdict, warnings } = explain(facts(violation, { documents: 30 }));
    expect(verdict).toBe("new-dependency");
    expect(warnings[0]).toBe(
      "“book.vendor.example” is no service that Tattle knows: make sure whose it is before you allow it.",
    );
  });

  test("tell of few reports, and of a policy that is not at hand", () => {
    const violation = { effectiveDirective: "img-src", blockedURL: "https://cdn.shop.example/a" };
    const { warnings } = explain(
      facts(violation, { counts: { received: 1, estimated: 1 }, example: null }),
    );
    expect(warnings).toEqual([
      "The evidence is thin: look at the reasons before you act.",
      "There is only 1 report so far, and anybody can send reports.",
      "The policy of these reports is not at hand, so no change can be written out.",
    ]);
  });
});

describe("advice", () => {
  test.each([
    [
      "script-src-attr",
      "inline",
      "Replace the attribute by addEventListener in a script: a nonce does not cover attributes.",
    ],
    [
      "script-src-elem",
      "inline",
      "Give the <script> the nonce of its response, or its hash to the policy, or move it into a file.",
    ],
    [
      "style-src-elem",
      "inline",
      "Give the <style> the nonce of its response, or its hash to the policy, or move it into a file.",
    ],
    [
      "style-src-attr",
      "inline",
      "Replace the attribute by a class, or set the property from a script (element.style is allowed).",
    ],
    [
      "script-src",
      "wasm-eval",
      "Add 'wasm-unsafe-eval' to script-src: it allows WebAssembly and still no eval.",
    ],
    [
      "script-src-elem",
      "data",
      "Move that code into a file: data: URLs in this directive are as good as 'unsafe-inline'.",
    ],
    [
      "worker-src",
      "blob",
      "Allow blob: in worker-src, in no wider directive, if the page is to go on making such content.",
    ],
    [
      "frame-src",
      "mailto",
      "Use an ordinary link, which opens the other program without loading anything into the page.",
    ],
    [
      "trusted-types",
      "trusted-types-policy",
      "Add the policy's name to trusted-types after reading what that policy lets through.",
    ],
    [
      "img-src",
      "http://www.shop.example/a.png",
      "Ask for that URL by https, or add upgrade-insecure-requests to the policy.",
    ],
  ])("%s %s: %s", (effectiveDirective, blockedURL, first) => {
    const violation = { effectiveDirective, blockedURL, sourceFile: HOME, originalPolicy: POLICY };
    const { verdict, advice } = explain(facts(violation));
    expect(verdict).toBe("broken-page");
    expect(advice[0]).toBe(first);
  });

  test("after an attack that was only reported is to enforce the policy", () => {
    const violation = { effectiveDirective: "script-src-elem", blockedURL: "https://bxss.me/x.js" };
    const { verdict, advice } = explain(facts(violation, { dispositions: values({ report: 2 }) }));
    expect(verdict).toBe("attack");
    expect(advice).toContain(
      "The policy only reports, so nothing was blocked: enforce this directive.",
    );
    expect(advice.at(-1)).toBe("Do not allow it in the policy.");
  });

  test("for a framed page is to look at the referrer", () => {
    const violation = {
      effectiveDirective: "frame-ancestors",
      blockedURL: "https://www.shop.example/",
    };
    const { advice } = explain(
      facts(violation, { blocked: "unknown", example: null, firstSeen: START }),
    );
    expect(advice[0]).toContain("referrer");
  });
});
