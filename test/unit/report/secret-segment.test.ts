import { describe, expect, test } from "bun:test";
import { REDACTED, redactSegment } from "../../../src/report/secret-segment.ts";

describe("a path segment that looks like a secret is masked", () => {
  test.each([
    ["hexadecimal id", "6f1ed002ab5595859014ebf0951522d9"],
    ["hexadecimal id of 16 digits", "6f1ed002ab559585"],
    ["hexadecimal letters only", "abcdefabcdefabcdefabcdefabcdefab"],
    ["UUID", "6f1ed002-ab55-4585-9014-ebf0951522d9"],
    ["UUID of digits", "12345678-1234-1234-1234-123456789012"],
    ["UUID in capitals", "6F1ED002-AB55-4585-9014-EBF0951522D9"],
    ["JSON Web Token", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-def_x"],
    ["base64url", "dGhpcy1pc-1hLXRv_a2Vu"],
    ["base64url without digits", "dGhpcyBpcyBhIHRva"],
    ["prefixed token", "tok_live_9f8a7b6c5d4e3f2a1b0c"],
    ["licence key", "A1B2-C3D4-E5F6-G7H8"],
    ["Slack-like token", "xoxb-123456789012-abcdefABCDEF"],
    ["long number", "20240115123045678"],
    ["password in the path", "user:pa55w0rd@host"],
    ["e-mail address", "jane.doe@mail.example"],
    ["escaped e-mail address", "jane%40mail.example"],
    ["assignment", "token=abc"],
    ["escaped assignment", "token%3Dabc"],
    ["escaped URL", "https%3A%2F%2Fuser%3Apass%40host"],
    ["URL escaped twice", "https%253A%252F%252Fhost"],
    ["escaped letters of a token", "%36%66%31ed002ab"],
    ["token named like a document", "6f1ed002ab5595859014ebf0951522d9.pdf"],
    ["token beside an escape", "6f1ed002ab5595859014%C3%A9"],
  ])("%s", (_, segment) => expect(redactSegment(segment)).toBe(REDACTED));
});

describe("a path segment that a person wrote is kept", () => {
  test.each([
    "",
    "products",
    "2024-01-15-my-blog-post",
    "many-violations-2",
    "inline-script-sample-emoji-edge",
    "iphone-15-pro-max-256gb-blue",
    "es2015-modules-explained",
    "myFancyComponent-page1",
    "React_Native_0_72_Release_Notes",
    "main.4f2a9c.chunk.js",
    "index-BfX3k9aQ.js",
    "main-app-6f1ed002ab559585.js",
    "jquery-ui-1.12.1.min.js",
    "react@18.2.0",
    "a1b2c3d4",
    "order-12345678",
    "L%27Or%C3%A9al%20(2024)",
    "%E3%83%86%E3%82%B9%E3%83%88%E3%83%9A",
    "Foo_(bar)_and_some_more_1",
    REDACTED,
  ])("%p", (segment) => expect(redactSegment(segment)).toBe(segment));
});

test("of a script, style sheet or font only the long hash is masked", () => {
  expect(redactSegment("application-6f1ed002ab5595859014ebf0951522d9.css")).toBe(
    `application-${REDACTED}.css`,
  );
  expect(redactSegment("KFOmCnqEu92Fr1Mu4mxKKTU1Kg.woff2")).toBe(`${REDACTED}.woff2`);
});
