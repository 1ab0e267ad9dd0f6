import { describe, expect, test } from "bun:test";
import { evaluate, parsePolicy, type Verdict } from "../../../src/policy/index.ts";
import { DIRECTIVES } from "../../../src/report/directives.ts";
import type { Violation } from "../../../src/report/report.ts";
import { violation } from "./support.ts";

/** The verdict as `outcome reason [directive] [expression]`. */
function verdict(fields: Partial<Violation>, policy: string): string {
  return told(evaluate(violation(fields), parsePolicy(policy)));
}

function told({ outcome, reason, directive, expression }: Verdict): string {
  return [outcome, reason, directive, expression].filter((part) => part !== null).join(" ");
}

const IMAGE: Partial<Violation> = {
  effectiveDirective: "img-src",
  blockedURL: "https://cdn.example/logo.png",
  originalPolicy: "img-src 'self'",
};

describe("a blocked URL", () => {
  test.each([
    ["img-src https://cdn.example", "allowed source-matches img-src https://cdn.example"],
    ["default-src https:", "allowed source-matches default-src https:"],
    ["img-src 'self'", "blocked no-source-matches img-src"],
    ["img-src 'none'; default-src *", "blocked no-source-matches img-src"],
    ["img-src", "blocked no-source-matches img-src"],
    ["img-src https://cdn.example/other.png", "blocked no-source-matches img-src"],
    ["script-src 'none'", "allowed not-restricted"],
    ["", "allowed not-restricted"],
    // Nonces and hashes are nothing to images.
    ["img-src 'nonce-abc' 'sha256-abc'", "blocked no-source-matches img-src"],
  ])("under %p: %s", (policy, expected) => {
    expect(verdict(IMAGE, policy)).toBe(expected);
  });

  test("is only as certain as its path", () => {
    const frame = { ...IMAGE, effectiveDirective: "frame-src", blockedURL: "https://pay.example" };
    const fields = { ...frame, originalPolicy: "frame-src 'self'" };
    expect(verdict(fields, "frame-src https://pay.example")).toStartWith("allowed source-matches");
    expect(verdict(fields, "frame-src https://pay.example/form/")).toBe(
      "unknown stripped-url frame-src https://pay.example/form/",
    );
    expect(verdict(fields, "frame-src https://pay.example:444/form/")).toStartWith("blocked");
  });

  test("that the old policy allows was blocked after a redirect, so that nothing is known", () => {
    const fields = { ...IMAGE, originalPolicy: "img-src https://cdn.example" };
    expect(verdict(fields, "img-src https:")).toBe("unknown redirect img-src");
    expect(verdict(fields, "img-src https://cdn.example")).toBe("blocked no-looser img-src");
    expect(verdict(fields, "img-src 'none'")).toBe("blocked no-source-matches img-src");
    expect(verdict(fields, "font-src 'self'")).toBe("allowed not-restricted");
  });

  test("is blocked by a list that is no looser, whatever was behind the redirect", () => {
    const style = { ...IMAGE, effectiveDirective: "style-src-elem" };
    const noLooser = (original: string, policy: string) =>
      verdict({ ...style, originalPolicy: `style-src ${original}` }, `style-src ${policy}`);
    expect(noLooser("'nonce-a' https:", "HTTPS: 'nonce-b'")).toStartWith("blocked no-looser");
    expect(noLooser("'sha256-a_' https:", "https: 'sha256-a/'")).toStartWith("blocked no-looser");
    expect(noLooser("https: a.example", "https: 'report-sample'")).toStartWith("blocked no-looser");
    // Without the nonce or the hash 'unsafe-inline' counts again.
    expect(noLooser("'nonce-a' https:", "https:")).toStartWith("unknown redirect");
    expect(noLooser("'sha256-a' https:", "https:")).toStartWith("unknown redirect");
    expect(noLooser("https: a.example/A", "https: a.example/a")).toStartWith("unknown redirect");
  });

  test("is not called allowed without the policy that blocked it", () => {
    const fields = { ...IMAGE, originalPolicy: null };
    expect(verdict(fields, "img-src https:")).toBe("unknown no-original-policy img-src");
    expect(verdict(fields, "img-src 'self'")).toBe("blocked no-source-matches img-src");
    expect(verdict(fields, "font-src 'self'")).toBe("allowed not-restricted");
  });

  test("that its own policy says nothing of is unexplained", () => {
    const fields = { ...IMAGE, originalPolicy: "font-src 'self'" };
    expect(verdict(fields, "img-src https:")).toBe("unknown unexplained img-src");
    expect(verdict(fields, "font-src 'self'")).toBe("unknown unexplained");
  });

  test("of a joined policy has no evidence", () => {
    const fields = { ...IMAGE, originalPolicy: "img-src 'self', img-src https:" };
    expect(verdict(fields, "img-src https:")).toBe("unknown no-original-policy img-src");
  });

  test("may be upgraded first, if the policy is enforced", () => {
    const fields = { ...IMAGE, blockedURL: "http://cdn.example/x" };
    expect(verdict(fields, "img-src https:; upgrade-insecure-requests")).toBe(
      "unknown upgrade img-src",
    );
    expect(verdict(fields, "img-src http:; upgrade-insecure-requests")).toStartWith("allowed");
    expect(verdict(fields, "img-src *.example; upgrade-insecure-requests")).toStartWith("unknown");
    expect(verdict(fields, "img-src 'self'; upgrade-insecure-requests")).toStartWith("blocked");
  });

  test("of a document without an origin leaves 'self' open", () => {
    const fields = { ...IMAGE, documentURL: "about", originalPolicy: "img-src data:" };
    expect(verdict(fields, "img-src 'self'")).toBe("unknown self-origin img-src 'self'");
  });
});

