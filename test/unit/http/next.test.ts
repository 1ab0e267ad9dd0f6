import { expect, test } from "bun:test";
import fc from "fast-check";
import { ownPath } from "../../../src/http/access/next.ts";

test.each([
  "/",
  "/api/docs",
  "/api/docs/",
  "/issues?project=shop&from=2026-11-22",
  "/?document=https%3A%2F%2Fshop.example%2F%3Fa&noise=own/x+y",
])("%s is a page of ours", (path) => expect(ownPath(path)).toBe(path));

test.each([
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/.//evil.example",
  "/..//evil.example",
  "/a//evil.example",
  "https://evil.example",
  "javascript:alert(1)",
  "/\t/evil.example",
  "/\n/evil.example",
  "/%2f/evil.example",
  "/a\r\nset-cookie: b",
  "/login",
  "/login?code=x",
  "",
  "a",
  `/${"a".repeat(4_000)}`,
])("%j leads to the start page", (path) => expect(ownPath(path)).toBe("/"));

test("nothing leads to another site", () => {
  const parts = fc.constantFrom(
    "/",
    "\\",
    ".",
    "..",
    "evil.example",
    ":",
    "@",
    "?",
    "#",
    "\t",
    "%2f",
    "a",
    "http",
  );
  const paths = fc.oneof(
    fc.string(),
    fc.array(parts).map((list) => list.join("")),
  );
  fc.assert(
    fc.property(paths, (path) => {
      expect(new URL(ownPath(path), "http://tattle.test/login").origin).toBe("http://tattle.test");
    }),
  );
});
