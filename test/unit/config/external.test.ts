import { describe, expect, test } from "bun:test";
import { inspect } from "node:util";
import {
  describeConfig,
  externalModules,
  type Manifest,
  secretVariables,
} from "../../../src/config/index.ts";
import { load, mail, problemsOf, type World } from "./support.ts";

/** As it arrives from the process that has imported it: the schema is plain JSON. */
const foreign = (manifest: Manifest): Manifest => JSON.parse(JSON.stringify(manifest));

const MINE = "file:/etc/tattle/mine.ts";
const described: World = { manifests: { [MINE]: foreign(mail) } };

const sinkOf = (toml: string, world = described) => load(toml, world).config.sinks[0];

describe("a sink of somebody else", () => {
  test("is a file or a package, with a bound on its memory and the folder of the file", () => {
    expect(sinkOf("[[sinks]]\nuse = './mine.ts'")).toMatchObject({
      kind: "external",
      module: "/etc/tattle/mine.ts",
      from: "/etc/tattle",
      name: "mine",
      memory: 512 * 2 ** 20,
    });
    const manifests = { "package:@acme/kafka:/etc/tattle": foreign(mail) };
    expect(sinkOf("[[sinks]]\nuse = '@acme/kafka'\nmemory = '1GiB'", { manifests })).toMatchObject({
      module: "@acme/kafka",
      from: "/etc/tattle",
      name: "kafka",
      memory: 2 ** 30,
    });
  });

  test("gets the defaults, notations and batch of its own schema", () => {
    const sink = sinkOf(`
      [[sinks]]
      use = "./mine.ts"
      config = { pause = "1m", largest = "2MiB", headers = { a = "b" }, auth = { type = "basic", user = "me" } }
    `);
    expect(sink?.config).toEqual({
      host: "localhost",
      port: 25,
      format: "text",
      pause: 60_000,
      largest: 2 * 2 ** 20,
      headers: { a: "b" },
      auth: { type: "basic", user: "me" },
    });
    expect(sink?.batch).toEqual({ maxReports: 50, maxBytes: 4 * 2 ** 20, maxAge: 1000 });
  });

  test("gets its defaults where it has no config at all", () => {
    expect(sinkOf("[[sinks]]\nuse = './mine.ts'")?.config).toEqual({
      host: "localhost",
      port: 25,
      format: "text",
      pause: 10_000,
    });
  });

  test("gets its secrets, which are shown nowhere", () => {
    const loaded = load(
      "[[sinks]]\nuse = './mine.ts'\nconfig = { password = { file = 'password' }, auth = { type = 'bearer', token = { env = 'T' } } }",
      { ...described, env: { T: "from-the-environment" } },
    );
    const config = loaded.config.sinks[0]?.config;
    expect(config).toMatchObject({
      password: "from-a-file",
      auth: { token: "from-the-environment" },
    });
    const shown = [describeConfig(loaded), inspect(config), JSON.stringify(loaded)].join("\n");
    expect(shown).not.toContain("from-");
    expect(shown).toContain('sinks[0].config.password = "********"');
  });

  test("is shown with its settings, their sources, and what it says of itself", () => {
    const text = describeConfig(load("[[sinks]]\nuse = './mine.ts'\nconfig.port = 5", described));
    const lines = text.split("\n").map((line) => line.replace(/ +# /, " # "));
    expect(lines).toContain('sinks[0].use = "/etc/tattle/mine.ts" # /etc/tattle/tattle.toml:2:7');
    expect(lines).toContain("sinks[0].config.port = 5 # /etc/tattle/tattle.toml:3:15");
    expect(lines).toContain('sinks[0].config.pause = "10s" # default');
    expect(lines).toContain('sinks[0].memory = "512MiB" # default');
    expect(lines).toContain("# sinks[0] is mail: Sends reports by mail.");
  });

  test("cannot write on the terminal with its summary", () => {
    const loud = { ...foreign(mail), summary: `\u001b[31mred\n${"x".repeat(500)}` };
    const text = describeConfig(
      load("[[sinks]]\nuse = './mine.ts'", { manifests: { [MINE]: loud } }),
    );
    expect(text).toMatch(/# sinks\[0\] is mail: \[31mred x{180,200}…\n/);
  });

  test("keeps its settings as written while nobody has described it", () => {
    const toml = "[[sinks]]\nuse = './mine.ts'\nconfig = { pause = '1m', api = { env = 'X' } }";
    expect(sinkOf(toml, {})?.config).toEqual({ pause: "1m", api: { env: "X" } });
    expect(JSON.stringify(sinkOf(toml, {})?.config)).not.toContain("X");
  });

  test("of which two come from one file has two names", () => {
    const toml = "[[sinks]]\nuse = './mine.ts'\n[[sinks]]\nuse = 'mine.ts'\nname = 'second'";
    expect(load(toml, described).config.sinks.map(({ name }) => name)).toEqual(["mine", "second"]);
  });
});

const FORMS = 'must be a file such as "./my-sink.ts" or a package such as "tattle-sink-kafka"';
const unusable = new Map([
  [MINE, "/etc/tattle/mine.ts cannot be imported:\n  SyntaxError \u001b[31m"],
  ["package:sqlite:/etc/tattle", "there is no package sqlite in /etc/tattle"],
]);

describe("a sink of somebody else is refused", () => {
  test.each([
    [
      "for what names neither file nor package",
      "use = 'My Sink'",
      [`2:7: sinks[0].use: ${FORMS}, not "My Sink"`],
    ],
    ["for a URL", "use = 'https://a/b.ts'", [`2:7: sinks[0].use: ${FORMS}, not "https://a/b.ts"`]],
    ["for a number", "use = 5", [`2:7: sinks[0].use: ${FORMS}, not 5`]],
    [
      "for an unknown setting",
      "use = './mine.ts'\nconfig = { prot = 1 }",
      ['3:12: sinks[0].config.prot: unknown setting; did you mean "port"?'],
    ],
    [
      "for the host's settings in its own",
      "use = './mine.ts'\nconfig = { timeout = '1s' }",
      ["3:12: sinks[0].config.timeout: unknown setting"],
    ],
    [
      "for a value of the wrong kind",
      "use = './mine.ts'\nconfig = { port = 'x', pause = 5 }",
      [
        '3:19: sinks[0].config.port: must be a whole number, not "x"',
        '3:32: sinks[0].config.pause: must be a duration such as "250ms", "10s", "5m", "1h" or "30d", not 5',
      ],
    ],
    [
      "for a secret that is not there",
      "use = './mine.ts'\nconfig.password = { env = 'NOPE' }",
      ["3:19: sinks[0].config.password: the environment variable NOPE is not set"],
    ],
    [
      "for a config that is no table",
      "use = './mine.ts'\nconfig = 5",
      ["3:10: sinks[0].config: must be a table, not a number"],
    ],
    [
      "for a name that means something to JavaScript",
      "use = './other.ts'\nconfig = { toJSON = 1 }",
      ["3:1: sinks[0].config.toJSON: is a name that cannot be used"],
    ],
    [
      "for too little memory",
      "use = './mine.ts'\nmemory = '1MiB'",
      ['3:10: sinks[0].memory: must be at least "128MiB"'],
    ],
    [
      "for a file that names no sink",
      "use = './ü.ts'",
      ["1:1: sinks[0]: needs a name: its file's would not do as one"],
    ],
  ])("%s", (_, entry, problems) => {
    expect(problemsOf(`[[sinks]]\n${entry}`, described)).toEqual(problems);
  });

  test("not for its file's name where it has one of its own", () => {
    const world = { manifests: { "file:/etc/tattle/ü.ts": foreign(mail) } };
    const named = "[[sinks]]\nuse = './ü.ts'\nname = 'u'";
    expect(problemsOf(named, world)).toEqual([]);
    expect(problemsOf(`${named}\nprot = 1`, world)).toHaveLength(1);
  });

  test("where its module cannot be used, in one line that says why", () => {
    expect(problemsOf("[[sinks]]\nuse = './mine.ts'", { unusable })).toEqual([
      "2:7: sinks[0].use: /etc/tattle/mine.ts cannot be imported: SyntaxError [31m",
    ]);
  });

  test("where its author's error is without end, cut short", () => {
    const endless = new Map([[MINE, "x".repeat(1e6)]]);
    const [problem = ""] = problemsOf("[[sinks]]\nuse = './mine.ts'", { unusable: endless });
    expect(problem.length).toBeLessThan(1_100);
  });

  test("with a hint where a built-in one was meant", () => {
    expect(problemsOf("[[sinks]]\nuse = 'sqlite'", { unusable })).toEqual([
      '2:7: sinks[0].use: there is no package sqlite in /etc/tattle; the built-in one is type = "sqlite"',
    ]);
  });

  test("together with everything else that is wrong, from top to bottom", () => {
    const toml = `durabilty = "x"
[[sinks]]
use = "./mine.ts"
timeout = "never"
[[sinks]]
use = "./good.ts"
config = { prot = 1 }
[[sinks]]
use = "./weird.ts"
[[sinks]]
type = "mial"
`;
    const manifests = {
      "file:/etc/tattle/good.ts": foreign(mail),
      "file:/etc/tattle/weird.ts": { ...foreign(mail), config: { type: "string" } },
    };
    expect(problemsOf(toml, { manifests, unusable })).toEqual([
      '1:1: durabilty: unknown setting; did you mean "durability"?',
      "3:7: sinks[0].use: /etc/tattle/mine.ts cannot be imported: SyntaxError [31m",
      '4:11: sinks[0].timeout: must be a duration such as "250ms", "10s", "5m", "1h" or "30d", not "never"',
      '7:12: sinks[1].config.prot: unknown setting; did you mean "port"?',
      "9:7: sinks[2].use: /etc/tattle/weird.ts cannot be used: the schema of its settings: config must be a table (t.Object)",
      '11:8: sinks[3].type: no such kind of sink; did you mean "mail"?',
    ]);
  });
});

test("a built-in sink has no process of its own to bound", () => {
  expect(problemsOf("[[sinks]]\ntype = 'mail'\nmemory = '1GiB'")).toEqual([
    "3:1: sinks[0].memory: can only be set beside use",
  ]);
});

test("the variables that secrets come from are known before anything is described", () => {
  const text = `
    admin.token = { env = "ADMIN" }
    [[sinks]]
    type = "mail"
    password = { env = "MAIL" }
    [[sinks]]
    use = "./a.ts"
    config = { env = "production", keys = [{ env = "KEY" }, { key = { env = "KEY" } }, { file = "k" }] }`;
  const sources = { env: {}, flags: [], cwd: "/" };
  expect(secretVariables({ ...sources, file: { path: "t.toml", text } })).toEqual([
    "ADMIN",
    "MAIL",
    "KEY",
  ]);
  expect(secretVariables({ ...sources, file: { path: "t.toml", text: "[" } })).toEqual([]);
  expect(secretVariables(sources)).toEqual([]);
});

describe("the modules that a configuration names", () => {
  const modulesOf = (text: string | null) =>
    externalModules({
      ...(text === null ? {} : { file: { path: "conf/tattle.toml", text } }),
      env: {},
      flags: [],
      cwd: "/srv",
    }).map(({ module }) => module);

  test.each([
    ["no file", null, []],
    ["no TOML", "[[sinks]]\nuse = './a.ts'\n5", []],
    ["no list of sinks", "sinks = 5", []],
    ["sinks that are no tables", "sinks = [1, 'x', []]", []],
    ["sinks as one table", "[sinks]\nuse = './a.ts'", []],
    ["built-in ones", "[[sinks]]\ntype = 'mail'", []],
    ["what names no module", "[[sinks]]\nuse = 5\n[[sinks]]\nuse = ''\n[[sinks]]\nuse = 'A B'", []],
    ["one twice", "[[sinks]]\nuse = './a.ts'\n[[sinks]]\nuse = 'a.ts'", ["/srv/conf/a.ts"]],
    [
      "several beside other mistakes",
      "nonsense = 1\n[[sinks]]\nuse = './a.ts'\nprot = 1\n[[sinks]]\nuse = 'kafka'\n[[sinks]]\ntype = 5",
      ["/srv/conf/a.ts", "kafka"],
    ],
  ])("with %s are %#", (_, text, modules) => {
    expect(modulesOf(text)).toEqual(modules);
  });
});
