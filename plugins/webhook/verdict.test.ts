import { describe, expect, test } from "bun:test";
import { readAnswer } from "./answer.ts";
import { excerpt } from "./excerpt.ts";
import { describeFailure } from "./failure.ts";
import { judge, retryAfter } from "./verdict.ts";

describe("verdicts", () => {
  const answer = (
    status: number,
    headers = {},
    text = "",
    end: "complete" | "long" | "broken" = "complete",
  ) => ({
    status,
    headers: new Headers(headers),
    text,
    end,
  });

  test.each([200, 201, 202, 204, 206])("%p accepts", (status) => {
    expect(judge(answer(status, {}, '{"error":"no"}'), 0)).toEqual({ kind: "accepted" });
  });

  test.each([301, 308, 410])("%p stops", (status) => {
    expect(judge(answer(status), 0).kind).toBe("stop");
  });

  test.each([
    [400, null],
    [408, null],
    [409, null],
    [413, null],
    [422, null],
    [425, null],
    [500, null],
    [502, null],
    [503, null],
    [429, 10_000],
    [401, 60_000],
    [403, 60_000],
    [404, 60_000],
    [405, 60_000],
    [415, 60_000],
    [302, 60_000],
    [304, 60_000],
    [307, 60_000],
  ])("%p comes again, after a pause of %p", (status, pause) => {
    expect(judge(answer(status), 0)).toMatchObject({ kind: "retry", pause });
  });

  test.each(["<!doctype html><p>", "\n<HTML lang=en>", "<html>"])(
    "200 with the page %p does not",
    (text) => {
      expect(judge(answer(200, {}, text), 0)).toMatchObject({ kind: "retry", pause: 60_000 });
    },
  );

  test("200 whose answer broke off or did not end does not accept", () => {
    expect(judge(answer(200, {}, "", "broken"), 0)).toMatchObject({ kind: "retry", pause: null });
    expect(judge(answer(200, {}, "", "long"), 0)).toMatchObject({ kind: "retry", pause: 60_000 });
  });

  test.each([
    ["7", 7_000],
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
  ])("Retry-After %p is %p ms", (value, ms) => {
    expect(retryAfter(new Headers({ "retry-after": value }), 0)).toBe(ms);
  });

  test("Retry-After does not hide that a single report may be to blame", () => {
    expect(judge(answer(400, { "retry-after": "60" }), 0)).toMatchObject({ pause: null });
  });
});

describe("what may be shown", () => {
  test("of an answer: one printable line, bounded, without secrets", () => {
    expect(excerpt(" bad\u0007 token\nhunter2-hunter2 \u202e!", ["hunter2-hunter2"])).toBe(
      "bad token … !",
    );
    expect(excerpt(`${"x".repeat(159)}😀`, []).isWellFormed()).toBe(true);
    expect(excerpt("x".repeat(1_000), []).length).toBe(161);
  });

  test.each([
    ["ECONNREFUSED", "nobody listens there (ECONNREFUSED)"],
    ["ENOTFOUND", "the name cannot be resolved (ENOTFOUND)"],
    [
      "ERR_TLS_CERT_ALTNAME_INVALID",
      "its certificate is not trusted (ERR_TLS_CERT_ALTNAME_INVALID)",
    ],
    [
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      "its certificate is not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE)",
    ],
    ["EHOSTUNREACH", "EHOSTUNREACH"],
  ])("of a failure with the code %s", (code, said) => {
    const error = Object.assign(new Error('fetching "https://hook.example/hunter2"'), { code });
    expect(describeFailure(error)).toBe(said);
  });

  test("of any other failure: nothing that it says", () => {
    expect(describeFailure(new Error("https://hook.example/hunter2"))).toBe("the request failed");
    expect(describeFailure("hunter2")).toBe("the request failed");
  });
});

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
    expect(answer.end).toBe("long");
    expect(answer.text.length).toBeLessThanOrEqual(64 * 1024);
    expect(cancelled).toBe(true);
  });

  test("keeps the status of an answer whose body breaks off", async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
    const answer = await readAnswer(new Response(body, { status: 503 }));
    expect(answer).toMatchObject({ status: 503, text: "", end: "broken" });
  });
});
