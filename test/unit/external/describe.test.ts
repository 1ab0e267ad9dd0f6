import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Description, describeOnce, describeSink } from "../../../src/external/index.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { sinkText } from "./support.ts";

const folder = temporaryFolder();
const from = folder.path;

/** Milliseconds that an import may take here. */
const LIMIT = 2_000;

const GOOD = `import { defineSink, t } from "tattle/sink";
const good = { name: "x", summary: "X.", config: t.Object({}), supports: { reader: false, idempotent: true }, create() {} };`;

function withMember(member: string): string {
  return `${GOOD} export default { ...good, ${member} };`;
}

async function describeText(text: string): Promise<string> {
  const module = join(from, `${Bun.randomUUIDv7()}.ts`);
  await Bun.write(module, text);
  const description = await describeSink({ module, from }, { limit: LIMIT });
  const told = description.ok ? JSON.stringify(description.manifest) : description.problem;
  return told.replaceAll(module, "MODULE").replaceAll(from, "FOLDER");
}

beforeAll(async () => {
  mkdirSync(join(from, "folder"));
  await Bun.write(join(from, "what?.ts"), GOOD);
  await Bun.write(join(from, "broken.ts"), "const a = ;");
  await Bun.write(join(from, "node_modules/broken/package.json"), '{"main":"gone.js"}');
  const installed = join(from, "node_modules/a-sink");
  await Bun.write(join(installed, "package.json"), '{"name":"a-sink","main":"main.ts"}');
  await Bun.write(join(installed, "main.ts"), sinkText(""));
});
afterAll(() => folder[Symbol.dispose]());

describe("a module that cannot be used is told by its name and", () => {
  test.each([
    ["a syntax error with its place", "const a = 1;\nconst b = ;", "Unexpected ; (MODULE:2:11)"],
    [
      "a syntax error in a file of its own",
      'import "./broken.ts";',
      "Unexpected ; (FOLDER/broken.ts:1:11)",
    ],
    [
      "a file that it misses",
      'import "./gone.ts";',
      "Cannot find module './gone.ts' imported from MODULE",
    ],
    [
      "a package that it misses",
      'import "@a/missing-package/part";',
      "there is no package @a/missing-package in FOLDER or above; install it there, as with `npm install @a/missing-package` (imported from MODULE)",
    ],
    [
      "a package that is broken",
      'import "broken";',
      "FOLDER/node_modules/broken has nothing to import as broken: look at main and exports in its package.json, or install it again (imported from MODULE)",
    ],
    [
      "what there is not of Tattle",
      'import "tattle/thing";',
      "there is no tattle/thing: of Tattle, a sink imports tattle/sink alone (imported from MODULE)",
    ],
    [
      "the kit",
      'import "tattle/conformance";',
      "tattle/conformance is for tests, and only there while they run: a sink imports tattle/sink alone (imported from MODULE)",
    ],
    [
      "what it threw, with the place",
      'throw new TypeError("boom");',
      /^MODULE: it threw while it was imported: TypeError: boom \(MODULE:1:\d+\)$/,
    ],
    ["what it threw that is no error", "throw 42;", "it threw while it was imported: 42"],
    [
      "an import that never ends",
      "await new Promise(() => setInterval(() => {}, 1000));",
      "its import did not end within 2s",
    ],
    [
      "an import that waits for nothing",
      "await new Promise(() => {});",
      "its import did not end within 2s",
    ],
    ["an import that is busy for ever", "for (;;);", "its import did not end within 2s"],
    [
      "an end of the process",
      "process.exit(3);",
      "The sink's process ended while it was imported: exit code 3",
    ],
    [
      "an end by a signal",
      'process.kill(process.pid, "SIGKILL");',
      "The sink's process ended while it was imported: signal SIGKILL",
    ],
    [
      "what nobody catches",
      'queueMicrotask(() => { throw new Error("late"); }); await Bun.sleep(5000);',
      /it threw outside of a call: Error: late/,
    ],
    [
      "an export that tattle/sink lacks",
      'import { Novelty } from "tattle/sink"; export default Novelty;',
      "tattle/sink has no export Novelty in this Tattle: a newer one may be needed",
    ],
    [
      "a missing default export",
      "export const sink = {};",
      "it has no default export; end the file with `export default defineSink({ … })`",
    ],
    [
      "a default export of another kind",
      "export default () => {};",
      "its default export must be what `defineSink({ … })` returns",
    ],
    [
      "a contract that is too new",
      `${GOOD} export default { ...good, api: 99 };`,
      "it was written for version 99 of tattle/sink, and this Tattle has 1: use a newer Tattle, or an older release of the sink",
    ],
    [
      "a bad name",
      withMember('name: "My Sink"'),
      "`name` must be lower-case letters, digits and hyphens, beginning with a letter",
    ],
    ["a missing summary", withMember('summary: ""'), "`summary` must be one line of text"],
    [
      "a config that is no object",
      withMember("config: t.String()"),
      "`config` must be a schema of an object, `t.Object({ … })`",
    ],
    [
      "supports of another kind",
      withMember('supports: { reader: "no", deferred: 1 }'),
      "`supports.reader` must be true or false; `supports.idempotent` must be true or false; `supports.deferred` must be true or false",
    ],
    [
      "batch defaults that make no sense",
      withMember("batch: { maxReports: 0, maxAge: -1 }"),
      "`batch.maxReports` must be a whole number from 1 to 10,000; `batch.maxAge` must be whole milliseconds, at most an hour",
    ],
    ["a create that is no function", withMember("create: 1"), "`create` must be a function"],
    [
      "all that is wrong at once",
      "export default {};",
      /`name` .*; `summary` .*; `config` .*; `supports` .*; `create` /,
    ],
  ])("%s", async (_, text, told) => {
    if (typeof told === "string") expect(await describeText(text)).toBe(`MODULE: ${told}`);
    else expect(await describeText(text)).toMatch(told);
  });

  test.each([
    ["that there is no such file", () => join(from, "gone.ts"), "there is no such file"],
    [
      "that a folder is no module",
      () => join(from, "folder"),
      "it is no file and no folder with an index file",
    ],
    [
      "that its path cannot be imported",
      () => join(from, "what?.ts"),
      "no file with ? in its path can be imported; rename it",
    ],
    [
      "that there is no such package",
      () => "gone-package",
      `there is no package gone-package in ${from} or above; install it there, as with \`npm install gone-package\`; or write "./…" for a file`,
    ],
    [
      "that a package is broken",
      () => "broken",
      `${from}/node_modules/broken has nothing to import as broken: look at main and exports in its package.json, or install it again; or write "./…" for a file`,
    ],
  ])("%s", async (_, module, told) => {
    const description = await describeSink({ module: module(), from });
    expect(description).toEqual({ ok: false, problem: `${module()}: ${told}` });
  });
});

