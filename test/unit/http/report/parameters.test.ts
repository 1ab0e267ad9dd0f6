import { expect, test } from "bun:test";
import fc from "fast-check";
import { corsHeaders, preflightHeaders } from "../../../../src/http/report/cors.ts";
import { POSTHOG_PARAMETERS, reportParameters } from "../../../../src/http/report/parameters.ts";

const NONE = { token: null, sampleRate: null, version: null, distinctId: null, sessionId: null };

test.each<[string, Partial<ReturnType<typeof reportParameters>>]>([
  ["/report/", {}],
  ["/report/?", {}],
  ["/report/?&&=&=x&token", {}],
  ["/report/?token=phc_1", { token: "phc_1" }],
  ["https://tattle.test/report/?token=phc_1&v=2", { token: "phc_1", version: "2" }],
  [
    "/r?token=t&sample_rate=0.5&v=3&distinct_id=u&session_id=s",
    { token: "t", sampleRate: "0.5", version: "3", distinctId: "u", sessionId: "s" },
  ],
  // Of a repeated one the last wins, blank counts as absent.
  ["/r?token=a&token=b", { token: "b" }],
  ["/r?token=a&token=", {}],
  ["/r?v=", {}],
  // The second name of the token, where the first says nothing.
  ["/r?api_key=k", { token: "k" }],
  ["/r?api_key=k&token=t", { token: "t" }],
  ["/r?api_key=k&token=", { token: "k" }],
  ["/r?v=a+b", { version: "a b" }],
  ["/r?v=a%20b%C3%A9", { version: "a bé" }],
  ["/r?v=a%2Bb%26c%3Dd", { version: "a+b&c=d" }],
  ["/r?v=a=b", { version: "a=b" }],
  ["/r?v=a?b", { version: "a?b" }],
  ["/r?to%6ben=t", { token: "t" }],
  // What is no percent encoding, or no UTF-8, is read as browsers read it.
  ["/r?v=100%", { version: "100%" }],
  ["/r?v=%zz", { version: "%zz" }],
  ["/r?v=%ff", { version: "\ufffd" }],
  ["/r?TOKEN=t&Token=t", {}],
  ["/r?toString=x&__proto__=y", {}],
  [`/r?v=${"x".repeat(5_000)}`, { version: "x".repeat(1_024) }],
])("%s", (url, expected) => {
  expect(reportParameters(url, POSTHOG_PARAMETERS)).toEqual({ ...NONE, ...expected });
});

test("any query is read as URLSearchParams reads it", () => {
  const part = fc.stringMatching(/^[a-z%+=0-9A-Fé;,]{0,8}$/);
  const query = fc.array(fc.oneof(part, fc.constantFrom("v", "v=1", "v=%20", "token=a+b")));
  fc.assert(
    fc.property(query, (parts) => {
      const text = parts.join("&");
      const read = new URLSearchParams(text);
      const { version, token } = reportParameters(`/r?${text}`, POSTHOG_PARAMETERS);
      expect(version).toBe(read.getAll("v").at(-1) || null);
      expect(token).toBe(read.getAll("token").at(-1) || read.getAll("api_key").at(-1) || null);
    }),
  );
});

test.each([
  "https://shop.example",
  "http://localhost:3000",
  "moz-extension://0a1b",
  "https://[2001:db8::1]:8443",
])("the origin %s is echoed, with credentials", (origin) => {
  expect(corsHeaders(origin)).toMatchObject({
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    vary: "Origin",
  });
});

test.each([
  null,
  "null",
  "",
  "*",
  "shop.example",
  "https://",
  "https://a b",
  "https://a/path",
  "https://user@shop.example",
  "https://a\r\nx: y",
  "https://<script>",
  `https://${"a".repeat(256)}`,
])("the origin %p is not echoed, and anybody is let in without credentials", (origin) => {
  const headers = corsHeaders(origin);
  expect(headers["access-control-allow-origin"]).toBe("*");
  expect(headers["access-control-allow-credentials"]).toBeUndefined();
  expect(headers.vary).toBe("Origin");
});

test("a preflight is good for a day", () => {
  expect(preflightHeaders("https://shop.example")).toEqual({
    ...corsHeaders("https://shop.example"),
    "access-control-max-age": "86400",
  });
});
