import { expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { parsePolicyList } from "../../../src/policy/index.ts";
import type { SetupInput } from "../../../src/setup/index.ts";
import { amended, setupOf } from "../../support/snippet-setups.ts";
import { policyOf } from "./support.ts";

// Many cases, on machines where much else runs.
setDefaultTimeout(60_000);

/** Texts made of what has a meaning somewhere, and of anything. */
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        ..."default-src;script-src;'self';'none';'nonce-a';report-uri;report-to;https://a.example/;,;\n; ;\";';`;$;{;};%;\\;#;<meta ;Content-Security-Policy: ;\u0001;\u0003;ü;*".split(
          ";",
        ),
        ";",
      ),
      { maxLength: 30 },
    )
    .map((pieces) => pieces.join(" ")),
);

const input: fc.Arbitrary<SetupInput> = fc.record({
  base: fc.oneof(text, fc.webUrl()),
  token: fc.option(text),
  version: text,
  sampleRate: fc.double(),
  distinctId: fc.boolean(),
  sessionId: fc.boolean(),
  nonce: fc.boolean(),
  reportOnly: fc.boolean(),
  policy: fc.record({ kind: fc.constant("existing" as const), text, keepReportUris: fc.boolean() }),
  posthog: fc.record({
    enabled: fc.boolean(),
    region: fc.oneof(text, fc.constant("us")),
    toolbar: fc.boolean(),
  }),
});

test("whatever is given, header lines are printable ASCII and end with Tattle", () => {
  fc.assert(
    fc.property(input, (given) => {
      const { lines, endpoint, snippets } = setupOf(given);
      for (const line of lines) expect(line).toMatch(/^[A-Z][A-Za-z-]+: [ -~]+$/);
      expect(endpoint).toMatch(/^https?:\/\/[^\s;,'"$`\\{}]+\/report\/(?:\?[A-Za-z0-9_.%=&-]+)?$/);
      expect(lines.at(-1)).toStartWith("Reporting-Endpoints: ");
      for (const { code } of snippets) expect(code).toMatch(/^[\t\n -~]+$/);
    }),
  );
});

test("a policy has one report-uri and no report-to, and stays as it is when it is pasted again", () => {
  fc.assert(
    fc.property(text, (given) => {
      const named = (value: string) => policyOf(amended(`Content-Security-Policy: ${value}`)) ?? "";
      const once = named(given.replace(/[\r\n]+/g, " "));
      expect(named(once)).toBe(once);
      for (const { directives } of parsePolicyList(once)) {
        expect(directives.filter(({ name }) => name === "report-uri").length).toBe(1);
        expect(directives.some(({ name }) => name === "report-to")).toBe(false);
      }
    }),
  );
});
