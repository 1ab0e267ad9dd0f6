import { describe, expect, test } from "bun:test";
import { externalReader } from "../../../src/external/index.ts";
import { systemClock } from "../../../src/sink/context.ts";
import type { ReportReader } from "../../../src/sink/reader.ts";
import { eventually } from "../../support/eventually.ts";
import { Bench, sinkText } from "./support.ts";

const READS = { reader: true, idempotent: true };

/** The reader of a sink whose `reader()` has these members. */
async function readerOf(bench: Bench, members: string, timeout = 5_000): Promise<ReportReader> {
  const text = sinkText(
    `reader: () => ({ async close() { context.log.info("closed"); }, ${members} })`,
    READS,
  );
  const ref = { module: await bench.file(text), from: bench.folder };
  const part = {
    ref,
    memory: 512 << 20,
    supports: READS,
    secrets: ["s3cret"],
    hidden: [],
    timeout,
  };
  const { log, folder: dataDir } = bench;
  return externalReader(part, {}, { name: "test", log, clock: systemClock, fetch, dataDir });
}

describe("a reader in a child", () => {
  test("is asked by the names of its methods", async () => {
    await using bench = new Bench();
    const reader = await readerOf(
      bench,
      "async reports(query) { return { items: [], next: JSON.stringify(query) }; }",
    );
    expect(await reader.reports({ limit: 3 })).toEqual({ items: [], next: '{"limit":3}' });
    await reader.close();
    expect(bench.log.of("info")).toEqual(["closed"]);
  });

  test("throws what the sink throws, a RangeError as one, without secrets", async () => {
    await using bench = new Bench();
    const reader = await readerOf(
      bench,
      `
      async reports() { throw new RangeError("no such cursor"); },
      async report() { throw new Error("s3cret"); }`,
    );
    const page = reader.reports({ limit: 1, cursor: "x" });
    expect(page).rejects.toThrow(new RangeError("no such cursor"));
    await page.catch(() => {});
    const report = reader.report("x");
    expect(report).rejects.toThrow("********");
    await report.catch(() => {});
    const overview = reader.overview({ from: 0, to: 1 });
    expect(overview).rejects.toThrow("Broken sink: its reader has no overview().");
    await overview.catch(() => {});
    await reader.close();
  });

  test.each([
    ["reports", "null", "reports() resolves with is wrong at /"],
    ["reports", "{ items: 1, next: null }", "reports() resolves with is wrong at /items"],
    ["report", '{ id: "x" }', "report() resolves with is wrong at /"],
    [
      "overview",
      "{ covers: { from: 0, to: 1 }, total: { received: 1, estimated: 1 } }",
      "overview() resolves with is wrong at /issues",
    ],
  ] as const)("is not believed: %s() that resolves with %s", async (method, answer, told) => {
    await using bench = new Bench();
    const reader = await readerOf(bench, `async ${method}() { return ${answer}; }`);
    const asked = {
      reports: () => reader.reports({ limit: 1 }),
      report: () => reader.report("x"),
      overview: () => reader.overview({ from: 0, to: 1 }),
    }[method]();
    expect(asked).rejects.toThrow(told);
    await asked.catch(() => {});
    await reader.close();
  });

  test("is started again by the question after the one that ended it", async () => {
    await using bench = new Bench();
    const reader = await readerOf(
      bench,
      `
      async report(id) { if (id === "deadly") process.exit(3); return null; }`,
    );
    const deadly = reader.report("deadly");
    expect(deadly).rejects.toThrow("The sink's process ended: exit code 3");
    await deadly.catch(() => {});
    await eventually(async () => expect(await reader.report("x")).toBeNull());
    await reader.close();
  });

  test("is given up where it does not answer in time", async () => {
    await using bench = new Bench();
    const source = 'report(id) { if (id === "x") for (;;); return null; }';
    const reader = await readerOf(bench, source, 3_000);
    // Its process is there then: what is given up is the call, not the start.
    expect(await reader.report("y")).toBeNull();
    const report = reader.report("x");
    expect(report).rejects.toThrow("report() went on after it was given up");
    await report.catch(() => {});
    await reader.close();
  });
});
