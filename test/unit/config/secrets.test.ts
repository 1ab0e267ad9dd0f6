import { describe, expect, test } from "bun:test";
import { inspect } from "node:util";
import { ConfigError, describeConfig, type LoadedConfig } from "../../../src/config/index.ts";
import { load, problemsOf } from "./support.ts";

const SECRET = "s3cr3t-of-nobody";

/** Every way in which a config may end in a log or on a screen. */
function renderings(loaded: LoadedConfig): string {
  const { config } = loaded;
  const sinks = config.sinks.map((sink) => inspect(sink.config, { depth: null }));
  const values = [loaded, config, config.admin.token, ...config.sinks.map((sink) => sink.config)];
  return [
    describeConfig(loaded),
    `${config.admin.token}`,
    ...sinks,
    ...values.flatMap((value) => [
      JSON.stringify(value),
      inspect(value, { depth: null }),
      Bun.inspect(value, { depth: 99 }),
    ]),
  ].join("\n");
}

describe("a secret", () => {
  const mail = (value: string) => `[[sinks]]\ntype = "mail"\npassword = ${value}`;
  const passwordOf = (loaded: LoadedConfig) => loaded.config.sinks[0]?.config;

  test.each([
    ["plain text", `"${SECRET}"`, { env: {} }],
    ["a variable", '{ env = "MAIL_PASSWORD" }', { env: { MAIL_PASSWORD: SECRET } }],
  ])("given as %s reaches the plugin and is shown nowhere", (_, value, sources) => {
    const loaded = load(mail(value), sources);
    expect(passwordOf(loaded)).toMatchObject({ password: SECRET });
    expect(renderings(loaded)).not.toContain(SECRET);
    expect(renderings(loaded)).toContain("********");
  });

  test("given as a file is read without its last newline, relative to the config file", () => {
    const loaded = load(mail('{ file = "password" }'));
    expect(passwordOf(loaded)).toMatchObject({ password: "from-a-file" });
    expect(renderings(loaded)).not.toContain("from-a-file");
  });

  test("inside a branch of a union is masked too", () => {
    const loaded = load(
      `[[sinks]]\ntype = "mail"\nauth = { type = "bearer", token = "${SECRET}" }`,
    );
    expect(passwordOf(loaded)).toMatchObject({ auth: { token: SECRET } });
    expect(renderings(loaded)).not.toContain(SECRET);
  });

  test("of the host is masked until it is revealed", () => {
    const loaded = load(null, { env: { TATTLE_ADMIN_TOKEN: SECRET } });
    expect(loaded.config.admin.token?.reveal()).toBe(SECRET);
    expect(renderings(loaded)).not.toContain(SECRET);
  });

  test("that may be anywhere in a sink not yet loaded is masked everywhere in it", () => {
    const loaded = load(`[[sinks]]\nuse = "x.ts"\nconfig = { a = [{ b = "${SECRET}" }] }`);
    expect(renderings(loaded)).not.toContain(SECRET);
  });

  test("survives the way to another thread", () => {
    const sinks = load(mail(`"${SECRET}"`)).config.sinks;
    expect(structuredClone(sinks)[0]?.config).toMatchObject({ password: SECRET });
  });

  test("in plain text or on the command line gets a warning", () => {
    const flags = [{ name: "--set", key: "admin.token", value: "a-long-enough-token" }];
    expect(load(mail('"a"'), { flags }).warnings).toEqual([
      {
        path: "admin.token",
        where: "--set",
        message: "a secret on the command line is visible to all users of the machine",
      },
      {
        path: "sinks[0].password",
        where: "/etc/tattle/tattle.toml:3:12",
        message: 'a secret in plain text; better { env = "NAME" } or { file = "path" }',
      },
    ]);
  });

  test("that can be guessed is refused", () => {
    expect(problemsOf(null, { env: { TATTLE_ADMIN_TOKEN: "only-15-letters" } })).toEqual([
      "TATTLE_ADMIN_TOKEN: admin.token: is shorter than 16 characters and can be guessed",
    ]);
    expect(load(null, { env: { TATTLE_ADMIN_TOKEN: "sixteen-letters-" } }).warnings).toEqual([]);
  });

  test.each([
    ['{ env = "UNSET" }', "the environment variable UNSET is not set"],
    ['{ env = "EMPTY" }', "$EMPTY is empty"],
    ['{ file = "nowhere" }', "cannot read /etc/tattle/nowhere: ENOENT"],
    ['{ file = "empty" }', "/etc/tattle/empty is empty"],
    ['""', "must not be empty"],
    ["5", 'must be { env = "NAME" }, { file = "path" } or text'],
    ['{ evn = "X" }', 'must be { env = "NAME" }, { file = "path" } or text'],
    ['{ env = "X", file = "y" }', 'must be { env = "NAME" }, { file = "path" } or text'],
  ])("written %p is refused in words of its own", (value, message) => {
    const column = 12;
    expect(problemsOf(mail(value), { env: { EMPTY: "" } })).toEqual([
      `3:${column}: sinks[0].password: ${message}`,
    ]);
  });

  test.each([
    ["in place of a variable's name", `admin.token = { env = "${SECRET}" }`],
    ["in a misspelt setting", `[admin]\ntokn = "${SECRET}"`],
    ["without quotes", `[admin]\ntoken = ${SECRET}`],
    ["without its second quote", `[admin]\ntoken = "${SECRET}`],
    ["set twice", `[admin]\ntoken = "${SECRET}"\ntoken = "${SECRET}"`],
    ["beside other mistakes", `nonsense = 1\n[admin]\ntoken = "${SECRET}"`],
    ["as a list", `admin.token = ["${SECRET}"]`],
  ])("that stands %s is in no message", (_, toml) => {
    const error = refusal(toml);
    expect(error).toBeInstanceOf(ConfigError);
    expect(`${error?.message} ${inspect(error)} ${JSON.stringify(error)}`).not.toContain(SECRET);
  });
});

function refusal(toml: string): Error | null {
  try {
    load(toml);
  } catch (error) {
    if (error instanceof Error) return error;
  }
  return null;
}
