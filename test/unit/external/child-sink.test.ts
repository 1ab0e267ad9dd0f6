import { describe, expect, test } from "bun:test";
import { outcomeOfError } from "../../../src/delivery/outcome.ts";
import type { Batch, Sink, Supports } from "../../../src/sink/sink.ts";
import { eventually } from "../../support/eventually.ts";
import { reportOf } from "../delivery/support.ts";
import { Bench, SUPPORTS, sinkText } from "./support.ts";

const BATCH: Batch = { id: "b", reports: [reportOf("r1"), reportOf("r2")] };

/** A signal that aborts late enough for every good sink. */
function soon(ms = 5_000): AbortSignal {
  return AbortSignal.timeout(ms);
}

/** Opens the sink and writes one batch: what the delivery loop makes of it. */
async function outcomeOf(sink: Sink, signal = soon()): Promise<unknown> {
  try {
    await sink.open(signal);
    return await sink.write(BATCH, signal);
  } catch (error) {
    return outcomeOfError(error);
  }
}

/** Writes to the real channel, past everything that a plugin is given. */
const PUSH = `
  function push(text, times) {
    const bytes = Buffer.from(text);
    for (let round = 0; round < times; round++) {
      for (let sent = 0; sent < bytes.length; ) {
        try { sent += writeSync(3, bytes, sent); } catch { Bun.sleepSync(1); }
      }
    }
  }`;

const retry = (error: string, retryAfter: number | null = null) => {
  return { kind: "retry", error, retryAfter };
};
const fatal = (error: string) => ({ kind: "fatal", error });
const ACCEPTED = { rejected: [] };

describe("the outcome of a write in a child is", () => {
  test.each<[string, string, unknown]>([
    ["accepted", "", ACCEPTED],
    [
      "the rejections",
      'async write() { return { rejected: [{ index: 1, reason: "no" }] }; }',
      { rejected: [{ index: 1, reason: "no" }] },
    ],
    [
      "a retry for a plain throw",
      'async write() { throw new Error("not now"); }',
      retry("not now"),
    ],
    ["a retry for what is no error", 'async write() { throw "no"; }', retry("no")],
    [
      "a retry for what has no text",
      "async write() { throw { toString() { throw 1; } }; }",
      retry("An error that has no text."),
    ],
    [
      "a retry after a while",
      'async write() { throw new SinkError("wait", { retryAfter: 7000 }); }',
      retry("wait", 7000),
    ],
    [
      "fatal for a fatal SinkError",
      'async write() { throw new SinkError("wrong key", { fatal: true }); }',
      fatal("wrong key"),
    ],
    [
      "fatal for another copy's SinkError",
      'async write() { throw Object.assign(new Error("x"), { code: "sink_error", fatal: true }); }',
      fatal("x"),
    ],
    [
      "a retry for no result",
      "async write() {}",
      retry("Broken sink: write() must resolve with an object, {} when all were accepted."),
    ],
    [
      "a retry for a result that cannot be sent",
      "async write() { return { rejected: [1n] }; }",
      retry("JSON.stringify cannot serialize BigInt."),
    ],
    [
      "a retry for an index out of range",
      'async write() { return { rejected: [{ index: 2, reason: "no" }] }; }',
      retry("Broken sink: rejected index 2 is outside of the batch of 2."),
    ],
    [
      "a retry for NaN as an index",
      'async write() { return { rejected: [{ index: NaN, reason: "no" }] }; }',
      retry("Broken sink: rejected index null is outside of the batch of 2."),
    ],
    [
      "a retry for an index that comes twice",
      'async write() { return { rejected: [{ index: 0, reason: "a" }, { index: 0, reason: "b" }] }; }',
      retry("Broken sink: rejected index 0 occurs twice."),
    ],
    [
      "accepted where the batch was changed",
      'async write(batch) { batch.reports.length = 0; batch.id = "other"; return {}; }',
      ACCEPTED,
    ],
    [
      "its own where it answers itself, forged",
      'async write() { writeSync(3, \'{"id":3,"value":{}}\\n{"id":3,"value":1}\\n{"id":99,"value":1}\\n\'); return {}; }',
      expect.anything(),
    ],
    [
      "accepted in spite of garbage",
      'async write() { writeSync(3, "garbage\\n[]\\nnull\\n{}\\n{\\"id\\":\\"x\\"}\\n{\\"log\\":\\"shout\\"}\\n{\\"id\\":4,\\"error\\":1}\\n"); return {}; }',
      ACCEPTED,
    ],
  ])("%s", async (_, members, outcome) => {
    await using bench = new Bench();
    const sink = await bench.sink(sinkText(members));
    expect(await outcomeOf(sink)).toEqual(outcome);
    expect(BATCH.reports.length).toBe(2);
  });

  test.each<[string, string, Supports, string]>([
    [
      "supports.deferred without sync()",
      "",
      { ...SUPPORTS, deferred: true },
      "the sink's code is wrong: it says supports.deferred, but has no sync()",
    ],
    [
      "supports.reader without reader()",
      "",
      { ...SUPPORTS, reader: true },
      "the sink's code is wrong: it says supports.reader, but has no reader()",
    ],
    [
      "no write()",
      "write: undefined",
      SUPPORTS,
      "the sink's code is wrong: what create() returns has no write()",
    ],
  ])("fatal for %s", async (_, members, supports, error) => {
    await using bench = new Bench();
    const sink = await bench.sink(sinkText(members, supports), { supports });
    expect(await outcomeOf(sink)).toEqual(fatal(error));
  });

  test("fatal where create() throws, which it would do each time", async () => {
    await using bench = new Bench();
    const text = sinkText("").replace(
      "create: ",
      'create() { throw new Error("impure"); }, other: ',
    );
    const sink = await bench.sink(text);
    expect(await outcomeOf(sink)).toMatchObject({
      kind: "fatal",
      error: expect.stringMatching(
        /^the sink's code is wrong: create\(\) threw Error: impure \(\/.*sink\.ts:6:\d+\)$/,
      ),
    });
  });

  test("a retry where the file has changed what it supports", async () => {
    await using bench = new Bench();
    const sink = await bench.sink(sinkText(""), { supports: { ...SUPPORTS, deferred: true } });
    expect(await outcomeOf(sink)).toMatchObject({
      kind: "retry",
      error: expect.stringMatching(
        /what it says in `supports` has changed; restart Tattle to use it$/,
      ),
    });
  });
});

