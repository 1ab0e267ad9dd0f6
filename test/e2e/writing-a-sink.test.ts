import { describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tattleBinary } from "../support/binary.ts";
import { eventually } from "../support/eventually.ts";
import { TattleProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Long enough for a cold start under load; nothing is measured. */
const LIMIT = 60_000;

const GUIDE = readFileSync(join(import.meta.dir, "../../docs/writing-a-sink.md"), "utf8");

/** The test of the guide's sink over HTTP: a store of objects, and what is in it. */
const OBJECTS_TEST = `import { afterAll, test } from "bun:test";
import { testSink } from "tattle/conformance";
import plugin from "./objects.ts";

const stored = new Set<string>();
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  async fetch(request) {
    const { id } = JSON.parse(await request.text());
    if (request.method === "PUT" && request.url.endsWith("/" + id)) stored.add(request.url);
    return new Response();
  },
});
afterAll(() => server.stop(true));

let destinations = 0;
testSink({
  test,
  plugin,
  config: () => ({ url: server.url + String(++destinations) + "/" }),
  probe: ({ config: { url } }) =>
    [...stored].filter((each) => each.startsWith(url)).map((each) => each.slice(url.length)),
  outage: "fetch",
});
`;

/** The guide's code blocks that name a file, by that name. */
function namedBlocks(): Map<string, string> {
  const blocks = GUIDE.matchAll(/^```\w+\n(?:\/\/|#) file: (\S+)\n(.*?)^```$/gms);
  return new Map([...blocks].map(([, name = "", text = ""]) => [name, text]));
}

/** A folder with the guide's files, as its reader has it. */
function guidesFolder() {
  const folder = temporaryFolder();
  for (const [name, text] of namedBlocks()) writeFileSync(join(folder.path, name), text);
  return folder;
}

function tattle(folder: string, ...args: string[]) {
  const { exitCode, stdout, stderr } = Bun.spawnSync([tattleBinary(), ...args], {
    cwd: folder,
    env: { PATH: "/nowhere" },
  });
  return { exit: exitCode, output: `${stdout}${stderr}` };
}

/** What does not start, and the message of the guide that says so. */
const BROKEN: ReadonlyArray<[use: string, text: string | null, message: string]> = [
  ["./gone.ts", null, "there is no such file"],
  ["a-gone-package", null, "install it there"],
  ["./syntax.ts", "const a = ;", "Unexpected"],
  ["./throws.ts", 'throw new Error("early");', "it threw while it was imported"],
  ["./stuck.ts", "await new Promise(() => {});", "its import did not end within 10s"],
  [
    "./newer.ts",
    'import { defineSink, t } from "tattle/sink"; export default { ...defineSink({ config: t.Object({}) }), api: 99 };',
    "it was written for version",
  ],
  ["./shape.ts", "export default {};", "must be"],
];

/** The first column of the guide's table of messages. */
function messagesOfGuide(): string[] {
  const [, table = ""] = GUIDE.split("| message | what it means |\n|---|---|\n");
  return [...table.matchAll(/^\| (.+?) \|/gm)].map(([, message = ""]) => message);
}

describe("the guide for authors of sinks", () => {
  test("names the files of its code blocks", () => {
    expect([...namedBlocks().keys()]).toEqual([
      "blocked.ts",
      "blocked.test.ts",
      "tattle.toml",
      "settings.ts",
      "objects.ts",
    ]);
  });

  test(
    "shows a sink that passes every clause that its test can run",
    () => {
      using folder = guidesFolder();
      const { exit, output } = tattle(folder.path, "sink", "test", "blocked.ts");
      expect(output).toMatch(/^ 0 fail$/m);
      expect(output).toContain("(pass) blocked [write/all]");
      expect(exit).toBe(0);
    },
    LIMIT,
  );

  test(
    "shows a sink over HTTP that passes every clause, also where HTTP fails",
    () => {
      using folder = guidesFolder();
      writeFileSync(join(folder.path, "objects.test.ts"), OBJECTS_TEST);
      const { exit, output } = tattle(folder.path, "sink", "test", "objects.ts");
      expect(output).toMatch(/^ 0 fail$/m);
      expect(output).toContain("(pass) objects [write/again]");
      expect(output).toContain("(pass) objects [failure/server-error]");
      expect(exit).toBe(0);
    },
    LIMIT,
  );

  test(
    'shows code that an editor understands in the folder that "sink new" makes',
    () => {
      using folder = temporaryFolder();
      expect(tattle(folder.path, "sink", "new", "mine").exit).toBe(0);
      const home = join(folder.path, "mine");
      for (const [name, text] of namedBlocks()) writeFileSync(join(home, name), text);
      const tsc = join(import.meta.dir, "../../node_modules/.bin/tsc");
      const { stdout } = Bun.spawnSync([tsc, "-p", home]);
      expect(stdout.toString()).toBe("");
    },
    LIMIT,
  );

  test(
    "quotes what is said of a sink that does not start",
    () => {
      using folder = temporaryFolder();
      for (const [use, text] of BROKEN) {
        if (text !== null) writeFileSync(join(folder.path, use), text);
      }
      const toml = BROKEN.map(([use]) => `[[sinks]]\nuse = "${use}"\n`).join("");
      writeFileSync(join(folder.path, "tattle.toml"), toml);
      const { exit, output } = tattle(folder.path, "check", "--config", "tattle.toml");
      const lines = output.split("\n").filter((line) => line.includes(".use: "));
      expect(messagesOfGuide()).toEqual(BROKEN.map(([, , message]) => message));
      expect(lines).toEqual(BROKEN.map(([, , message]) => expect.stringContaining(message)));
      expect(exit).toBe(3);
    },
    LIMIT,
  );

  test(
    "shows settings that the configuration reads as it says",
    () => {
      using folder = guidesFolder();
      const sink = `import { defineSink } from "tattle/sink";
        import { settings } from "./settings.ts";
        export default defineSink({
          name: "probe", summary: "Fails with what it got.", config: settings,
          supports: { reader: false, idempotent: true },
          create: () => ({ open: async () => {}, write: async () => ({}), close: async () => {} }),
        });`;
      writeFileSync(join(folder.path, "probe.ts"), sink);
      writeFileSync(join(folder.path, "key"), "a-secret-key\n");
      writeFileSync(
        join(folder.path, "tattle.toml"),
        `[[sinks]]
        use = "./probe.ts"
        config = { url = "https://x.example/", flush = "1m", api_key = { file = "key" } }`,
      );
      const { exit, output } = tattle(folder.path, "check", "--config", "tattle.toml", "--json");
      expect(output).not.toContain("a-secret-key");
      const { settings } = JSON.parse(output);
      const shown = new Map(
        settings.map(({ path, value }: { path: string; value: unknown }) => [path, value]),
      );
      expect(shown.get("sinks[0].config.flush")).toBe("1m");
      expect(shown.get("sinks[0].config.buffer")).toBe("8MiB");
      expect(shown.get("sinks[0].config.format")).toBe("json");
      expect(exit).toBe(0);
    },
    LIMIT,
  );

  test(
    "shows a configuration that runs the sink",
    async () => {
      using folder = guidesFolder();
      const data = join(folder.path, "data");
      mkdirSync(data);
      // The process writes its configuration beside the data folder: into the guide's folder.
      const toml = namedBlocks().get("tattle.toml") ?? "";
      await using process = await TattleProcess.start({ data, toml });
      const body = { "csp-report": { "effective-directive": "img-src", "blocked-uri": "data" } };
      expect((await process.report(JSON.stringify(body))).status).toBe(204);
      const list = join(data, "blocked/list.txt");
      await eventually(async () => {
        expect(await Bun.file(list).text()).toEndWith(`,"img-src","data"]\n`);
      });
    },
    LIMIT,
  );
});
