import { afterAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { rehearseSink } from "../../../src/external/index.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

/** What is said of a sink whose `create` has this body, with the module's path taken out. */
async function rehearse(body: string): Promise<string | null> {
  const module = join(folder.path, `${Bun.randomUUIDv7()}.ts`);
  await Bun.write(
    module,
    `import { defineSink, Secret, SinkError, t } from "tattle/sink";
export default defineSink({
  name: "x", summary: "X.", config: t.Object({ key: Secret() }), supports: { reader: false, idempotent: true },
  create(config, context) {
    ${body}
  },
});
const SINK = { async open() {}, async write() { return {}; }, async close() {} };`,
  );
  const problem = await rehearseSink({
    ref: { module, from: folder.path },
    name: "mine",
    dataDir: "/data/mine",
    config: { key: "hunter2" },
    memory: 512 << 20,
    hidden: [],
    limit: 2_000,
  });
  return problem?.replaceAll(module, "MODULE") ?? null;
}

const CODE = "MODULE: the sink's code is wrong: ";

describe("creating a sink for once says", () => {
  test("nothing of one that is well, with its settings and its names", async () => {
    const body = `if (config.key !== "hunter2" || context.name !== "mine") throw 1;
      if (context.dataDir !== "/data/mine") throw 2;
      return SINK;`;
    expect(await rehearse(body)).toBeNull();
  });

  test.each([
    [
      "what it threw, and where",
      'throw new TypeError("boom");',
      `${CODE}create() threw TypeError: boom (MODULE:5:15)`,
    ],
    ["what it threw that is no error", "throw 42;", `${CODE}create() threw 42`],
    ["no secret", "throw config.key;", `${CODE}create() threw ********`],
    ["that it returns nothing", "", `${CODE}create() returns undefined, and not the sink`],
    ["that it returns null", "return null;", `${CODE}create() returns null, and not the sink`],
    [
      "that it is async",
      "return Promise.resolve(SINK);",
      `${CODE}create() returns a promise, and not the sink`,
    ],
    [
      "which method is missing",
      "return { ...SINK, close: 1 };",
      `${CODE}what create() returns has no close()`,
    ],
    [
      "what it refuses",
      'throw new SinkError("no such zone", { fatal: true });',
      "MODULE: create() refuses its settings: no such zone",
    ],
    [
      "that it ends the process",
      "process.exit(3);",
      "MODULE: The sink's process ended in create(): exit code 3",
    ],
    ["that it never ends", "for (;;);", "MODULE: its create() did not end within 2s"],
  ])("%s", async (_, body, told) => {
    expect(await rehearse(body)).toBe(told);
  });
});
