import { describe, expect, test } from "bun:test";
import { closeSync, constants, openSync, read, readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { type Clock, ndjsonLine, type Report } from "tattle/sink";
import plugin from "./index.ts";
import { StdoutSink } from "./sink.ts";
import { aReport, withPipe } from "./testing.ts";

const readSome = promisify(read);
const { O_NONBLOCK, O_RDWR } = constants;

const clock: Clock = { now: () => 0, sleep: (ms) => Bun.sleep(ms) };
const never = new AbortController().signal;

/** More than a pipe holds, in lines that end nowhere near a chunk's end. */
function manyReports(count = 300): Report[] {
  return Array.from({ length: count }, (_, at) => aReport({ raw: { text: `${at}`.repeat(300) } }));
}

function linesOf(reports: Report[]): string {
  return reports.map(ndjsonLine).join("");
}

function aChild(count: number) {
  const program = join(import.meta.dir, "testing-child.ts");
  return Bun.spawn([process.execPath, program, String(count)], { stderr: "inherit" });
}

/** Reads from a descriptor until `done` has settled and it is empty. */
async function drain(fd: number, done: Promise<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  let going = true;
  done.finally(() => {
    going = false;
  });
  const buffer = Buffer.alloc(50_000);
  for (;;) {
    const { bytesRead: count } = await readSome(fd, buffer, 0, buffer.length, null).catch(() => ({
      bytesRead: 0,
    }));
    chunks.push(Buffer.from(buffer.subarray(0, count)));
    if (count === 0 && !going) return Buffer.concat(chunks).toString();
    if (count === 0) await Bun.sleep(1);
  }
}

describe("a line", () => {
  test("is the report itself, in printable characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.jsonValue(), (text, value) => {
        const report = aReport({
          userAgent: text,
          raw: { text, value: JSON.parse(JSON.stringify(value)) },
        });
        const line = ndjsonLine(report);
        expect(JSON.parse(line)).toEqual(report);
        expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(line).toEndWith("\n");
      }),
    );
  });

  test.each([
    ["an escape sequence", "\u001b[31m", "\\u001b[31m"],
    ["a C1 escape sequence", "\u009b31m", "\\u009b31m"],
    ["text that turns its direction", "a\u202eb", "a\\u202eb"],
    ["a line separator", "\u2028", "\\u2028"],
    ["an invisible tag", "\u{e0041}", "\\udb40\\udc41"],
    ["ordinary text of any script", "smörgås 東京 😀", "smörgås 東京 😀"],
  ])("cannot drive a terminal by %s", (_name, text, written) => {
    expect(ndjsonLine(aReport({ userAgent: text }))).toContain(`"userAgent":"${written}"`);
  });
});

describe("writing", () => {
  test("goes from a worker thread through the process's standard output to its reader", async () => {
    const child = aChild(300);
    const lines = (await child.stdout.text()).trimEnd().split("\n");
    expect(await child.exited).toBe(0);
    expect(lines.map((line) => Number(JSON.parse(line).id))).toEqual([...Array(300).keys()]);
  });

  test("waits for a slow reader of a pipe that does not wait by itself", () =>
    withPipe(async (path) => {
      const fd = openSync(path, O_RDWR | O_NONBLOCK);
      const reports = manyReports();
      const writing = new StdoutSink(fd, clock).write({ id: "a", reports }, never);
      expect(await drain(fd, writing)).toBe(linesOf(reports));
      expect(await writing).toEqual({});
      closeSync(fd);
    }));

  test.each([
    ["waits", 0],
    ["does not wait", O_NONBLOCK],
  ])(
    "a pipe that %s and nobody reads does not hold the thread, and the abort is heard",
    (_name, flag) =>
      withPipe(async (path) => {
        const fd = openSync(path, O_RDWR | flag);
        const sink = new StdoutSink(fd, clock);
        const reports = manyReports();
        const controller = new AbortController();
        const writing = sink.write({ id: "a", reports }, controller.signal);
        // That this timer fires is the point.
        setTimeout(() => controller.abort(new Error("time is up")), 20);
        expect(writing).rejects.toThrow("time is up");
        await writing.catch(() => {});

        const again = sink.write({ id: "a", reports }, never);
        const reader = openSync(path, O_RDWR | O_NONBLOCK);
        expect(await drain(reader, again)).toBe(linesOf(reports));
        closeSync(fd);
        closeSync(reader);
      }),
  );

  test("another batch after an interrupted one begins on a new line", () =>
    withPipe(async (path) => {
      const fd = openSync(path, O_RDWR | O_NONBLOCK);
      const sink = new StdoutSink(fd, clock);
      const controller = new AbortController();
      const interrupted = manyReports();
      const writing = sink.write({ id: "a", reports: interrupted }, controller.signal);
      setTimeout(() => controller.abort(), 20);
      await writing.catch(() => {});

      const next = manyReports(3);
      const text = await drain(fd, sink.write({ id: "b", reports: next }, never));
      expect(text).toEndWith(linesOf(next));
      const before = text.slice(0, -linesOf(next).length);
      expect(before).toEndWith("}\n");
      expect(linesOf(interrupted)).toStartWith(before);
      closeSync(fd);
    }));

  test("a file takes it too", () =>
    withPipe(async (path) => {
      const file = await open(`${path}.ndjson`, "w");
      const reports = manyReports();
      const sink = new StdoutSink(file.fd, clock);
      await sink.write({ id: "a", reports: reports.slice(0, 100) }, never);
      await sink.write({ id: "b", reports: reports.slice(100) }, never);
      await file.close();
      expect(readFileSync(`${path}.ndjson`, "utf8")).toBe(linesOf(reports));
    }));
});

describe("a reader that goes away", () => {
  test("gives a fatal error, at once and ever after, and the process lives", () =>
    withPipe(async (path) => {
      const reader = openSync(path, O_RDWR);
      const writer = openSync(path, constants.O_WRONLY);
      closeSync(reader);
      const sink = new StdoutSink(writer, clock);
      for (const id of ["a", "a", "b"]) {
        const error = await sink.write({ id, reports: manyReports(1) }, never).catch((e) => e);
        expect(error).toMatchObject({ code: "sink_error", fatal: true });
        expect(error.message).toContain("EPIPE");
      }
      await sink.close();
      closeSync(writer);
    }));

  test("does not end the process, no signal either", async () => {
    const child = aChild(1_000_000);
    const reader = child.stdout.getReader();
    await reader.read();
    await reader.cancel();
    expect(await child.exited).toBe(7);
    expect(child.signalCode).toBeNull();
  });
});

test("reports are shown without waiting for others", () => {
  expect(plugin.batch?.maxAge).toBe(100);
});
