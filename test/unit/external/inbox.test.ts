import { describe, expect, test } from "bun:test";
import { Inbox } from "../../../src/external/inbox.ts";
import type { Batch } from "../../../src/sink/sink.ts";
import { reportOf } from "../delivery/support.ts";

const BATCH: Batch = { id: "b", reports: [reportOf("r1"), reportOf("r2")] };

/** An inbox in a moment that lasts for ever, and what came of it. */
function inbox() {
  const unasked: unknown[] = [];
  const abuse: string[] = [];
  const box = new Inbox({
    now: () => 0,
    onUnasked: (message) => unasked.push(message),
    onAbuse: (why) => abuse.push(why),
  });
  const take = (line: string) => box.take(Buffer.from(line));
  return { box, take, unasked, abuse };
}

/** So many empty objects: three bytes each to send, more than a hundred to hold. */
const objects = (count: number) => `[${"{},".repeat(count)}0]`;

describe("what a child says", () => {
  test("answers the call that it names, once", async () => {
    const { box, take, unasked, abuse } = inbox();
    const { id, answer } = box.expect({ method: "open" });
    take(`{"id":${id},"value":1}`);
    take(`{"id":${id},"value":2}`);
    expect(await answer).toEqual({ id, value: 1 });
    expect([unasked, abuse]).toEqual([[], []]);
  });

  test("fails what is under way when nothing more will be answered", async () => {
    const { box } = inbox();
    const { answer } = box.expect({ method: "open" });
    box.fail(new Error("over"));
    expect(await answer.catch(String)).toBe("Error: over");
  });

  test("is heard where it answers nothing", () => {
    const { take, unasked } = inbox();
    take('{"log":"info","message":"m","fields":{}}');
    take('{"id":7,"value":1}');
    take("garbage");
    expect(unasked).toEqual([{ log: "info", message: "m", fields: {} }]);
  });

  test.each<[string, string, string]>([
    ["longer than anything unasked", `{"log":"info","message":"${"x".repeat(70_000)}"}`, "64 KiB"],
    ["of too many parts", `{"log":"info","message":"m","fields":${objects(300)}}`, "256 values"],
    ["in answer to nobody, and long", `{"id":9,"value":"${"x".repeat(70_000)}"}`, "64 KiB"],
    [
      "in answer, and longer than its batch explains",
      `{"id":1,"value":"${"x".repeat(70_000)}"}`,
      "68 KiB",
    ],
    ["in answer, and of more parts", `{"id":1,"value":${objects(300)}}`, "264 values"],
  ])("is not even parsed where it is %s", (_, line, bound) => {
    const { box, take, unasked, abuse } = inbox();
    void box.expect({ method: "write", batch: BATCH });
    take(line);
    expect(abuse).toEqual([`it sent a message of more than ${bound}`]);
    expect(unasked).toEqual([]);
  });

  test("may be as long as a page of reports only while a reader is asked", () => {
    const { box, take, abuse } = inbox();
    expect(box.longest).toBe(64 << 10);
    const { id } = box.expect({ method: "read", name: "reports", args: [] });
    expect(box.longest).toBe(16 << 20);
    take(`{"id":${id},"value":"${"x".repeat(15 << 20)}"}`);
    expect(box.longest).toBe(64 << 10);
    expect(abuse).toEqual([]);
  });

  test("spends what an answer may have, also by answers that are none", () => {
    const { box, take, abuse } = inbox();
    const { id } = box.expect({ method: "open" });
    const none = `{"id":${id},"error":"${"x".repeat(400_000)}"}`;
    for (let line = 0; line < 3; line++) take(none);
    expect(abuse).toEqual(["it sent a message of more than 243 KiB"]);
  });

  test.each([
    ["thousands of lines", "garbage", 5_001],
    ["a hundred long ones", `{"log":"info","message":"${"x".repeat(60_000)}"}`, 86],
  ])("is a flood as %s", (_, line, count) => {
    const { take, abuse } = inbox();
    for (let sent = 1; sent < count; sent++) take(line);
    expect(abuse).toEqual([]);
    take(line);
    expect(abuse).toEqual(["it floods its channel"]);
  });

  test("counts values outside of strings only", () => {
    const { box, take, abuse } = inbox();
    const { id } = box.expect({ method: "write", batch: BATCH });
    take(JSON.stringify({ id, value: { text: '[{,"\\",'.repeat(1_000) } }));
    expect(abuse).toEqual([]);
  });
});
