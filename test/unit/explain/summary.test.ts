import { describe, expect, test } from "bun:test";
import { explain } from "../../../src/explain/index.ts";
import { DIRECTIVES } from "../../../src/report/directives.ts";
import { facts, values } from "./facts.ts";

const POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const COUNTS =
  "40 reports came in on 6 documents (10 % of the project's), in Chrome, Safari and Firefox.";

const URLS: readonly [directive: string, said: string][] = [
  ["default-src", "Something at “https://cdn.other.example” was blocked by default-src."],
  ["script-src-elem", "A script at “https://cdn.other.example” was blocked by script-src-elem"],
  ["style-src-elem", "A style sheet at “https://cdn.other.example” was blocked by style-src-elem"],
  ["img-src", "An image at “https://cdn.other.example” was blocked by img-src"],
  ["font-src", "A font at “https://cdn.other.example” was blocked by font-src"],
  ["connect-src", "A connection that a script opens at “https://cdn.other.example” was blocked by"],
  ["media-src", "A sound or a video at “https://cdn.other.example” was blocked by media-src"],
  ["object-src", "An <object> or <embed> at “https://cdn.other.example” was blocked by object-src"],
  ["frame-src", "A frame at “https://cdn.other.example” was blocked by frame-src"],
  ["child-src", "A frame or a worker at “https://cdn.other.example” was blocked by child-src"],
  [
    "fenced-frame-src",
    "A fenced frame at “https://cdn.other.example” was blocked by fenced-frame-src",
  ],
  ["worker-src", "A worker at “https://cdn.other.example” was blocked by worker-src"],
  ["manifest-src", "An app manifest at “https://cdn.other.example” was blocked by manifest-src"],
  ["prefetch-src", "A prefetch at “https://cdn.other.example” was blocked by prefetch-src"],
  ["base-uri", "A <base> element at “https://cdn.other.example” was blocked by base-uri."],
  ["form-action", "A form's target at “https://cdn.other.example” was blocked by form-action."],
  ["navigate-to", "A navigation at “https://cdn.other.example” was blocked by navigate-to."],
  ["plugin-types", "A plug-in at “https://cdn.other.example” was blocked by plugin-types."],
  [
    "block-all-mixed-content",
    "Something without encryption at “https://cdn.other.example” was blocked",
  ],
  ["frame-ancestors", "A page that is not allowed to showed the document in a frame."],
  ["sandbox", "The page did something that its sandbox does not allow."],
  ["upgrade-insecure-requests", "The page asks browsers to load everything by https"],
  ["webrtc", "A script tried to connect to another peer by WebRTC."],
  ["report-uri", "A report names report-uri, which only says where reports go"],
  ["report-to", "A report names report-to, which only says where reports go"],
  ["require-sri-for", "A script or style without an integrity attribute was loaded"],
  ["reflected-xss", "An old browser's filter took something for cross-site scripting."],
  ["referrer", "A report names referrer, which modern browsers ignore."],
  ["require-trusted-types-for", "Something at “https://cdn.other.example” was blocked by require-"],
  ["trusted-types", "Something at “https://cdn.other.example” was blocked by trusted-types."],
  [
    "script-src-attr",
    "An event handler at “https://cdn.other.example” was blocked by script-src-attr",
  ],
  [
    "style-src-attr",
    "A style attribute at “https://cdn.other.example” was blocked by style-src-attr",
  ],
  ["made-up", "Something at “https://cdn.other.example” was blocked by “made-up”."],
  ["constructor", "Something at “https://cdn.other.example” was blocked by “constructor”."],
];