describe("a blocked script", () => {
  const SCRIPT: Partial<Violation> = {
    effectiveDirective: "script-src-elem",
    blockedURL: "https://cdn.example/app.js",
    originalPolicy: "script-src 'self'",
  };
  const FORMER = {
    hosts: "script-src 'self'",
    nonces: "script-src 'nonce-old'",
    strict: "script-src 'nonce-old' 'strict-dynamic' https:",
  };

  test.each([
    [
      "hosts",
      "script-src https://cdn.example",
      "allowed source-matches script-src https://cdn.example",
    ],
    ["hosts", "script-src-elem 'self'; script-src *", "blocked no-source-matches script-src-elem"],
    ["hosts", "script-src 'nonce-abc'", "unknown nonce script-src 'nonce-abc'"],
    ["hosts", "script-src 'nonce-abc' https:", "allowed source-matches script-src https:"],
    ["hosts", "script-src 'sha256-abc'", "unknown hash script-src 'sha256-abc'"],
    ["hosts", "script-src 'strict-dynamic' https:", "unknown strict-dynamic script-src"],
    ["hosts", "script-src 'unsafe-inline'", "blocked no-source-matches script-src"],
    // It had no nonce then, and has none under the next page's.
    ["nonces", "script-src 'nonce-new'", "blocked no-source-matches script-src"],
    ["nonces", "script-src 'nonce-new' https:", "allowed source-matches script-src https:"],
    ["nonces", "script-src 'nonce-new' 'strict-dynamic'", "unknown strict-dynamic script-src"],
    ["strict", "script-src 'nonce-new' 'strict-dynamic'", "blocked no-source-matches script-src"],
    ["strict", "script-src 'nonce-new' https:", "allowed source-matches script-src https:"],
    ["strict", "script-src 'strict-dynamic' 'sha256-abc'", "unknown hash script-src 'sha256-abc'"],
  ] as const)("by %s is, under %p, %s", (former, policy, expected) => {
    expect(verdict({ ...SCRIPT, originalPolicy: FORMER[former] }, policy)).toBe(expected);
  });

  test("of a worker is under the rules of scripts where script-src governs", () => {
    const fields = {
      ...SCRIPT,
      effectiveDirective: "worker-src",
      originalPolicy: "worker-src 'self'",
    };
    expect(verdict(fields, "worker-src 'nonce-abc' 'strict-dynamic'")).toStartWith("blocked");
    expect(verdict(fields, "child-src https:; script-src 'none'")).toStartWith("allowed");
    expect(verdict(fields, "script-src https: 'strict-dynamic'")).toBe(
      "unknown strict-dynamic script-src",
    );
  });

  test("or style that engines of CSP2 report is an element's", () => {
    const fields = { ...SCRIPT, effectiveDirective: "script-src" };
    expect(verdict(fields, "script-src-elem https:; script-src 'none'")).toStartWith("allowed");
    const style = {
      ...SCRIPT,
      effectiveDirective: "style-src",
      originalPolicy: "style-src 'self'",
    };
    expect(verdict(style, "style-src-elem 'nonce-abc'")).toBe(
      "unknown nonce style-src-elem 'nonce-abc'",
    );
    expect(verdict(style, "style-src 'sha256-abc'")).toBe("blocked no-source-matches style-src");
  });
});

