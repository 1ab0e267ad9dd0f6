import { describe, expect, test } from "bun:test";
import {
  appendFileSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { aBatch, aSink, idsIn, SIGNAL } from "./testing.ts";

describe("somebody else's file", () => {
  test.each([
    ["JSON", '{"a":1}'],
    ["JSON that has an id, too", '{"id":"mine","precious":"no newline at end"}'],
    ["lines of JSON that have ids", '{"id":"mine"}\n{"id":"torn'],
    ["lines of JSON that have UUIDs", `{"id":"${crypto.randomUUID()}","name":"x"}\n`],
    ["one line of text, unfinished", "precious"],
    ["a text that begins like a report", '{"id":"0\nprecious\n'],
    ["zeros with something after them", "\0\0\0precious"],
  ])("%s: stops the sink and is left as it was", async (_name, text) => {
    using folder = temporaryFolder();
    const path = join(folder.path, "r.ndjson");
    writeFileSync(path, text);
    const { sink } = aSink(folder.path, { path });
    const error = await sink.open(SIGNAL).catch((reason) => reason);
    expect(error).toMatchObject({ code: "sink_error", fatal: true });
    expect(error.message).toContain("something else than reports");
    await sink.close();
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  test("written over ours in its place is left as it was", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "reports.ndjson");
    const { sink } = aSink(folder.path);
    await sink.open(SIGNAL);
    await sink.write(aBatch([1]), SIGNAL);
    writeFileSync(path, "precious");
    const error = await sink.write(aBatch([2]), SIGNAL).catch((reason) => reason);
    expect(error).toMatchObject({ code: "sink_error", fatal: true });
    await sink.close();
    expect(readFileSync(path, "utf8")).toBe("precious");
  });
});

describe("another program", () => {
  test.each<[string, (path: string) => void]>([
    ["moves the file", (path) => renameSync(path, `${path}.1`)],
    ["deletes the file", (path) => rmSync(path)],
    [
      "puts another one in its place",
      (path) => {
        renameSync(path, `${path}.1`);
        writeFileSync(path, "");
      },
    ],
    ["empties the file", (path) => truncateSync(path)],
    ["deletes the folder", (path) => rmSync(join(path, ".."), { recursive: true })],
  ])("%s: the next report goes into a new one", async (_name, act) => {
    using folder = temporaryFolder();
    const path = join(folder.path, "logs/r.ndjson");
    const { sink } = aSink(folder.path, { path });
    await sink.open(SIGNAL);
    await sink.write(aBatch([1]), SIGNAL);
    act(path);
    await sink.write(aBatch([2]), SIGNAL);
    await sink.sync();
    await sink.close();
    expect(idsIn(path)).toEqual(["2"]);
    if (statSync(`${path}.1`, { throwIfNoEntry: false })) expect(idsIn(`${path}.1`)).toEqual(["1"]);
  });

  test("adds half of a line: it is cut off before the next report", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "reports.ndjson");
    const { sink } = aSink(folder.path);
    await sink.open(SIGNAL);
    await sink.write(aBatch([1]), SIGNAL);
    appendFileSync(path, "oops");
    await sink.write(aBatch([2]), SIGNAL);
    await sink.close();
    expect(idsIn(path)).toEqual(["1", "2"]);
  });
});
