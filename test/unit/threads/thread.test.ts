import { afterEach, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Thread } from "../../../src/threads/thread.ts";
import { eventually } from "../../support/eventually.ts";
import { failureOf } from "../../support/failure.ts";
import { MemoryLog } from "../../support/memory-log.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import type { TestMethods, TestSetup } from "../../support/thread.entry.ts";

const ENTRY = new URL("../../support/thread.entry.ts", import.meta.url);
const METHODS = [
  "echo",
  "say",
  "coded",
  "range",
  "plain",
  "text",
  "unclonable",
  "never",
  "die",
  "exit",
  "spawn",
] as const;
const LIMIT = 20_000;

const threads: Thread<TestSetup>[] = [];

afterEach(async () => {
  await Promise.all(threads.splice(0).map((thread) => thread.stop(0)));
});

function testThread(setup: TestSetup = { start: "work" }) {
  const log = new MemoryLog();
  const messages: unknown[] = [];
  const onMessage = (message: unknown) => messages.push(message);
  const thread = new Thread({ name: "test", entry: ENTRY, setup, log, onMessage });
  threads.push(thread);
  return { thread, log, messages, remote: thread.remote<TestMethods>(METHODS, LIMIT) };
}

test("calls give what the other thread returns, many at a time", async () => {
  const { thread, remote } = testThread();
  await thread.start();
  const values = [1, "two", null, undefined, { three: [3n, new Date(0)] }];
  expect(await Promise.all(values.map((value) => remote.echo(value)))).toEqual(values);
});

test("errors keep their code, range errors their class, and all of them their message", async () => {
  const { thread, remote } = testThread();
  await thread.start();
  expect(await failureOf(remote.coded())).toMatchObject({
    name: "CodedError",
    code: "report_not_found",
    message: "no such report",
  });
  const range = await failureOf(remote.range());
  expect(range).toBeInstanceOf(RangeError);
  expect(range.message).toBe("no such cursor");
  expect((await failureOf(remote.plain())).message).toBe("of another kind");
  expect((await failureOf(remote.text())).message).toBe("only a text");
  await failureOf(remote.unclonable());
  expect(await remote.echo("still there")).toBe("still there");
});

test("an unknown method and an argument that cannot be cloned are errors at once", async () => {
  const { thread, remote } = testThread();
  await thread.start();
  const unknown = thread.remote<{ nothing: () => void }>(["nothing"], LIMIT);
  expect((await failureOf(unknown.nothing())).message).toBe("No method nothing.");
  await failureOf(remote.echo(() => {}));
  expect(await remote.echo("still there")).toBe("still there");
});

test("a call that takes too long is thread_busy, and a late answer does no harm", async () => {
  const { thread, remote } = testThread();
  await thread.start();
  const hasty = thread.remote<TestMethods>(["never"], 1);
  expect(await failureOf(hasty.never())).toMatchObject({ code: "thread_busy" });
  expect(await remote.echo(1)).toBe(1);
});

test("what the thread says unasked is heard", async () => {
  const { thread, remote, messages } = testThread();
  await thread.start();
  await remote.say("news");
  expect(messages).toContain("news");
});

test.each(["die", "exit"] as const)(
  "a thread that ends by %s fails the calls under way and is started again",
  async (how) => {
    const { thread, remote, log, messages } = testThread();
    await thread.start();
    const waiting = remote.never();
    waiting.catch(() => {});
    remote[how]().catch(() => {});
    expect(await failureOf(waiting)).toMatchObject({ code: "internal" });
    // Until it is there again there is nobody to ask.
    expect(await failureOf(remote.echo(1))).toMatchObject({ code: "thread_busy" });
    expect(await eventually(() => remote.echo("again"))).toBe("again");
    expect(log.of("error")).toEqual(["a thread ended and is started again"]);
    expect(messages.filter((message) => message === "started")).toHaveLength(2);
  },
);

test("a thread whose start throws says why, and nothing of it is left", async () => {
  const { thread, remote, log } = testThread({ start: "throw" });
  expect(await failureOf(thread.start())).toMatchObject({
    code: "data_unusable",
    message: "no such disk",
  });
  expect(await failureOf(remote.echo(1))).toMatchObject({ code: "thread_busy" });
  await thread.stop(0);
  expect(log.lines).toEqual([]);
});

test.each(["die", "exit"] as const)(
  "a thread that ends by %s leaves none of its processes, not even as a zombie",
  async (way) => {
    const { thread, remote, log } = testThread();
    await thread.start();
    const [running, ended] = await Promise.all([remote.spawn(), remote.spawn()]);
    await remote[way]().catch(() => {});
    process.kill(ended, "SIGKILL");
    await eventually(() => expect(log.of("error")).toHaveLength(1));
    expect(await eventually(() => remote.echo("again"))).toBe("again");
    expect([running, ended].filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
  },
  LIMIT,
);

test("a thread that dies during its start is an error of start and not started again", async () => {
  const { thread, log } = testThread({ start: "exit" });
  expect(await failureOf(thread.start())).toMatchObject({ code: "internal" });
  expect(log.lines).toEqual([]);
});

test("a stopped thread was asked to stop, and its end is no accident", async () => {
  using folder = temporaryFolder();
  const stopped = join(folder.path, "stopped");
  const { thread, log, remote } = testThread({ start: "work", stopped });
  await thread.start();
  await thread.stop(1_000);
  expect(existsSync(stopped)).toBe(true);
  expect(await failureOf(remote.echo(1))).toMatchObject({ code: "thread_busy" });
  expect(log.lines).toEqual([]);
});
