import { expect, test } from "bun:test";
import plugin from "./index.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const clock = { now: () => 0, sleep: () => Promise.resolve() };

test("accepts every batch", async () => {
  const { signal } = new AbortController();
  const sink = plugin.create({}, { name: "discard", log, clock, fetch, dataDir: "" });
  await sink.open(signal);
  expect(await sink.write({ id: "a", reports: [] }, signal)).toEqual({});
  await sink.close();
});
