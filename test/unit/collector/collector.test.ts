import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { copyFileSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { CONTROL_FILE } from "../../../src/control/index.ts";
import { JOURNAL_FILE, lockDataFolder } from "../../../src/journal/index.ts";
import { eventually } from "../../support/eventually.ts";
import { failureOf } from "../../support/failure.ts";
import { startFakePostHog } from "../../support/fake-posthog.ts";
import { MemoryLog } from "../../support/memory-log.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { ask, send, startIn, storedNumbers } from "./support.ts";

const SQLITE = '[[sinks]]\ntype = "sqlite"';
const DISCARD = '[[sinks]]\ntype = "discard"';

test("what was answered 204 is in the store, is shown by the API, and is there after a restart", async () => {
  using folder = temporaryFolder();
  const log = new MemoryLog();
  let collector = await startIn(folder.path, `${SQLITE}\nbatch.max_age = "10ms"`, log);
  const numbers = Array.from({ length: 30 }, (_, number) => number);
  for (const number of numbers) expect(await send(collector, number)).toBe(204);
  await eventually(async () => expect(await storedNumbers(collector)).toEqual(numbers));
  await collector.stop();
  collector = await startIn(folder.path, SQLITE, log);
  expect(await storedNumbers(collector)).toEqual(numbers);
  await collector.stop();
  expect(log.lines.filter(({ level }) => level !== "info")).toEqual([]);
});

test("after a stop the store's file is whole on its own, also when the API was asked", async () => {
  using folder = temporaryFolder();
  using elsewhere = temporaryFolder();
  const collector = await startIn(folder.path, `${SQLITE}\nbatch.max_age = "10ms"`);
  await send(collector, 1);
  await eventually(async () => expect(await storedNumbers(collector)).toEqual([1]));
  await send(collector, 2);
  await collector.stop();
  const copy = join(elsewhere.path, "reports.db");
  copyFileSync(join(folder.path, "sqlite", "reports.db"), copy);
  using db = new Database(copy);
  expect(db.query("SELECT count(*) AS rows FROM reports").get()).toEqual({ rows: 2 });
});

test("stopping delivers at once what batches were still waiting for", async () => {
  using folder = temporaryFolder();
  const patient = `${SQLITE}\nbatch.max_age = "1h"`;
  const first = await startIn(folder.path, patient);
  for (const number of [1, 2, 3]) await send(first, number);
  await first.stop();
  const second = await startIn(folder.path, patient);
  expect(await storedNumbers(second)).toEqual([1, 2, 3]);
  await second.stop();
});

test("what a sink did not get before the end it gets after a restart, and other sinks are not delayed", async () => {
  using folder = temporaryFolder();
  const posthog = await startFakePostHog();
  const toml = `${SQLITE}\nbatch.max_age = "0ms"\n[[sinks]]\ntype = "posthog"\nhost = "${posthog.url}"
    api_key = { env = "TOKEN" }\nbatch.max_age = "0ms"\nretry = { min = "10ms", max = "20ms" }`;
  posthog.rule(() => ({ status: 503 }));
  const first = await startIn(folder.path, toml);
  for (const number of [1, 2, 3]) await send(first, number);
  await eventually(async () => expect(await storedNumbers(first)).toEqual([1, 2, 3]));
  await first.stop();
  expect(posthog.events()).toEqual([]);
  posthog.rule(() => "ok");
  const second = await startIn(folder.path, toml);
  await eventually(() => expect(posthog.events()).toHaveLength(3));
  expect(await storedNumbers(second)).toEqual([1, 2, 3]);
  await second.stop();
  await posthog.close();
});

test("two collectors never share a data folder, and it is free after each stop", async () => {
  using folder = temporaryFolder();
  const first = await startIn(folder.path, DISCARD);
  expect(await failureOf(startIn(folder.path, DISCARD))).toMatchObject({ code: "data_locked" });
  expect(await send(first, 1)).toBe(204);
  await first.stop();
  const second = await startIn(folder.path, DISCARD);
  expect(await send(second, 2)).toBe(204);
  await second.stop();
});

test("a start that finds its address taken leaves nothing open", async () => {
  using folder = temporaryFolder();
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  const log = new MemoryLog();
  const taken = `admin.listen = "127.0.0.1:${port}"\n${SQLITE}`;
  expect(await failureOf(startIn(folder.path, taken, log))).toMatchObject({
    code: "listen_failed",
  });
  expect(log.lines).toEqual([]);
  lockDataFolder(folder.path).release();
  server.close();
  const collector = await startIn(folder.path, taken, log);
  expect(collector.adminUrl).toBe(`http://127.0.0.1:${port}`);
  expect((await ask(collector, "/api/v1/sinks")).status).toBe(200);
  await collector.stop();
});

test.each([
  ["the journal", JOURNAL_FILE],
  ["the control database", CONTROL_FILE],
  ["the delivery's store, which its thread opens", "delivery.db"],
])("a newer release's data in %s is refused, and nothing is left open", async (_, file) => {
  using folder = temporaryFolder();
  const log = new MemoryLog();
  await (await startIn(folder.path, DISCARD)).stop();
  const db = new Database(join(folder.path, file));
  // A thread that was ended closes its files in its own time.
  db.run("PRAGMA busy_timeout = 5000");
  const { user_version: version } = db
    .query<{ user_version: number }, []>("PRAGMA user_version")
    .get() ?? { user_version: 0 };
  db.run("PRAGMA user_version = 99");
  expect(await failureOf(startIn(folder.path, DISCARD, log))).toMatchObject({ code: "data_newer" });
  expect(log.lines).toEqual([]);
  db.run(`PRAGMA user_version = ${version}`);
  db.close();
  const collector = await startIn(folder.path, DISCARD);
  expect(await send(collector, 1)).toBe(204);
  await collector.stop();
});

test("a folder that is in the way is data_unusable, and the lock is free again", async () => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, JOURNAL_FILE));
  expect(await failureOf(startIn(folder.path, DISCARD))).toMatchObject({ code: "data_unusable" });
  lockDataFolder(folder.path).release();
});

test("a full sink that must lose nothing turns answers into 503 until it has caught up", async () => {
  using folder = temporaryFolder();
  const posthog = await startFakePostHog();
  posthog.rule(() => ({ status: 503 }));
  const toml = `privacy.urls = "keep"\n[[sinks]]\ntype = "posthog"\nhost = "${posthog.url}"
    api_key = { env = "TOKEN" }\nmax_backlog = "1MiB"\non_full = "block"
    retry = { min = "10ms", max = "20ms" }`;
  const log = new MemoryLog();
  const collector = await startIn(folder.path, toml, log);
  const large = (): string =>
    JSON.stringify({
      "csp-report": {
        "document-uri": "https://shop.example/",
        "violated-directive": "img-src",
        "script-sample": crypto.getRandomValues(Buffer.alloc(150_000)).toString("base64"),
      },
    });
  const post = async () => {
    const headers = { "content-type": "application/csp-report" };
    const init = { method: "POST", headers, body: large() };
    return (await fetch(`${collector.url}/report/`, init)).status;
  };
  await eventually(async () => expect(await post()).toBe(503));
  expect((await fetch(`${collector.adminUrl}/readyz`)).status).toBe(503);
  posthog.rule(() => "ok");
  await eventually(async () => expect(await post()).toBe(204));
  expect(log.lines.map(({ level }) => level)).toEqual(["error", "info"]);
  await collector.stop();
  await posthog.close();
}, 30_000);