describe("what was loaded", () => {
  test.each(URLS)("%s: %s", (effectiveDirective, said) => {
    const { summary } = explain(
      facts({
        effectiveDirective,
        blockedURL: "https://cdn.other.example/a",
        originalPolicy: POLICY,
      }),
    );
    expect(summary).toStartWith(said);
    expect(summary).toEndWith(COUNTS);
  });

  test.each([
    [{ other: 3 }, "in browsers that are not known."],
    [{ Chrome: 3, other: 1 }, "in Chrome."],
  ])("browsers %o are told as %p", (counts, said) => {
    const seen = facts({ effectiveDirective: "img-src" }, { browsers: values(counts) });
    expect(explain(seen).summary).toEndWith(said);
  });

  test("every directive that a browser knows is in the table, scripts and styles by their elements", () => {
    const known = new Set([...URLS.map(([name]) => name), "script-src", "style-src"]);
    expect(DIRECTIVES.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe("what has no address", () => {
  test.each([
    [
      "script-src-elem",
      "inline",
      null,
      "An inline <script> was blocked by script-src-elem (default-src stands in for it).",
    ],
    [
      "script-src-attr",
      "inline",
      null,
      "An event handler in the markup (onclick=… and its like) was blocked",
    ],
    ["script-src", "inline", null, "Inline script was blocked by script-src"],
    ["style-src-elem", "inline", null, "An inline <style> was blocked by style-src-elem"],
    ["style-src-attr", "inline", null, "A style attribute was blocked by style-src-attr"],
    ["style-src", "inline", null, "Inline style was blocked by style-src"],
    ["default-src", "inline", null, "Inline code was blocked by default-src."],
    [
      "script-src",
      "eval",
      null,
      "Text that a script turns into code (eval, new Function or a timer with a text) was",
    ],
    [
      "script-src",
      "wasm-eval",
      null,
      "WebAssembly that a script compiles was blocked by script-src",
    ],
    [
      "trusted-types",
      "trusted-types-policy",
      "goog#html",
      "A Trusted Types policy named “goog#html” was blocked by trusted-types.",
    ],
    [
      "require-trusted-types-for",
      "trusted-types-sink",
      "Element innerHTML|<p>",
      "A text given to “Element innerHTML”, which takes Trusted Types only, was blocked",
    ],
    [
      "require-trusted-types-for",
      "trusted-types-sink",
      null,
      "A text given to a property or a function, which takes Trusted Types only, was",
    ],
    [
      "img-src",
      "data",
      null,
      "An image that is written into the page (data:) was blocked by img-src",
    ],
    [
      "worker-src",
      "blob",
      null,
      "A worker that a script has put together (blob:) was blocked by worker-src",
    ],
    [
      "frame-src",
      "about",
      null,
      "A frame of the browser's blank pages (about:) was blocked by frame-src",
    ],
    [
      "img-src",
      "filesystem",
      null,
      "An image from the browser's old file system (filesystem:) was blocked",
    ],
    [
      "frame-src",
      "javascript",
      null,
      "A frame given as code (javascript:) was blocked by frame-src",
    ],
    [
      "img-src",
      "chrome-extension",
      null,
      "An image of the scheme “chrome-extension” was blocked by img-src",
    ],
    ["frame-src", "mailto", null, "A frame of the scheme “mailto” was blocked by frame-src"],
    ["img-src", "self", null, "An image of the document's own origin was blocked by img-src"],
    [
      "img-src",
      "https://www.shop.example/a.png",
      null,
      "An image of the document's own origin was blocked by img-src",
    ],
    [
      "img-src",
      null,
      null,
      "An image, of which the reports do not say what it was, was blocked by img-src",
    ],
  ])("%s %s %p: %s", (effectiveDirective, blockedURL, sample, said) => {
    const { summary } = explain(
      facts({ effectiveDirective, blockedURL, sample, originalPolicy: POLICY }),
    );
    expect(summary).toStartWith(said);
  });

  test("an overflow issue says that it holds different things", () => {
    const { summary } = explain(facts({ effectiveDirective: "img-src" }, { blocked: "*" }));
    expect(summary).toStartWith("An image of many different kinds, beyond the cap on new issues,");
  });

  test("a report without a directive says so", () => {
    const { summary } = explain(facts({ blockedURL: "https://cdn.other.example/a" }));
    expect(summary).toContain("by a directive that the reports do not name.");
  });
});

describe("what the policy did", () => {
  const image = { effectiveDirective: "img-src", blockedURL: "https://cdn.other.example/a" };

  test.each([
    [{ enforce: 3 }, "was blocked by img-src."],
    [{ report: 3 }, "would have been blocked by img-src."],
    [
      { enforce: 3, report: 1 },
      "was blocked, or only reported where the policy is not enforced, by",
    ],
    [{}, "was blocked by img-src."],
  ])("%p: %s", (dispositions, said) => {
    const { summary } = explain(facts(image, { dispositions: values(dispositions) }));
    expect(summary).toContain(said);
  });

  test("counts are in the right number", () => {
    const { summary } = explain(
      facts(image, {
        counts: { received: 1, estimated: 1 },
        documents: 1,
        browsers: values({ Opera: 1 }),
      }),
    );
    expect(summary).toEndWith("1 report came in on 1 document (2 % of the project's), in Opera.");
  });
});
