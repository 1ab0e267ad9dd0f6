import { afterAll, test } from "bun:test";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testSink } from "tattle/conformance";
import plugin from "./index.ts";
import { StdoutSink } from "./sink.ts";

// The runner has the real standard output; a file takes its place.
const folder = mkdtempSync(join(tmpdir(), "tattle-stdout-"));
const path = join(folder, "output");
const fd = openSync(path, "a");

afterAll(() => {
  closeSync(fd);
  rmSync(folder, { recursive: true });
});

testSink({
  test,
  plugin: { ...plugin, create: (_, { clock }) => new StdoutSink(fd, clock) },
  config: {},
  probe: () => {
    const lines = readFileSync(path, "utf8").split("\n");
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line).id);
  },
});
