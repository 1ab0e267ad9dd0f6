import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { BEARER, cookieOf, form, TOKEN, testAdmin } from "./support.ts";

const PATHS = ["/api/v1/reports", "/api/v1/overview", "/api/v1/sinks", "/api/v1/projects"];
const NAMES = [
  "limit",
  "cursor",
  "project",
  "type",
  "from",
  "to",
  "__proto__",
  "constructor",
  "toString",
];

const name = fc.oneof(fc.constantFrom(...NAMES), fc.string());
const value = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.integer().map(String),
  fc.double().map(String),
  fc.date().map((date) => (Number.isNaN(date.getTime()) ? "" : date.toISOString())),
  fc.constantFrom("\0", "%", "%ff", "[]", "{}", "null", "1e999", "-0", "9".repeat(400), "+"),
);
const query = fc.array(fc.tuple(name, value), { maxLength: 5 });
const encoded = query.map((pairs) => new URLSearchParams(pairs).toString());
const raw = fc.string().map((text) => text.replaceAll("#", ""));

describe("whatever is asked", () => {
  const { ask, errors } = testAdmin();

  test("a query never makes a 500", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...PATHS), fc.oneof(encoded, raw), async (path, text) => {
        const { status } = await ask(`${path}?${text}`, { headers: BEARER });
        expect([200, 400]).toContain(status);
      }),
      { numRuns: 300 },
    );
    expect(errors).toEqual([]);
  });

  test("an id never makes a 500", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", minLength: 1 }), async (id) => {
        const answer = await ask(`/api/v1/reports/${encodeURIComponent(id.toWellFormed())}`, {
          headers: BEARER,
        });
        expect([200, 303, 404]).toContain(answer.status);
      }),
    );
    expect(errors).toEqual([]);
  });

  test("a path never makes a 500", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.webPath(),
        fc.constantFrom("GET", "POST", "PUT"),
        async (path, method) => {
          expect((await ask(`/api/${path}`, { method, headers: BEARER })).status).toBeLessThan(500);
        },
      ),
    );
    expect(errors).toEqual([]);
  });

  test("a cookie or an Authorization field opens nothing", async () => {
    const header = fc.string({ unit: "grapheme-ascii" });
    await fc.assert(
      fc.asyncProperty(header, header, async (cookie, authorization) => {
        const fresh = testAdmin();
        const answer = await fresh.ask("/api/v1/status", {
          headers: { cookie: `tattle=${cookie}`, authorization: `Bearer ${authorization}` },
        });
        expect(answer.status).toBe(401);
      }),
    );
  });

  test("a login form answers with a page, a redirect to ourselves, or a refusal", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), fc.boolean(), async (next, right) => {
        const fresh = testAdmin();
        const token = right ? TOKEN : next;
        const answer = await fresh.ask("/login", form({ token, next: next.toWellFormed() }));
        expect(answer.status).toBe(right ? 303 : 401);
        if (right) {
          const location = answer.headers.get("location") ?? "";
          expect(new URL(location, "http://tattle.test").origin).toBe("http://tattle.test");
        }
      }),
    );
  });
});

test("what stands in an address becomes no element of a page", async () => {
  const tags = fc.constantFrom(
    "<script>",
    "</form>",
    "<img src=x onerror=alert(1)>",
    '"',
    "'",
    "&lt;",
    "<!--",
    "/issues/",
    "?a=",
  );
  const hostile = fc
    .array(fc.oneof(tags, fc.string({ unit: "binary" })), { maxLength: 6 })
    .map((list) => list.join("").toWellFormed());
  const admin = testAdmin();
  const cookie = cookieOf(await admin.ask("/login", form({ token: TOKEN })));
  const headers = { cookie, accept: "text/html" };
  const elementsAt = async (path: string, init: RequestInit = {}) =>
    elementsOf(await (await admin.ask(path, init)).text());
  const [login, shell] = [await elementsAt("/login"), await elementsAt("/", { headers })];
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const asked = new URLSearchParams({ next: text });
      expect(await elementsAt(`/login?${asked}`)).toEqual(login);
      expect(await elementsAt(`/?${asked}`, { headers })).toEqual(shell);
      const nowhere = `/nowhere/${encodeURIComponent(text)}`;
      expect(await elementsAt(nowhere, { headers })).toEqual(shell);
    }),
    { numRuns: 50 },
  );
});

/** The names of all elements of a page, in order. */
async function elementsOf(page: string): Promise<string[]> {
  const names: string[] = [];
  const rewriter = new HTMLRewriter().on("*", {
    element: (element) => {
      names.push(element.tagName);
    },
  });
  await rewriter.transform(new Response(page)).text();
  return names;
}
