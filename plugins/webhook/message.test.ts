import { describe, expect, test } from "bun:test";
import { messageId } from "./message.ts";

describe("message ids", () => {
  test("hold neither full stops, which separate what is signed, nor what no header takes", () => {
    expect(messageId("0198c0de-0000-7000-8000-000000000000.12")).toBe(
      "0198c0de-0000-7000-8000-000000000000-12",
    );
    expect(messageId("a b\r\nc.d_é")).toBe("a-b--c-d_-");
  });
});
