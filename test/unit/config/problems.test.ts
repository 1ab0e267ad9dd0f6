import { describe, expect, test } from "bun:test";
import { ConfigError } from "../../../src/config/index.ts";
import { load, problemsOf } from "./support.ts";

const NOTATIONS = {
  address: 'must be an address such as "127.0.0.1:8787", "[::1]:8787" or "unix:/run/tattle.sock"',
  size: 'must be a size such as "512B", "256KiB", "8MiB" or "2GiB"',
  duration: 'must be a duration such as "250ms", "10s", "5m", "1h" or "30d"',
};

/** A config file, and all that is to be said of it. */
const CASES: Array<[what: string, toml: string, problems: string[]]> = [
  ["no TOML", "listen 5", ["1:8: not valid TOML: expected equal (=) token"]],
  ["a key set twice", "a = 1\ndata = 'x'\ndata = 'y'", ['3:1: "data" is set twice']],
  ["a table set twice", "[log]\n[log]", ['2:2: "log" is set twice']],
  [
    "an unknown setting",
    "durabilty = 'fsync'",
    ['1:1: durabilty: unknown setting; did you mean "durability"?'],
  ],
  ["an unknown setting like no other", "zzzzzz = 1", ["1:1: zzzzzz: unknown setting"]],
  ["an unknown table", "[[sink]]", ['1:1: sink: unknown setting; did you mean "sinks"?']],
  [
    "a key that turns the direction of text",
    '"li\\u202Esten" = 1\n[limits]\n"\\u009Bbody" = 1',
    [
      '1:1: "li\\u202esten": unknown setting; did you mean "listen"?',
      '3:1: limits."\\u009bbody": unknown setting; did you mean "body"?',
    ],
  ],
  ["a key of hostile form", '"__proto__" = 1', ["1:1: __proto__: unknown setting"]],
  [
    "a wrong word",
    "durability = 'fsnyc'",
    ['1:14: durability: must be one of "fsync", "os", not "fsnyc"; did you mean "fsync"?'],
  ],
  [
    "an address without port",
    "listen = 'localhost'",
    [`1:10: listen: ${NOTATIONS.address}, not "localhost"`],
  ],
  ["a number for an address", "listen = 80", [`1:10: listen: ${NOTATIONS.address}, not 80`]],
  [
    "a size in other units",
    "[limits]\nbody = '8MB'",
    [`2:8: limits.body: ${NOTATIONS.size}, not "8MB"`],
  ],
  ["a size without unit", "[limits]\nbody = 8", [`2:8: limits.body: ${NOTATIONS.size}, not 8`]],
  ["a size below its bound", "limits.body = '1B'", ['1:15: limits.body: must be at least "1KiB"']],
  [
    "a duration above its bound",
    "limits.idle_timeout = '1h'",
    ['1:23: limits.idle_timeout: must be at most "255s"'],
  ],
  [
    "a fraction for a whole number",
    "limits.reports_per_body = 1.5",
    ["1:27: limits.reports_per_body: must be a whole number, not 1.5"],
  ],
  [
    "a number that no double holds",
    "limits.reports_per_body = 9007199254740993",
    ["1:27: limits.reports_per_body: must be a whole number, not 9007199254740992"],
  ],
  ["a value for a table", "limits = 3", ["1:10: limits: must be a table, not a number"]],
  ["a table for a value", "listen = {}", [`1:10: listen: ${NOTATIONS.address}, not a table`]],
  ["a date", "data = 2026-01-01", ["1:8: data: must be a path, not a date"]],
  ["half of tls", "[tls]\ncert = 'a'", ["1:1: tls.key: is required"]],
  [
    "tls on a unix socket",
    "listen = 'unix:/x'\ntls = { cert = 'a', key = 'b' }",
    ["2:1: tls: cannot be used with a unix socket"],
  ],
  [
    "one address twice",
    "listen = '[::1]:1'\nadmin.listen = '[::1]:1'",
    ["2:1: admin.listen: is the same as listen; leave it out"],
  ],
  [
    "a body that fits no memory",
    "limits = { body = '2MiB', bodies_in_flight = '1MiB' }",
    ["1:12: limits.body: must not be larger than limits.bodies_in_flight"],
  ],
  [
    "a range of no addresses",
    "trusted_proxies = ['::1', '10.0.0.0/33']",
    [
      '1:27: trusted_proxies[1]: must be a range of addresses such as "10.0.0.0/8" or "::1/128", not "10.0.0.0/33"',
    ],
  ],
  [
    "a URL with credentials",
    "public_url = 'https://a:b@c'",
    [
      '1:14: public_url: must be an http or https URL such as "https://csp.example.org", not "https://…@c"',
    ],
  ],
  [
    "a single project table",
    "[projects]\nname = 'a'",
    ["1:1: projects: must be a list: write [[projects]], not [projects]"],
  ],
  ["a project without token", "[[projects]]\nname = 'a'", ["1:1: projects[0]: needs a token"]],
  ["a project without name", "[[projects]]\ntoken = 'a'", ["1:1: projects[0].name: is required"]],
  [
    "token and tokens",
    "[[projects]]\nname = 'a'\ntoken = 'x'\ntokens = ['y']",
    ["1:1: projects[0]: has both token and tokens; keep one"],
  ],
  [
    "a name of odd characters",
    "[[projects]]\nname = 'a/b'\ntoken = 'x'",
    [
      '2:8: projects[0].name: must be at most 63 letters, digits, `.`, `_` and `-`, the first one a letter or digit, not "a/b"',
    ],
  ],
  [
    "an origin with a path",
    "[[projects]]\nname = 'a'\ntoken = 'x'\norigins = ['https://a/b']",
    [
      '4:12: projects[0].origins[0]: must be an origin such as "https://shop.example" or "https://*.shop.example", not "https://a/b"',
    ],
  ],
  [
    "projects that clash",
    "[[projects]]\nname = 'a'\ntoken = 'x'\n[[projects]]\nname = 'a'\ntokens = ['x', 'y', 'y']",
    [
      "4:1: projects[1].name: projects[0] has the same name",
      "4:1: projects[1]: projects[0] has the same token",
      "4:1: projects[1]: has a token twice",
    ],
  ],
  [
    "a sink of no kind",
    "[[sinks]]\nname = 'a'",
    ['1:1: sinks[0]: needs type = "…" (one of mail, sqlite) or use = "…"'],
  ],
  [
    "a sink of a misspelt kind",
    "[[sinks]]\nuses = './a.ts'",
    ['1:1: sinks[0]: needs type = "…" (one of mail, sqlite) or use = "…"; did you mean "use"?'],
  ],
  [
    "a sink of two kinds",
    "[[sinks]]\ntype = 'mail'\nuse = 'x.ts'",
    ["3:7: sinks[0]: has both type and use; keep one"],
  ],
  [
    "an unknown kind",
    "[[sinks]]\ntype = 'mial'",
    ['2:8: sinks[0].type: no such kind of sink; did you mean "mail"?'],
  ],
  [
    "a kind like no other",
    "[[sinks]]\ntype = 'constructor'",
    ["2:8: sinks[0].type: no such kind of sink; there are mail, sqlite"],
  ],
  [
    "two sinks of one name",
    "[[sinks]]\ntype = 'mail'\n[[sinks]]\ntype = 'mail'",
    ['3:1: sinks[1].name: sinks[0] is called "mail" too; give one of them another name'],
  ],
  [
    "back-off upside down",
    "[[sinks]]\ntype = 'mail'\nretry = { min = '2s', max = '1s' }",
    ["1:1: sinks[0].retry: min must not be more than max"],
  ],
  [
    "a setting beside use",
    "[[sinks]]\nuse = 'x.ts'\nport = 1",
    ["3:1: sinks[0].port: unknown setting; the sink's own settings go into its config"],
  ],
  [
    "a misspelt host key",
    "[[sinks]]\ntype = 'mail'\nmax_backlg = '1GiB'",
    ['3:1: sinks[0].max_backlg: unknown setting; did you mean "max_backlog"?'],
  ],
  [
    "a misspelt key of the plugin",
    "[[sinks]]\ntype = 'mail'\nhots = 'x'",
    ['3:1: sinks[0].hots: unknown setting; did you mean "host"?'],
  ],
  [
    "a misspelt key in config",
    "[[sinks]]\ntype = 'mail'\nconfig.hots = 'x'",
    ['3:1: sinks[0].config.hots: unknown setting; did you mean "host"?'],
  ],
  [
    "a key in both places",
    "[[sinks]]\ntype = 'mail'\nport = 1\nconfig = { port = 2 }",
    ["3:1: sinks[0].port: is set twice: here and in config"],
  ],
  [
    "what a plugin's pattern refuses",
    "[[sinks]]\ntype = 'mail'\nhost = 'A'",
    ['3:8: sinks[0].host: must be text that matches ^[a-z.]+$, not "A"'],
  ],
  [
    "a yes for true",
    "[[sinks]]\ntype = 'mail'\nquiet = 'yes'",
    ['3:9: sinks[0].quiet: must be true or false, not "yes"'],
  ],
  [
    "an empty list",
    "[[sinks]]\ntype = 'mail'\nto = []",
    ["3:6: sinks[0].to: must have at least one entry"],
  ],
  [
    "a wrong value in a record",
    "[[sinks]]\ntype = 'mail'\nheaders = { a = 1 }",
    ["3:17: sinks[0].headers.a: must be text, not 1"],
  ],
  [
    "a union without its tag",
    "[[sinks]]\ntype = 'mail'\nauth = { user = 'a' }",
    ['3:8: sinks[0].auth: needs type = "basic" or "bearer"'],
  ],
  [
    "a union with a wrong tag",
    "[[sinks]]\ntype = 'mail'\nauth.type = 'baisc'",
    [
      '3:13: sinks[0].auth.type: must be one of "basic", "bearer", not "baisc"; did you mean "basic"?',
    ],
  ],
  [
    "a wrong member of the branch that was meant",
    "[[sinks]]\ntype = 'mail'\nauth = { type = 'basic', usr = 'a' }",
    [
      "3:8: sinks[0].auth.user: is required",
      '3:26: sinks[0].auth.usr: unknown setting; did you mean "user"?',
    ],
  ],
  [
    "none of a union",
    "[[sinks]]\ntype = 'mail'\ntag = 5",
    ["3:7: sinks[0].tag: must be text or a list, not a number"],
  ],
];

