import { afterEach, describe, expect, test } from "bun:test";
import { Channel, lineOf } from "../../../src/external/channel.ts";
import { eventually } from "../../support/eventually.ts";

/** A program at the other end of a channel: what it reads there it sends back. */
const ECHO = `
  const { readSync, writeSync } = require("node:fs");
  const buffer = Buffer.alloc(65536);
  const again = (call) => { for (;;) try { return call(); } catch (error) { if (error.code !== "EAGAIN") throw error; Bun.sleepSync(1); } };
  for (let read = again(() => readSync(3, buffer)); read > 0; read = again(() => readSync(3, buffer)))
    for (let sent = 0; sent < read; ) sent += again(() => writeSync(3, buffer, sent, read - sent));`;

const children: Bun.Subprocess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

function echo(longest: number) {
  const child = Bun.spawn([process.execPath, "-e", ECHO], {
    stdio: ["ignore", "inherit", "ignore", "socket-fd"],
  });
  children.push(child);
  const messages: string[] = [];
  const closed: string[] = [];
  const channel = new Channel({
    fd: child.stdio[3] ?? -1,
    longest: () => longest,
    onMessage: (line) => messages.push(Buffer.from(line).toString()),
    onTooLong: () => closed.push("too long"),
    onClose: (why) => closed.push(why),
  });
  return { child, channel, messages, closed };
}

describe("a channel", () => {
  test("carries messages of any length, whole and in order", async () => {
    const { channel, messages } = echo(Number.POSITIVE_INFINITY);
    const sent = [1, "é\n".repeat(1_000_000), { deep: [null, "x".repeat(3 << 20)] }, ""];
    for (const message of sent) channel.send(lineOf(message));
    await eventually(() => expect(messages.length).toBe(4));
    expect(messages.map((text) => JSON.parse(text))).toEqual(sent);
    channel.close();
  });

  test("is closed by a message that is too long, long before its end", async () => {
    const { channel, messages, closed } = echo(1 << 20);
    channel.send(lineOf("fits"));
    channel.send(lineOf("x".repeat(4 << 20)));
    await eventually(() => expect(closed).toEqual(["too long"]));
    expect(messages).toEqual(['"fits"']);
  });

  test("says once that the other side is gone, and takes messages for nobody then", async () => {
    const { child, channel, closed } = echo(1 << 20);
    child.kill("SIGKILL");
    await eventually(() => expect(closed.length).toBe(1));
    channel.send(lineOf("to nobody"));
    channel.close();
    expect(closed.length).toBe(1);
  });
});