describe("inline code", () => {
  const inline = (effectiveDirective: string, originalPolicy: string): Partial<Violation> => ({
    effectiveDirective,
    originalPolicy,
    blockedURL: "inline",
  });
  const CODE = {
    "a script": inline("script-src-elem", "script-src 'self'"),
    "an event handler": inline("script-src-attr", "script-src 'self'"),
    "a style": inline("style-src-elem", "default-src 'self'"),
    "a style attribute": inline("style-src-attr", "default-src 'self'"),
    "CSP2 script": inline("script-src", "script-src 'self'"),
    "CSP1 code": inline("default-src", "default-src 'self'"),
  };

  test.each([
    ["a script", "script-src 'unsafe-inline'", "allowed source-matches script-src 'unsafe-inline'"],
    [
      "a script",
      "default-src 'unsafe-inline'",
      "allowed source-matches default-src 'unsafe-inline'",
    ],
    ["a script", "script-src 'self' *", "blocked inline-not-allowed script-src"],
    ["a script", "script-src 'none'", "blocked inline-not-allowed script-src"],
    ["a script", "style-src 'none'", "allowed not-restricted"],
    ["a script", "script-src 'nonce-abc' 'unsafe-inline'", "unknown nonce script-src 'nonce-abc'"],
    ["a script", "script-src 'sha256-abc'", "unknown hash script-src 'sha256-abc'"],
    [
      "a script",
      "script-src 'unsafe-inline' 'strict-dynamic'",
      "blocked inline-not-allowed script-src",
    ],
    [
      "a script",
      "script-src 'inline-speculation-rules'",
      "unknown speculation-rules script-src 'inline-speculation-rules'",
    ],
    [
      "a script",
      "script-src-attr 'unsafe-inline'; script-src 'self'",
      "blocked inline-not-allowed script-src",
    ],
    [
      "an event handler",
      "script-src-attr 'unsafe-inline'; script-src 'self'",
      "allowed source-matches script-src-attr 'unsafe-inline'",
    ],
    ["an event handler", "script-src 'nonce-abc'", "blocked inline-not-allowed script-src"],
    ["an event handler", "script-src 'sha256-abc'", "blocked inline-not-allowed script-src"],
    [
      "an event handler",
      "script-src 'sha256-abc' 'unsafe-hashes'",
      "unknown hash script-src 'sha256-abc'",
    ],
    [
      "a style",
      "style-src 'unsafe-inline' 'strict-dynamic'",
      "allowed source-matches style-src 'unsafe-inline'",
    ],
    ["a style", "style-src 'nonce-abc'", "unknown nonce style-src 'nonce-abc'"],
    ["a style attribute", "style-src 'nonce-abc'", "blocked inline-not-allowed style-src"],
    [
      "a style attribute",
      "style-src-attr 'unsafe-inline'",
      "allowed source-matches style-src-attr 'unsafe-inline'",
    ],
    // Coarse directives of old engines: certain only where elements and attributes are treated alike.
    [
      "CSP2 script",
      "script-src 'unsafe-inline'",
      "allowed source-matches script-src 'unsafe-inline'",
    ],
    [
      "CSP2 script",
      "script-src-attr 'none'; script-src 'unsafe-inline'",
      "unknown ambiguous-directive",
    ],
    ["CSP1 code", "script-src 'unsafe-inline'; style-src 'none'", "unknown ambiguous-directive"],
    ["CSP1 code", "default-src 'none'", "blocked inline-not-allowed default-src"],
  ] as const)("as %s is, under %p, %s", (code, policy, expected) => {
    expect(verdict(CODE[code], policy)).toBe(expected);
  });

  test("had none of the nonces and hashes of the policy that blocked it", () => {
    const fields = inline("script-src-elem", "script-src 'nonce-old' 'sha256-abc_'");
    expect(verdict(fields, "script-src 'nonce-new'")).toBe("blocked inline-not-allowed script-src");
    expect(verdict(fields, "script-src 'sha256-abc/'")).toBe(
      "blocked inline-not-allowed script-src",
    );
    expect(verdict(fields, "script-src 'sha256-xyz'")).toBe("unknown hash script-src 'sha256-xyz'");
    // A javascript: URL that the hash does not fit without 'unsafe-hashes'.
    expect(verdict(fields, "script-src 'sha256-abc/' 'unsafe-hashes'")).toStartWith("unknown hash");
    expect(verdict(fields, "script-src 'unsafe-inline'")).toStartWith("allowed");
  });

  test("may be let in by what a further directive does to the same list", () => {
    const list = "script-src 'self' 'trusted-types-eval'";
    const fields = { effectiveDirective: "script-src", blockedURL: "eval", originalPolicy: list };
    expect(verdict(fields, list)).toBe("blocked no-looser script-src");
    expect(verdict(fields, `${list}; require-trusted-types-for 'script'`)).toStartWith(
      "unknown trusted-types-eval",
    );
    const image = {
      ...IMAGE,
      blockedURL: "http://cdn.example/x",
      originalPolicy: "img-src https:",
    };
    expect(verdict(image, "img-src https:; upgrade-insecure-requests")).toStartWith(
      "unknown upgrade",
    );
  });

  test("that its own policy allows is unexplained", () => {
    const fields = inline("script-src-elem", "script-src 'unsafe-inline'");
    expect(verdict(fields, "script-src 'unsafe-inline' 'self'")).toBe(
      "unknown unexplained script-src",
    );
    expect(verdict(fields, "script-src 'unsafe-inline'")).toBe("blocked no-looser script-src");
  });
});

