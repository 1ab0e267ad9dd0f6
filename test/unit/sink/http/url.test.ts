import { expect, test } from "bun:test";
import { SinkError } from "../../../../src/sink/error.ts";
import { httpUrl } from "../../../../src/sink/http/url.ts";

test("an address with path and query is read", () => {
  const url = httpUrl("url", "https://x.example:8443/a?b=c");
  expect(url).toEqual(new URL("https://x.example:8443/a?b=c"));
});

test.each([
  ["hunter2", {}, "`url` is not a URL"],
  ["hunter2:4318", {}, "`url` must begin with https:// or http://"],
  ["ftp://x.example/hunter2", {}, "`url` must begin with https:// or http://"],
  ["https://hunter2@x.example/", {}, "`url` must not contain a user name or a password"],
  ["https://:hunter2@x.example/", {}, "`url` must not contain a user name or a password"],
  ["https://x.example/#hunter2", {}, "`url` must not contain a fragment"],
  ["https://x.example/?hunter2", { query: "refuse" }, "`url` must not contain a query"],
] as const)("%p is refused for good, and not shown", (text, options, said) => {
  let error: unknown;
  try {
    httpUrl("url", text, options);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(SinkError);
  expect(error).toMatchObject({ fatal: true, message: expect.stringContaining(said) });
  expect(String(error)).not.toContain("hunter2");
});
