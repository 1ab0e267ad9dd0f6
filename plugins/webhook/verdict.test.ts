import { describe, expect, test } from "bun:test";
import type { Answer } from "tattle/sink";
import { judge } from "./verdict.ts";

describe("verdicts", () => {
  const answer = (
    status: number,
    headers = {},
    text = "",
    end: Answer["end"] = "complete",
  ): Answer => ({
    ok: status >= 200 && status < 300,
    status,
    headers: new Headers(headers),
    bytes: new TextEncoder().encode(text),
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

  test("Retry-After does not hide that a single report may be to blame", () => {
    expect(judge(answer(400, { "retry-after": "60" }), 0)).toMatchObject({ pause: null });
  });
});