describe("each blocked keyword", () => {
  const EVAL = {
    effectiveDirective: "script-src",
    blockedURL: "eval",
    originalPolicy: "default-src 'self'",
  };
  const WASM = { ...EVAL, blockedURL: "wasm-eval" };
  const SINK = {
    effectiveDirective: "require-trusted-types-for",
    blockedURL: "trusted-types-sink",
    originalPolicy: "require-trusted-types-for 'script'",
  };
  const NAME = {
    effectiveDirective: "trusted-types",
    blockedURL: "trusted-types-policy",
    originalPolicy: "trusted-types other",
    sample: "mine",
  };
  const DATA = { ...IMAGE, blockedURL: "data" };
  const BLOB = {
    ...IMAGE,
    effectiveDirective: "worker-src",
    blockedURL: "blob",
    originalPolicy: "worker-src 'self'",
  };

  const REPORTS = {
    eval: EVAL,
    "eval of CSP1": { ...EVAL, effectiveDirective: "default-src" },
    "wasm-eval": WASM,
    "trusted-types-sink": SINK,
    "trusted-types-policy": NAME,
    "trusted-types-policy of a long name": { ...NAME, sample: "x".repeat(40) },
    data: DATA,
    blob: BLOB,
    about: { ...IMAGE, blockedURL: "about" },
    filesystem: { ...IMAGE, blockedURL: "filesystem" },
    "chrome-extension": { ...IMAGE, blockedURL: "chrome-extension" },
    self: { ...IMAGE, blockedURL: "self" },
    nothing: { ...IMAGE, blockedURL: null },
    "inline, of an image": { ...IMAGE, blockedURL: "inline" },
    nonsense: { ...IMAGE, blockedURL: "???" },
  };

  test.each([
    ["eval", "script-src 'unsafe-eval'", "allowed source-matches script-src 'unsafe-eval'"],
    ["eval", "script-src 'wasm-unsafe-eval'", "blocked eval-not-allowed script-src"],
    ["eval", "script-src-elem 'none'", "allowed not-restricted"],
    [
      "eval",
      "script-src 'trusted-types-eval'",
      "unknown trusted-types-eval script-src 'trusted-types-eval'",
    ],
    ["eval", "script-src 'eval-sha256-abc'", "unknown hash script-src 'eval-sha256-abc'"],
    ["eval", "script-src 'sha256-abc' 'strict-dynamic'", "blocked eval-not-allowed script-src"],
    ["eval of CSP1", "script-src 'unsafe-eval'", "allowed source-matches script-src 'unsafe-eval'"],
    ["wasm-eval", "default-src 'unsafe-eval'", "allowed source-matches default-src 'unsafe-eval'"],
    [
      "wasm-eval",
      "default-src 'wasm-unsafe-eval'",
      "allowed source-matches default-src 'wasm-unsafe-eval'",
    ],
    ["wasm-eval", "script-src 'self'", "blocked eval-not-allowed script-src"],
    [
      "trusted-types-sink",
      "require-trusted-types-for 'script'",
      "blocked trusted-types require-trusted-types-for",
    ],
    [
      "trusted-types-sink",
      "require-trusted-types-for 'other'",
      "allowed trusted-types-allowed require-trusted-types-for",
    ],
    ["trusted-types-sink", "trusted-types 'none'", "allowed not-restricted"],
    ["trusted-types-policy", "trusted-types other", "blocked trusted-types trusted-types"],
    ["trusted-types-policy", "trusted-types 'none'", "blocked trusted-types trusted-types"],
    ["trusted-types-policy", "trusted-types", "blocked trusted-types trusted-types"],
    ["trusted-types-policy", "trusted-types mine", "unknown policy-name trusted-types"],
    [
      "trusted-types-policy",
      "trusted-types Mine 'allow-duplicates'",
      "blocked trusted-types trusted-types",
    ],
    [
      "trusted-types-policy",
      "trusted-types mine 'allow-duplicates'",
      "allowed trusted-types-allowed trusted-types",
    ],
    ["trusted-types-policy of a long name", "trusted-types", "blocked trusted-types trusted-types"],
    [
      "trusted-types-policy of a long name",
      "trusted-types a b",
      "unknown policy-name trusted-types",
    ],
    [
      "trusted-types-policy of a long name",
      "trusted-types * 'allow-duplicates'",
      "allowed trusted-types-allowed trusted-types",
    ],
    ["data", "img-src data:", "allowed source-matches img-src data:"],
    ["data", "img-src *", "blocked no-source-matches img-src"],
    ["blob", "worker-src 'self' blob:", "allowed source-matches worker-src blob:"],
    ["blob", "worker-src 'self' https:", "blocked no-source-matches worker-src"],
    ["about", "img-src *", "blocked no-source-matches img-src"],
    ["filesystem", "img-src filesystem:", "allowed source-matches img-src filesystem:"],
    ["chrome-extension", "img-src https:", "blocked no-source-matches img-src"],
    ["self", "img-src https:", "unknown blocked-url img-src"],
    ["self", "img-src 'none'", "blocked no-source-matches img-src"],
    ["self", "img-src 'report-sample' oops'", "blocked no-source-matches img-src"],
    ["nothing", "img-src https:", "unknown blocked-url img-src"],
    ["nothing", "img-src 'self'", "blocked no-looser img-src"],
    ["nothing", "font-src *", "allowed not-restricted"],
    ["inline, of an image", "img-src https:", "unknown blocked-url img-src"],
    ["nonsense", "img-src https:", "unknown blocked-url img-src"],
  ] as const)("%s under %p: %s", (report, policy, expected) => {
    expect(verdict(REPORTS[report], policy)).toBe(expected);
  });
});