describe("a module is described", () => {
  test("by its manifest as plain data", async () => {
    const module = join(from, "sink #1 ä.ts");
    await Bun.write(module, withMember("batch: { maxReports: 7 }, api: 1"));
    const description = await describeSink({ module, from });
    expect(JSON.parse(JSON.stringify(description))).toEqual({
      ok: true,
      manifest: {
        name: "x",
        summary: "X.",
        config: { type: "object", properties: {} },
        supports: { reader: false, idempotent: true, deferred: false },
        batch: { maxReports: 7 },
      },
    });
  });

  test("by the name of a package beside the config", async () => {
    expect(await describeSink({ module: "a-sink", from })).toMatchObject({ ok: true });
  });

  test("with the environment but what is Tattle's, the runtime's, or to be hidden", async () => {
    const variables = ["TATTLE_TEST", "BUN_TEST", "A_SECRET", "A_VISIBLE"];
    for (const name of variables) process.env[name] = `seen ${name}`;
    const module = join(from, "environment.ts");
    await Bun.write(
      module,
      withMember("summary: JSON.stringify(process.env) + typeof process.send"),
    );
    const told = JSON.stringify(await describeSink({ module, from }, { hidden: ["A_SECRET"] }));
    expect(told.match(/seen \w+/g)).toEqual(["seen A_VISIBLE"]);
    expect(told).toContain("}undefined");
    for (const name of variables) delete process.env[name];
  });

  test("once, however often it is asked for", async () => {
    let asked = 0;
    const describeIt = describeOnce(async (): Promise<Description> => {
      asked += 1;
      return { ok: false, problem: "none" };
    });
    const ref = { module: "/a.ts", from };
    expect(await describeIt(ref)).toBe(await describeIt({ ...ref, from: "/elsewhere" }));
    expect(asked).toBe(1);
  });
});