describe("a config file", () => {
  for (const [what, toml, problems] of CASES) {
    test(`with ${what} is refused at its place`, () => {
      expect(problemsOf(toml)).toEqual(problems);
    });
  }

  test("gets all its problems at once, from top to bottom, behind those of environment and flags", () => {
    const toml = "dta = 'x'\n[log]\nlevel = 'loud'\n[[sinks]]\ntype = 'mail'\nport = 0";
    const env = { TATTLE_LISTEN: "here" };
    const flags = [{ name: "--set", key: "limits.bdy", value: "1MiB" }];
    expect(problemsOf(toml, { env, flags })).toEqual([
      '--set: limits.bdy: unknown setting; did you mean "limits.body"?',
      `TATTLE_LISTEN: listen: ${NOTATIONS.address}, not "here"`,
      '1:1: dta: unknown setting; did you mean "data"?',
      '3:9: log.level: must be one of "debug", "info", "warn", "error", not "loud"',
      "6:8: sinks[0].port: must be at least 1",
    ]);
  });

  test("is refused with an error that prints one problem a line", () => {
    const error = catchError(() => load("a = 1\nb = 2"));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({
      code: "config_invalid",
      message: `the configuration has 2 problems:
  /etc/tattle/tattle.toml:1:1: a: unknown setting
  /etc/tattle/tattle.toml:2:1: b: unknown setting`,
    });
  });

  test("may begin with a byte order mark and end its lines in CRLF", () => {
    expect(load("\uFEFF[log]\r\nlevel = 'warn'\r\n").config.log.level).toBe("warn");
  });

  test("cannot exhaust the stack", () => {
    const deep = `data = ${"[".repeat(5000)}${"]".repeat(5000)}`;
    expect(problemsOf(deep)).toEqual([" is nested too deeply"]);
  });

  test("shows a flag's hostile name without obeying it", () => {
    const flags = [{ name: "--set", key: "\u202Eli\u001b[2Jsten", value: "x" }];
    const [problem = ""] = problemsOf("", { flags });
    expect(problem).toStartWith('--set: "\\u202eli\\u001b[2Jsten": unknown setting');
  });

  test("says for projects and sinks that only the file can set them", () => {
    const flags = [{ name: "--set", key: "sinks.0.type", value: "mail" }];
    expect(problemsOf("", { flags })).toEqual([
      "--set: sinks.0.type: can only be set in the config file",
    ]);
  });
});

function catchError(action: () => void): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return null;
}