describe("each directive", () => {
  const FETCH = DIRECTIVES.filter((name) => /-src(?:-elem)?$/.test(name));
  const NOT_VIOLATED = ["report-uri", "report-to"];
  const UNMODELLED = [
    "sandbox",
    "plugin-types",
    "reflected-xss",
    "referrer",
    "require-sri-for",
    "upgrade-insecure-requests",
  ];

  test.each([...FETCH, "base-uri", "form-action", "navigate-to"])(
    "%s lets in what it lists",
    (name) => {
      const fields = {
        effectiveDirective: name,
        blockedURL: "https://cdn.example/x",
        originalPolicy: `${name} 'self'; default-src 'self'`,
      };
      // Old engines say child-src and default-src for several kinds, all of which have to be let in.
      expect(verdict(fields, `${name} https://cdn.example`)).toMatch(
        /^(?:allowed|unknown ambiguous)/,
      );
      expect(verdict(fields, `${name} https://other.example`)).toMatch(
        /^(?:blocked|unknown ambiguous)/,
      );
      expect(verdict(fields, "script-src-attr 'none'")).toBe("allowed not-restricted");
    },
  );

  test.each(["script-src-attr", "style-src-attr"])("%s decides over attributes", (name) => {
    const fields = {
      effectiveDirective: name,
      blockedURL: "inline",
      originalPolicy: `${name} 'none'`,
    };
    expect(verdict(fields, `${name} 'unsafe-inline'`)).toStartWith("allowed");
    expect(verdict(fields, `${name} 'self'`)).toStartWith("blocked");
  });

  test("base-uri has no redirects, and a path only where the report has one", () => {
    const fields = {
      effectiveDirective: "base-uri",
      blockedURL: "https://cdn.example/",
      originalPolicy: "base-uri 'none'",
    };
    expect(verdict(fields, "base-uri https://cdn.example/app/")).toStartWith(
      "unknown stripped-url",
    );
    expect(verdict({ ...fields, originalPolicy: null }, "base-uri https:")).toStartWith("allowed");
    expect(verdict({ ...fields, blockedURL: "inline" }, "base-uri https:")).toBe(
      "unknown blocked-url base-uri",
    );
  });

  test("form-action to a javascript: URL is never matched by hosts", () => {
    const fields = {
      effectiveDirective: "form-action",
      blockedURL: "javascript",
      originalPolicy: "form-action 'self'",
    };
    expect(verdict(fields, "form-action *")).toBe("blocked no-source-matches form-action");
  });

  test("frame-ancestors is unknown unless it admits nobody, or no more than before", () => {
    const fields = {
      effectiveDirective: "frame-ancestors",
      blockedURL: "https://www.shop.example/",
      originalPolicy: "frame-ancestors 'self' https://a.example",
    };
    expect(verdict(fields, "frame-ancestors https://b.example")).toBe(
      "unknown embedder frame-ancestors",
    );
    expect(verdict(fields, "frame-ancestors *")).toBe("unknown embedder frame-ancestors");
    expect(verdict(fields, "frame-ancestors 'none'")).toBe(
      "blocked no-source-matches frame-ancestors",
    );
    expect(verdict(fields, "frame-ancestors 'self'")).toBe("blocked no-looser frame-ancestors");
    expect(verdict(fields, "default-src 'none'")).toBe("allowed not-restricted");
  });

  test("child-src and default-src stand for several kinds", () => {
    const child = {
      effectiveDirective: "child-src",
      blockedURL: "https://cdn.example/x",
      originalPolicy: "child-src 'self'",
    };
    expect(verdict(child, "frame-src https:; worker-src https:")).toStartWith("allowed");
    expect(verdict(child, "frame-src https:; worker-src 'self'")).toBe(
      "unknown ambiguous-directive",
    );
    const prefetch = {
      ...child,
      effectiveDirective: "default-src",
      originalPolicy: "default-src 'self'",
    };
    expect(verdict(prefetch, "default-src https:")).toStartWith("allowed");
    expect(verdict(prefetch, "default-src 'self'")).toStartWith("blocked");
    expect(verdict(prefetch, "default-src 'self'; img-src https:")).toBe(
      "unknown ambiguous-directive",
    );
  });

  test("block-all-mixed-content blocks what is not upgraded", () => {
    const fields = {
      effectiveDirective: "block-all-mixed-content",
      blockedURL: "http://cdn.example/x.js",
      originalPolicy: "block-all-mixed-content",
    };
    expect(verdict(fields, "block-all-mixed-content")).toBe(
      "blocked mixed-content block-all-mixed-content",
    );
    expect(verdict(fields, "block-all-mixed-content; upgrade-insecure-requests")).toStartWith(
      "unknown upgrade",
    );
    expect(verdict(fields, "img-src 'none'")).toBe("allowed not-restricted");
  });

  test("webrtc blocks and allows", () => {
    const fields = { effectiveDirective: "webrtc", originalPolicy: "webrtc 'block'" };
    expect(verdict(fields, "webrtc 'Block'")).toBe("blocked webrtc-blocked webrtc");
    expect(verdict(fields, "webrtc 'allow'")).toBe("allowed webrtc-allowed webrtc");
  });

  test.each(UNMODELLED)("%s is certain only where it is gone or the same", (name) => {
    const fields = { effectiveDirective: name, originalPolicy: `${name} a b` };
    expect(verdict(fields, `${name} b a`)).toBe(`blocked no-looser ${name}`);
    expect(verdict(fields, `${name} a`)).toBe(`unknown not-modelled ${name}`);
    expect(verdict(fields, "img-src 'none'")).toBe("allowed not-restricted");
  });

  test.each([...NOT_VIOLATED, "made-up", null])("%p cannot be violated", (name) => {
    const fields = { effectiveDirective: name, blockedURL: "https://cdn.example/x" };
    expect(verdict(fields, "default-src *")).toBe("unknown unknown-directive");
  });

  test("is covered by a test of this file", () => {
    const named = [
      ...FETCH,
      ...NOT_VIOLATED,
      ...UNMODELLED,
      ...["base-uri", "form-action", "navigate-to", "script-src-attr", "style-src-attr"],
      ...["frame-ancestors", "block-all-mixed-content", "webrtc"],
      ...["require-trusted-types-for", "trusted-types"],
    ];
    expect(named.toSorted()).toEqual([...DIRECTIVES].toSorted());
  });
});
