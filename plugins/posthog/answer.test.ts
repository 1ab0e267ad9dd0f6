import { describe, expect, test } from "bun:test";
import { readAnswer } from "./answer.ts";
import { excerpt, maskKey } from "./secret.ts";

describe("readAnswer", () => {
  test("stops reading what does not end, and cancels it", async () => {
    let cancelled = false;
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(10_000)),
      cancel: () => {
        cancelled = true;
      },
    });
    const answer = await readAnswer(new Response(body));
    expect(answer.complete).toBe(false);
    expect(answer.text.length).toBeLessThanOrEqual(64 * 1024);
    expect(cancelled).toBe(true);
  });

  test("keeps the status of an answer whose body breaks off", async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
    const answer = await readAnswer(new Response(body, { status: 503 }));
    expect(answer).toMatchObject({ status: 503, text: "", complete: false });
  });

  test("takes an answer without a body", async () => {
    const answer = await readAnswer(new Response(null, { status: 204 }));
    expect(answer).toMatchObject({ status: 204, text: "", complete: true });
  });
});

describe("what may be shown", () => {
  test.each([
    ["phc_0123456789abcdef", "phc_012…"],
    ["phc_short", "…"],
    ["\u001b[31mphc_0123456789abcdef", "…"],
    ["", "…"],
  ])("of the key %p", (key, shown) => expect(maskKey(key)).toBe(shown));

  test("of an answer: one printable line without the key, of bounded length", () => {
    const key = "phc_0123456789abcdef";
    expect(excerpt(`  bad\u0007 key\n${key} \u202e!`, key)).toBe("bad key phc_012… !");
    expect(excerpt(`${"x".repeat(159)}😀`, key).isWellFormed()).toBe(true);
    expect(excerpt("x".repeat(1_000), key).length).toBe(161);
  });
});
