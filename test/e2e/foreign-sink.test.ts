import { describe, expect, test } from "bun:test";
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { allReports, type SinkView } from "../support/api.ts";
import { eventually } from "../support/eventually.ts";
import { numberedReport, numberOf } from "../support/reports.ts";
import { TattleProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const FIXTURES = resolve(import.meta.dir, "../fixtures/sinks");
const KEY = "the-key-of-an-account-0815";

/** A sink in its own folder with a package beside it, and what it writes. */
interface Author extends Disposable {
  readonly data: string;
  readonly out: string;
  /** Numbers in the order in which they were written, repetitions included. */
  written(): number[];
  /** Of the process that runs the sink now. */
  pid(): number;
  toml(more?: string, config?: string): string;
}

async function author(): Promise<Author> {
  const folder = temporaryFolder();
  const out = join(folder.path, "out.txt");
  const data = join(folder.path, "data");
  for (const file of ["archive.ts", "archive-line.ts", "hostile.ts"]) {
    cpSync(join(FIXTURES, file), join(folder.path, file));
  }
  const wrapper = `
    import { suffix } from "a-package";
    import sink from "./archive.ts";
    console.log("has", JSON.stringify(process.env));
    export default { ...sink, summary: sink.summary + suffix };`;
  await Bun.write(join(folder.path, "sink.ts"), wrapper);
  const installed = join(folder.path, "node_modules/a-package");
  await Bun.write(join(installed, "package.json"), '{"name":"a-package","main":"main.js"}');
  await Bun.write(join(installed, "main.js"), 'exports.suffix = " It counts.";');
  return {
    data,
    out,
    written: () => linesOf(out).map((url) => numberOf({ url })),
    pid: () => Number(readFileSync(join(data, "archive/pid"), "utf8")),
    toml: (more = "", config = "") => `
      [[sinks]]
      type = "sqlite"
      batch = { max_age = "20ms" }
      [[sinks]]
      use = "./sink.ts"
      name = "archive"
      batch = { max_age = "20ms" }
      timeout = "2s"
      retry = { min = "10ms", max = "50ms" }
      ${more}
      config = { out = ${JSON.stringify(out)}, key = { env = "KEY" } ${config} }`,
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
}

async function sinkOf(tattle: TattleProcess, name: string): Promise<SinkView> {
  const { items } = await tattle.api<{ items: SinkView[] }>("/api/v1/sinks");
  const found = items.find((item) => item.name === name);
  if (!found) throw new Error(`no sink ${name}`);
  return found;
}

async function send(tattle: TattleProcess, from: number, to: number): Promise<void> {
  for (let number = from; number < to; number++) {
    expect((await tattle.report(numberedReport(number))).status).toBe(204);
  }
}

function isRunning(pid: number): boolean {
  try {
    // A zombie has no command line.
    return readFileSync(`/proc/${pid}/cmdline`, "utf8") !== "";
  } catch {
    return false;
  }
}

async function expectRejection(promise: Promise<unknown>, text: string): Promise<void> {
  const failure = await promise.then(
    () => "no failure",
    (error) => String(error),
  );
  expect(failure).toContain(text);
}

/** Of all its threads. */
function childrenOf(pid: number): number[] {
  return [...new Bun.Glob("*/children").scanSync(`/proc/${pid}/task`)].flatMap((file) => {
    const children = readFileSync(join(`/proc/${pid}/task`, file), "utf8").trim();
    return children === "" ? [] : children.split(" ").map(Number);
  });
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => from + index);

describe("a third party's sink in the compiled binary", () => {
  test("is seen by its name in the list of processes", async () => {
    using sink = await author();
    await using tattle = await TattleProcess.start({
      data: sink.data,
      toml: sink.toml(),
      env: { KEY },
    });
    await send(tattle, 0, 1);
    const pid = await eventually(() => sink.pid());
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    expect(command.split("\0")).toEqual(["tattle", "__sink-host", "archive", ""]);
    expect(readFileSync(`/proc/${pid}/comm`, "utf8")).toBe("sink archive\n");
  });

  test("gets every report at least once when Tattle is killed under load and started again", async () => {
    using sink = await author();
    const start = () => TattleProcess.start({ data: sink.data, toml: sink.toml(), env: { KEY } });
    let sent = 0;
    for (let life = 0; life < 3; life++) {
      await using tattle = await start();
      const killed = Bun.sleep(300).then(() => tattle.kill());
      while (tattle.running) {
        const answer = await tattle.report(numberedReport(sent)).catch(() => null);
        if (answer?.status !== 204) break;
        sent += 1;
      }
      await killed;
    }
    await using tattle = await start();
    await eventually(() => expect(new Set(sink.written()).size).toBeGreaterThanOrEqual(sent));
    const written = new Set(sink.written());
    expect(range(0, sent).filter((number) => !written.has(number))).toEqual([]);
    expect(sent).toBeGreaterThan(20);
    expect(await tattle.stop()).toMatchObject({ exitCode: 0 });
  }, 30_000);

  test("answers the API where it is the first that can be read from", async () => {
    using folder = temporaryFolder();
    const module = join(folder.path, "store.ts");
    await Bun.write(
      module,
      `import { defineSink, t } from "tattle/sink";
      const none = { received: 0, estimated: 0 };
      export default defineSink({
        name: "store", summary: "Keeps nothing.", config: t.Object({}),
        supports: { reader: true, idempotent: true },
        create: () => ({
          async open() {}, async write() { return {}; }, async close() {},
          reader: () => ({
            async reports({ cursor }) {
              if (cursor === "exit") process.exit(1);
              if (cursor) throw new RangeError(cursor);
              return { items: [], next: "the-next-page" };
            },
            async report() { return null; },
            async overview({ from, to }) { return { covers: { from, to }, total: none, issues: 0, series: [], byDirective: [], byDisposition: [] }; },
            async close() {},
          }),
        }),
      });`,
    );
    const toml = `
      [[sinks]]
      use = ${JSON.stringify(module)}
      [[sinks]]
      type = "sqlite"`;
    const data = join(folder.path, "data");
    await using tattle = await TattleProcess.start({ data, toml });
    const page = await tattle.api<object>("/api/v1/reports");
    expect(page).toEqual({ items: [], next: "the-next-page" });
    await expectRejection(tattle.api("/api/v1/reports?cursor=x"), "cursor_invalid");
    await expectRejection(tattle.api("/api/v1/reports?cursor=exit"), "reader_unavailable");
    await eventually(async () => expect(await tattle.api<object>("/api/v1/reports")).toEqual(page));
    expect(await tattle.stop()).toMatchObject({ exitCode: 0 });
  }, 30_000);

  test("loses the one report that ends its process, as a dead letter, and no other", async () => {
    using sink = await author();
    const poison = ', poison = "https://shop.example/page-7"';
    const toml = sink.toml("", poison);
    await using tattle = await TattleProcess.start({ data: sink.data, toml, env: { KEY } });
    await send(tattle, 0, 20);
    const others = range(0, 20).filter((number) => number !== 7);
    await eventually(async () => expect((await sinkOf(tattle, "archive")).deadLetters).toBe(1));
    await eventually(() =>
      expect([...new Set(sink.written())].sort((a, b) => a - b)).toEqual(others),
    );
    expect((await sinkOf(tattle, "archive")).delivered).toBe(19);
    await eventually(async () => expect((await allReports(tattle)).length).toBe(20));
  }, 30_000);

  test("shows its secrets nowhere, and stops for good where they are wrong", async () => {
    using sink = await author();
    const toml = sink.toml("", ", broken = true");
    await using tattle = await TattleProcess.start({ data: sink.data, toml, env: { KEY } });
    await eventually(async () =>
      expect(await sinkOf(tattle, "archive")).toMatchObject({
        state: "stopped",
        lastError: { message: "the key ******** is wrong" },
      }),
    );
    await eventually(() => expect(tattle.stderr).toContain("printed ********"));
    expect(tattle.stderr).toContain("opened with ********");
    // Masked it would be there as well: the variable itself is kept from it.
    expect(tattle.stderr).toMatch(/"text":"has .*PATH/);
    expect(tattle.stderr).not.toMatch(/"text":"has .*KEY/);
    expect(tattle.stderr).not.toContain(KEY);
    await eventually(() => expect(isRunning(sink.pid())).toBe(false));
  }, 30_000);

  test("outlives signals that are meant for Tattle, and ends with it", async () => {
    using sink = await author();
    await using tattle = await TattleProcess.start({
      data: sink.data,
      toml: sink.toml(),
      env: { KEY },
    });
    await send(tattle, 0, 1);
    await eventually(() => expect(sink.written()).toEqual([0]));
    const pid = sink.pid();
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.kill(pid, signal);
    await send(tattle, 1, 5);
    await eventually(() => expect(sink.written()).toEqual([0, 1, 2, 3, 4]));
    expect(sink.pid()).toBe(pid);
    expect(await tattle.stop()).toMatchObject({ exitCode: 0 });
    expect(isRunning(pid)).toBe(false);
  }, 30_000);

  test.each(["spins in a timer", "nothing"])(
    "leaves no process behind when Tattle is killed while it does %s",
    async (way) => {
      using sink = await author();
      const toml = sink
        .toml()
        .replace("./sink.ts", "./hostile.ts")
        .replace(/key = .*/, `way = "${way}" }`);
      await using tattle = await TattleProcess.start({ data: sink.data, toml });
      await send(tattle, 0, 1);
      await eventually(() => expect(sink.written()).toEqual([0]));
      const pids = childrenOf(tattle.pid);
      expect(pids.length).toBe(1);
      await Bun.sleep(100);
      await tattle.kill();
      await eventually(() => expect(pids.filter(isRunning)).toEqual([]));
    },
    30_000,
  );
});
