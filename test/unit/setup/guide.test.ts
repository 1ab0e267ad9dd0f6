import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setupGuide } from "../../../docs/setup.ts";
import { setUp } from "../../../src/setup/index.ts";

const guide = readFileSync(join(import.meta.dir, "../../../docs/setup.md"), "utf8");

test("docs/setup.md is up to date (else: make docs)", () => {
  expect(guide).toBe(setupGuide());
});

test("its blocks of code are what the module makes, one for each stack", () => {
  const { snippets } = setUp({
    base: "https://csp.example.org",
    token: "shop",
    version: "1",
    policy: { kind: "start" },
    reportOnly: true,
    posthog: { enabled: false, region: "us" },
  });
  const blocks = [...guide.matchAll(/^```[a-z]+\n(.*?)^```$/gms)].map(([, code = ""]) => code);
  expect(snippets.length).toBeGreaterThan(10);
  for (const { code, id } of snippets) expect(blocks.includes(code), id).toBe(true);
});
