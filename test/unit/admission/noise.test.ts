import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  compileNoise,
  NOISE_RULES,
  type NoiseRule,
  type NoiseSubject,
  selectRules,
} from "../../../src/admission/index.ts";
import { subject } from "./subjects.ts";

const ALL = compileNoise(NOISE_RULES);
const DEFAULT = compileNoise(selectRules(NOISE_RULES, { action: "tag" }));

describe("noise is recognised", () => {
  const cases: [texts: Partial<NoiseSubject>, id: string | null][] = [
    [{ blockedURL: "chrome-extension://abc/i.png" }, "extension-scheme/chrome-extension"],
    [{ blockedURL: "chrome-extension" }, "extension-scheme/chrome-extension"],
    [{ blockedURL: "chrome-extension:2:248774" }, "extension-scheme/chrome-extension"],
    [{ blockedURL: "CHROME-EXTENSION://abc" }, "extension-scheme/chrome-extension"],
    [{ blockedURL: "https://doctor.tattle.invalid/" }, "self-test/doctor"],
    [{ sourceFile: "moz-extension" }, "extension-scheme/moz-extension"],
    [
      { blockedURL: "eval", sourceFile: "moz-extension://x/y.js" },
      "extension-scheme/moz-extension",
    ],
    [{ sourceFile: "<anonymous code>" }, "extension-code/firefox-anonymous"],
    [{ blockedURL: "chrome-extensions://abc" }, null],
    [{ blockedURL: "https://chrome-extension/abc" }, null],
    [{ blockedURL: "https://cdn.evil.example/chrome-extension://abc" }, null],
    [{ blockedURL: "http://localhost:3000/x" }, "local-address/localhost"],
    [{ blockedURL: "http://localhost.evil.example/" }, null],
    [{ blockedURL: "https://cdn.evil.example/?u=http://localhost/" }, null],
    [{ blockedURL: "http://127.0.0.1:27192/x" }, "local-address/127.0.0.1"],
    [{ blockedURL: "http://127.0.0.1.evil.example/" }, null],
    [{ blockedURL: "http://10.1.2.3/" }, "local-address/10.0.0.0/8"],
    [{ blockedURL: "http://10.1.2.3.evil.example/" }, null],
    [{ blockedURL: "http://172.31.0.1/" }, "local-address/172.16.0.0/12"],
    [{ blockedURL: "http://172.32.0.1/" }, null],
    [{ blockedURL: "http://192.168.1.1/" }, "local-address/192.168.0.0/16"],
    [{ blockedURL: "http://192.169.1.1/" }, null],
    [{ blockedURL: "http://91.68.209.8/bmi/x.png" }, "isp/bytemobile-range"],
    [{ blockedURL: "http://1.1.1.1/bmi/x.png" }, "isp/bytemobile-path"],
    [{ blockedURL: "http://1.1.1.1/other.png" }, null],
    [{ blockedURL: "https://superfish.com/a" }, "injected-host-adware/superfish.com"],
    [{ blockedURL: "https://www.superfish.com./a" }, "injected-host-adware/superfish.com"],
    [
      { blockedURL: "https://u:p@a.b.SUPERFISH.com:443superfish.com/a" },
      "injected-host-adware/superfish.com",
    ],
    [{ blockedURL: "https://evilsuperfish.com/a" }, null],
    [{ blockedURL: "https://superfish.com.evil.example/" }, null],
    [{ blockedURL: "https://superfish.com@evil.example/" }, null],
    [{ blockedURL: "https://block.example:15871/cgi" }, "content-filter-proxy/websense-port"],
    [
      { blockedURL: "wss://gc.kis.v2.scr.kaspersky-labs.com/x" },
      "security-software/kaspersky-labs.com",
    ],
    [
      { blockedURL: "https://www.gstatic.com/_/translate_http/js" },
      "translate-or-dictionary/google-translate-widget",
    ],
    [{ blockedURL: "https://evilgstatic.com/_/translate" }, null],
    [{ blockedURL: "https://cdn.evil.example/gstatic.com/_/translate" }, null],
    [{ originalPolicy: "script-src 'self' *.zscaler.net:443" }, "mutated-policy/zscaler.net"],
    [
      { originalPolicy: "script-src https://ff.kis.v2.scr.kaspersky-labs.com" },
      "mutated-policy/kaspersky-labs.com",
    ],
    [{ originalPolicy: "script-src evilzscaler.net zscaler.network" }, null],
    [
      { sample: "  ;(function installGlobalHook(window) {" },
      "injected-script-sample/react-devtools",
    ],
    [{ sample: "window.klTabId_kis = 1" }, "injected-script-sample/kaspersky-tab"],
    [{ sample: "alert(1)" }, null],
    [{}, null],
    [{ blockedURL: null, sourceFile: null, documentURL: null, originalPolicy: null }, null],
    [{ documentURL: "about" }, null],
    [{ documentURL: "about:srcdoc" }, null],
    [{ blockedURL: "inline" }, null],
    [{ blockedURL: "data" }, null],
  ];
  for (const [texts, id] of cases) {
    test(`${JSON.stringify(texts)}: ${id}`, () => {
      expect(DEFAULT(subject(texts))).toBe(id);
    });
  }
});

