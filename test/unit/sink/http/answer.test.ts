import { describe, expect, test } from "bun:test";
import { readAnswer, redirectOrigin, retryAfter } from "../../../../src/sink/http/answer.ts";

const LIMIT = 64 * 1024;

/** A body of so many bytes in chunks of `chunk`; `cancelled` says whether somebody stopped it. */
function bodyOf(size: number, chunk = 10_000) {
  const state = { cancelled: false };
  let left = size;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (left <= 0) return controller.close();
      controller.enqueue(new Uint8Array(Math.min(chunk, left)).fill(0x78));
      left -= chunk;
    },
    cancel() {
      state.cancelled = true;
    },
  });
  return { stream, state };
}

describe("readAnswer", () => {
  test("keeps what the response says", async () => {
    const init = { status: 201, headers: { "retry-after": "7" } };
    const answer = await readAnswer(new Response("smörgås", init));
    expect(answer).toMatchObject({ ok: true, status: 201, text: "smörgås", end: "complete" });
    expect(answer.bytes).toEqual(Buffer.from("smörgås"));
    expect(answer.headers.get("retry-after")).toBe("7");
  });

  test("takes a response without a body", async () => {
    const answer = await readAnswer(new Response(null, { status: 204 }));
    expect(answer).toMatchObject({ ok: true, status: 204, text: "", end: "complete" });
    expect(answer.bytes).toHaveLength(0);
  });

  test.each([
    [LIMIT, LIMIT, "complete"],
    [LIMIT + 1, LIMIT, "long"],
    [Number.POSITIVE_INFINITY, LIMIT, "long"],
  ])("of a body of %p bytes reads %p: %s", async (size, read, end) => {
    const { stream } = bodyOf(size);
    const answer = await readAnswer(new Response(stream));
    expect(answer).toMatchObject({ end, text: "x".repeat(read) });
    expect(answer.bytes).toHaveLength(read);
  });

  test("cancels what it does not read", async () => {
    const { stream, state } = bodyOf(Number.POSITIVE_INFINITY);
    await readAnswer(new Response(stream));
    expect(state.cancelled).toBe(true);
  });

  test("keeps what came before a body broke off", async () => {
    let pulls = 0;
    const body = new ReadableStream({
      pull(controller) {
        pulls += 1;
        if (pulls === 1) controller.enqueue(new TextEncoder().encode("no sp"));
        else controller.error(new Error("gone"));
      },
    });
    const answer = await readAnswer(new Response(body, { status: 503 }));
    expect(answer).toMatchObject({ ok: false, status: 503, text: "no sp", end: "broken" });
  });

  test("reads a character that two chunks share, and replaces what is none", async () => {
    const [first, second] = [
      [0xc3, 0x28, 0xe2],
      [0x82, 0xac],
    ];
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(Uint8Array.from(first ?? []));
        controller.enqueue(Uint8Array.from(second ?? []));
        controller.close();
      },
    });
    expect((await readAnswer(new Response(body))).text).toBe("\ufffd(€");
  });
});

describe("retryAfter", () => {
  test.each([
    ["7", 7_000],
    [" 7 ", 7_000],
    ["0", 0],
    ["31536000", 3_600_000],
    ["99999999999999999999999", 3_600_000],
    ["Thu, 01 Jan 1970 00:01:30 GMT", 90_000],
    ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
    ["Fri, 02 Jan 2126 00:00:00 GMT", 3_600_000],
    ["soon", null],
    ["-5", null],
    ["1.5", null],
    ["", null],
  ])("%p is %p ms", (value, ms) => {
    expect(retryAfter(new Headers({ "retry-after": value }), 0)).toBe(ms);
  });

  test("counts a date from now, and one that has passed as no pause", () => {
    const headers = new Headers({ "retry-after": "Thu, 01 Jan 1970 00:01:30 GMT" });
    expect(retryAfter(headers, 60_000)).toBe(30_000);
    expect(retryAfter(headers, 120_000)).toBe(0);
  });

  test("is null without the field", () => expect(retryAfter(new Headers(), 0)).toBeNull());
});

describe("redirectOrigin", () => {
  test.each([
    ["https://user:hunter2@other.example:8443/login?token=hunter2", "https://other.example:8443"],
    ["/login?token=hunter2", "another address"],
    ["", "another address"],
  ])("of %p is %p", (location, origin) => {
    expect(redirectOrigin(new Headers({ location }))).toBe(origin);
  });
});