describe("a sink in a child", () => {
  test("is told when a call is given up, and may settle it in its own way", async () => {
    await using bench = new Bench();
    const write = `async write(_, signal) {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      throw new Error("gave up: " + signal.reason.message);
    }`;
    const sink = await bench.sink(sinkText(write));
    await sink.open(soon());
    const stop = new AbortController();
    const written = sink.write(BATCH, stop.signal);
    setTimeout(() => stop.abort(new Error("Tattle is stopping.")), 50);
    expect(written).rejects.toThrow("gave up: Tattle is stopping.");
    await written.catch(() => {});
    expect(bench.restarts).toBe(0);
  });

  test("may log an error as a field, as authors do against the types", async () => {
    await using bench = new Bench();
    const open = `async open() { context.log.warn("odd", { err: new Error("the reason"), x: {} }); }`;
    const sink = await bench.sink(sinkText(open));
    await sink.open(soon());
    await eventually(() => expect(bench.log.of("warn")).toEqual(["odd"]));
    expect(bench.log.lines.at(-1)?.fields).toEqual({ err: "the reason", x: "object" });
  });

  test("is opened again before the next write when its process has ended", async () => {
    await using bench = new Bench();
    const open = `async open() { context.log.info("opened", { pid: process.pid }); },
      async write({ id }) { if (id === "deadly") process.exit(5); return {}; }`;
    const sink = await bench.sink(sinkText(open));
    await sink.open(soon());
    const deadly = { ...BATCH, id: "deadly" };
    const written = sink.write(deadly, soon());
    expect(written).rejects.toThrow("The sink's process ended: exit code 5");
    await written.catch(() => {});
    expect(await sink.write(BATCH, soon())).toEqual(ACCEPTED);
    expect(bench.log.of("info")).toEqual(["opened", "opened"]);
    expect(bench.restarts).toBe(1);
  });

  test("is started again when it ends with nothing to do, later each time", async () => {
    await using bench = new Bench();
    const sink = await bench.sink(
      sinkText("async open() { setTimeout(() => process.exit(6), 10); }"),
    );
    await sink.open(soon());
    await eventually(() => expect(bench.restarts).toBeGreaterThanOrEqual(2));
    const told = bench.log.lines.filter(({ level }) => level === "error");
    expect(told.slice(0, 2).map(({ fields }) => fields)).toEqual([
      { error: "The sink's process ended: exit code 6", wait: 100 },
      { error: "The sink's process ended: exit code 6", wait: 200 },
    ]);
    await eventually(async () => {
      const outcome = outcomeOfError(await sink.write(BATCH, soon()).catch((error) => error));
      expect(outcome).toMatchObject({ kind: "retry", retryAfter: expect.any(Number) });
    });
  });

  test("is closed once, and its process is gone then", async () => {
    await using bench = new Bench();
    const text = sinkText(`async open() { context.log.info(String(process.pid)); },
      async close() { context.log.info("closed"); }`);
    const sink = await bench.sink(text);
    await sink.open(soon());
    await sink.close();
    const [pid, ...rest] = bench.log.of("info");
    expect(rest).toEqual(["closed"]);
    expect(() => process.kill(Number(pid), 0)).toThrow();
  });

  test("is ended where it does not let itself be closed", async () => {
    await using bench = new Bench();
    const sink = await bench.sink(sinkText("async close() { for (;;); }"));
    await sink.open(soon());
    expect(sink.close()).rejects.toThrow(
      "The sink's process ended: close() went on after it was given up: The operation timed out.",
    );
    await sink.close().catch(() => {});
  });

  test("closes without ever having been opened", async () => {
    await using bench = new Bench();
    const sink = await bench.sink(sinkText(""));
    await sink.close();
    expect(bench.restarts).toBe(0);
  });

  test("has its secrets masked in all that it says", async () => {
    await using bench = new Bench();
    const say = `async write() {
      console.log("out " + config.key); console.error(encodeURIComponent(config.key));
      context.log.warn("log " + config.key, { ["k" + config.key]: "v" + config.key, n: 1 });
      return { rejected: [{ index: 0, reason: "bad " + config.key }] };
    }`;
    const secrets = ["pass word&1"];
    const sink = await bench.sink(sinkText(say), { secrets }, { key: "pass word&1" });
    expect(await outcomeOf(sink)).toEqual({ rejected: [{ index: 0, reason: "bad ********" }] });
    await eventually(() => expect(bench.log.lines.length).toBe(3));
    expect(bench.log.lines).toContainEqual({
      level: "warn",
      message: "log ********",
      fields: { "k********": "v********", n: 1 },
    });
    expect(JSON.stringify(bench.log.lines)).not.toMatch(/pass(?: |%20)word/);
  });

  test("floods no log: lines too many are counted, long ones cut", async () => {
    await using bench = new Bench();
    const say = `async write() {
      console.log("y".repeat(10_000));
      for (let line = 0; line < 5_000; line++) { context.log.info("line"); console.log("line"); }
      return {};
    }`;
    const sink = await bench.sink(sinkText(say));
    expect(await outcomeOf(sink)).toEqual(ACCEPTED);
    await Bun.sleep(100);
    await sink.close();
    const { lines } = bench.log;
    expect(lines.length).toBeLessThan(1_500);
    expect(lines.some(({ message }) => message === "the sink prints too much")).toBe(true);
    expect(
      lines.find(({ fields }) => String(fields.text).startsWith("y"))?.fields.text,
    ).toHaveLength(2_000);
  });

  test.each([
    ["sends a message of 60 MB", '"[" + "{},".repeat(20_000_000) + "0]\\n"', 1],
    ["never ends one", '"x".repeat(1 << 20)', 5],
    ["answers with one that is too long", `'{"id":4,"value":"' + "x".repeat(1 << 20) + '"}\\n'`, 1],
  ])("is ended where it %s", async (_, text, times) => {
    await using bench = new Bench();
    const sink = await bench.sink(sinkText(`async write() { push(${text}, ${times}); }`) + PUSH);
    expect(await outcomeOf(sink)).toEqual(
      retry("The sink's process ended: it sent a message of more than 68 KiB"),
    );
  });

  test("cannot flood the log behind the back of its context either", async () => {
    await using bench = new Bench();
    const line = '{"log":"info","message":"m","fields":{"a":1}}\\n';
    const sink = await bench.sink(
      sinkText(`async write() { push('${line}', 4_000); return {}; }`) + PUSH,
    );
    expect(await outcomeOf(sink)).toEqual(ACCEPTED);
    await sink.close();
    expect(bench.log.of("info").length).toBeLessThan(1_000);
    expect(bench.log.of("warn")).toContain("the sink logs too much");
  });

  test.each([
    [
      "a reason",
      'return { rejected: [{ index: 0, reason: "n".repeat(1 << 20) }] }',
      { rejected: [{ index: 0, reason: "n".repeat(500) }] },
    ],
    ["an error", 'throw new Error("n".repeat(1 << 20))', retry("n".repeat(500))],
    [
      "a log line",
      'context.log.info("n".repeat(1 << 20), { a: "n".repeat(1 << 20) }); return {}',
      ACCEPTED,
    ],
    [
      "a whole answer",
      'return { rejected: "n".repeat(1 << 20) }',
      retry("Broken sink: what write() resolves with is more than 68 KiB."),
    ],
  ])("lives on where %s is too long", async (_, act, outcome) => {
    await using bench = new Bench();
    const sink = await bench.sink(sinkText(`async write() { ${act}; }`));
    expect(await outcomeOf(sink)).toEqual(outcome);
    expect(bench.restarts).toBe(0);
    expect(bench.log.of("error")).toEqual([]);
  });
});