describe("a document is at home where a rule about hosts points", () => {
  const cases: [documentURL: string, blockedURL: string, id: string | null][] = [
    ["http://localhost:8080/", "http://localhost:3000/x", null],
    ["http://localhost:8080/", "http://127.0.0.1:3000/x", null],
    ["http://192.168.1.4/", "http://10.0.0.1/x", null],
    ["https://getpocket.com/", "https://getpocket.com/a.js", null],
    ["https://www.trendmicro.com/", "https://cdn.trendmicro.com/a.js", null],
    ["https://www.trendmicro.com/", "http://localhost/", "local-address/localhost"],
    ["http://localhost/", "chrome-extension", "extension-scheme/chrome-extension"],
  ];
  for (const [documentURL, blockedURL, id] of cases) {
    test(`${blockedURL} on ${documentURL}: ${id}`, () => {
      expect(DEFAULT(subject({ documentURL, blockedURL }))).toBe(id);
    });
  }

  test("also by its own policy", () => {
    const texts = {
      documentURL: "https://admin.zscaler.net/",
      originalPolicy: "img-src zscaler.net",
    };
    expect(DEFAULT(subject(texts))).toBeNull();
  });
});

describe("a bug of old Firefox", () => {
  const cases: [version: number, directive: string, blockedURL: string, id: string | null][] = [
    [42, "script-src", "self", "browser-bug/firefox-1026520"],
    [43, "script-src", "self", null],
    [42, "style-src", "self", null],
    [48, "base-uri", "about:blank", "browser-bug/firefox-1263286"],
    [48, "base-uri", "about", "browser-bug/firefox-1263286"],
    [49, "base-uri", "about", "browser-internal-scheme/about"],
    [153, "script-src", "self", null],
  ];
  for (const [version, effectiveDirective, blockedURL, id] of cases) {
    test(`Firefox ${version}, ${effectiveDirective}, ${blockedURL}: ${id}`, () => {
      const userAgent = `Mozilla/5.0 (X11; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`;
      expect(DEFAULT(subject({ userAgent, effectiveDirective, blockedURL }))).toBe(id);
    });
  }
});

describe("of several rules that match", () => {
  const rule = (id: string, value: string, confidence: NoiseRule["confidence"]): NoiseRule => ({
    id,
    kind: "k",
    match: "substring",
    fields: ["sample"],
    value,
    confidence,
    why: "",
  });

  test("the more confident is named, then the longer, then the first by id", () => {
    const rules = [
      rule("k/low-long", "abcdef", "low"),
      rule("k/high", "ab", "high"),
      rule("k/medium", "abcde", "medium"),
    ];
    expect(compileNoise(rules)(subject({ sample: "abcdef" }))).toBe("k/high");
    expect(compileNoise(rules.slice(0, 1))(subject({ sample: "abcdef" }))).toBe("k/low-long");
    const equal = [
      rule("k/b", "xyz", "high"),
      rule("k/a", "abc", "high"),
      rule("k/c", "ab", "high"),
    ];
    expect(compileNoise(equal)(subject({ sample: "xyz abc" }))).toBe("k/a");
  });

  test("the order in which they are listed does not count", () => {
    const reversed = compileNoise([...NOISE_RULES].reverse());
    const texts = { sample: "window.devToolsOptions = Object.", blockedURL: "http://localhost/" };
    expect(reversed(subject(texts))).toBe(ALL(subject(texts)));
  });
});

