import { test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { testSink } from "tattle/conformance";
import plugin from "./index.ts";
import { allIds } from "./testing.ts";

testSink({
  test,
  plugin,
  // Small, so that the clauses rotate; uncompressed, so that a look finds no file half replaced.
  config: { rotate: { size: 8_192 }, compress: "none" },
  probe: ({ dataDir }) => {
    const path = join(dataDir, "reports.ndjson");
    return existsSync(path) ? allIds(path) : [];
  },
});
