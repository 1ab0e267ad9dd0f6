import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ConfigError, exampleConfig } from "../../../src/config/index.ts";
import { OVERRIDES } from "../../../src/config/overrides.ts";
import { load, MANIFESTS } from "./support.ts";

/** A config, or the one error that there may be. */
function attempt(action: () => unknown): void {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
  }
}

const key = fc.constantFrom(
  ...["listen", "data", "admin", "token", "limits", "body", "tls", "cert", "projects", "sinks"],
  ...["type", "use", "name", "config", "batch", "max_age", "retry", "auth", "headers", "password"],
  ...["__proto__", "constructor", "toString", "env", "file"],
);
const scalar = fc.oneof(
  fc.constantFrom(
    '"mail"',
    '"10s"',
    '"8MiB"',
    "0",
    "-1",
    "inf",
    "nan",
    "true",
    "1979-05-27",
    '"unix:x"',
  ),
  fc.constantFrom('{ env = "X" }', '{ file = "password" }', '"[::1]:0"', '"bearer"', "'''\n'''"),
  fc.string().map((text) => JSON.stringify(text)),
);
const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    scalar,
    fc.array(tie("value"), { maxLength: 3 }).map((items) => `[${items.join(",")}]`),
    fc
      .uniqueArray(fc.tuple(key, tie("value")), { maxLength: 3, selector: ([name]) => name })
      .map((pairs) => `{ ${pairs.map(([name, text]) => `${name} = ${text}`).join(", ")} }`),
  ),
}));
const line = fc.oneof(
  fc.tuple(key, value).map(([name, text]) => `${name} = ${text}`),
  fc.tuple(key, key, value).map(([table, name, text]) => `${table}.${name} = ${text}`),
  key.map((name) => `[${name}]`),
  key.map((name) => `[[${name}]]`),
  fc.constantFrom("[[sinks]]\ntype = 'mail'", "[[projects]]\nname = 'a'\ntoken = 'b'"),
);

describe("whatever a person or an attacker writes", () => {
  test("into the file gives a config or a ConfigError", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) =>
        attempt(() => load(lines.join("\n"))),
      ),
      { numRuns: 500 },
    );
  });

  test("as any bytes gives a config or a ConfigError", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => attempt(() => load(text))));
  });

  test("cut off anywhere gives a config or a ConfigError", () => {
    const text = exampleConfig(MANIFESTS).replaceAll(/^#(?=[a-z[])/gm, "");
    fc.assert(
      fc.property(fc.nat(text.length), (end) => attempt(() => load(text.slice(0, end)))),
      { numRuns: 50 },
    );
  });

  test("into the environment and flags gives a config or a ConfigError", () => {
    const variable = fc.constantFrom(...OVERRIDES.map(({ env }) => env));
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("0", "10s", ",,", "1MiB", "true"),
    );
    const flag = fc.record({
      name: fc.constant("--set"),
      key: fc.oneof(key, fc.string()),
      value: text,
    });
    fc.assert(
      fc.property(fc.dictionary(variable, text), fc.array(flag, { maxLength: 3 }), (env, flags) =>
        attempt(() => load(null, { env, flags })),
      ),
      { numRuns: 500 },
    );
  });
});