describe("the rules in use", () => {
  test("are those of at least medium confidence unless the settings say otherwise", () => {
    const font = subject({ blockedURL: "https://use.fontawesome.com/x.woff2" });
    expect(DEFAULT(font)).toBeNull();
    expect(ALL(font)).toBe("extension-host/use.fontawesome.com");
    const high = compileNoise(selectRules(NOISE_RULES, { action: "tag", confidence: "high" }));
    expect(high(subject({ blockedURL: "http://localhost/" }))).toBeNull();
  });

  test("can be switched off one by one or by kind", () => {
    const disabled = ["local-address", "extension-host/getpocket.com"];
    const match = compileNoise(selectRules(NOISE_RULES, { action: "tag", disabled }));
    expect(match(subject({ blockedURL: "http://10.0.0.1/" }))).toBeNull();
    expect(match(subject({ blockedURL: "https://getpocket.com/" }))).toBeNull();
    expect(match(subject({ blockedURL: "https://builtwith.com/" }))).toBe(
      "extension-host/builtwith.com",
    );
  });

  test("have unique ids that begin with their kind, and a reason", () => {
    expect(new Set(NOISE_RULES.map(({ id }) => id)).size).toBe(NOISE_RULES.length);
    for (const { id, kind, why, fields, value } of NOISE_RULES) {
      expect(id).toStartWith(`${kind}/`);
      expect(why).toMatch(/^[A-Z].*\.$/);
      expect(fields.length).toBeGreaterThan(0);
      expect(value.length).toBeGreaterThan(1);
    }
  });
});

describe("whatever a report holds", () => {
  const values = NOISE_RULES.map(({ value }) => value);
  const piece = fc.oneof(
    fc.constantFrom(...values, "https://", "://", "@", ":", ".", "/", "[", "]", "%", "\u0000"),
    fc.string({ unit: "binary", maxLength: 8 }),
  );
  const text = fc.option(fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join("")));
  const anything = fc.record({
    documentURL: text,
    referrer: text,
    blockedURL: text,
    effectiveDirective: text,
    originalPolicy: text,
    sourceFile: text,
    sample: text,
    userAgent: text,
  });

  test("the tag is the id of a rule or none, and always the same one", () => {
    const ids = new Set<string | null>([null, ...NOISE_RULES.map(({ id }) => id)]);
    fc.assert(
      fc.property(anything, (hostile) => {
        const id = ALL(hostile);
        expect(ids.has(id)).toBe(true);
        expect(ALL({ ...hostile })).toBe(id);
      }),
      { numRuns: 1000 },
    );
  });

  test("a host that is no rule's own nor below it is not tagged for its ending or beginning", () => {
    const hosts = NOISE_RULES.filter(({ match }) => match === "host" || match === "suffix");
    for (const { value } of hosts.filter(({ value }) => !value.startsWith("["))) {
      for (const host of [`evil${value}`, `${value}.evil.example`, `${value}evil.example`]) {
        expect(ALL(subject({ blockedURL: `https://${host}/` }))).toBeNull();
      }
    }
  });

  test("texts of megabytes are judged by their beginning", () => {
    const long = (unit: string) => unit.repeat(4_000_000 / unit.length);
    for (const unit of [
      "a",
      "a.",
      ":",
      "/",
      "https://",
      "@",
      "[",
      "kaspersky-labs.com",
      "ng:cloa",
    ]) {
      for (const start of ["", "https://", "data:", "https://superfish.com/"]) {
        const hostile = start + long(unit);
        const texts = { blockedURL: hostile, sourceFile: hostile, documentURL: hostile };
        const id = ALL(subject({ ...texts, originalPolicy: hostile, sample: hostile }));
        expect([null, "injected-host-adware/superfish.com"]).toContain(id);
      }
    }
  });
});
