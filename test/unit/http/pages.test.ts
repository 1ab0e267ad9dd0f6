import { describe, expect, test } from "bun:test";
import { gunzipSync } from "node:zlib";
import { PAGE_PATHS } from "../../../src/http/pages/paths.ts";
import { logIn, NOW, testAdmin } from "./support.ts";

const PAGES = PAGE_PATHS.map((path) => path.replace(":id", "0123456789abcdef"));

describe("the dashboard's pages", () => {
  test.each(PAGES)("%s lead who is not logged in to the login page and back", async (path) => {
    const answer = await testAdmin().ask(path);
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe(`/login?${new URLSearchParams({ next: path })}`);
  });

  test.each(PAGES)("%s is the page that loads the dashboard", async (path) => {
    const admin = testAdmin();
    const answer = await admin.ask(path, { headers: { cookie: await logIn(admin) } });
    expect(answer.status).toBe(200);
    const text = await answer.text();
    expect(text).toContain('<script type="module" src="/assets/app/main-1.js"></script>');
    expect(text).toContain('<link rel="stylesheet" href="/assets/app/main-1.css">');
    expect(text).toContain(`data-now="${NOW}"`);
    expect(text).toContain("<noscript>");
  });

  test("come back to where one was, with its filters", async () => {
    const next = "/issues?project=shop&last=30d&from=2026-11-01T00%3A00%3A00.000Z";
    const answer = await testAdmin().ask(next);
    const to = answer.headers.get("location") ?? "";
    expect(new URL(to, "http://x").searchParams.get("next")).toBe(next);
  });

  test("allow no inline script or style, no eval, no text as markup, and report to Tattle", async () => {
    const admin = testAdmin();
    const answer = await admin.ask("/", { headers: { cookie: await logIn(admin) } });
    expect(answer.headers.get("content-security-policy")).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'; report-uri /report/?token=tattle-dashboard&v=0.1.0-test",
    );
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  test("report to where reports are taken, where that is elsewhere", async () => {
    const admin = testAdmin({ settings: { ownReportUrl: () => "https://csp.example.org" } });
    const answer = await admin.ask("/", { headers: { cookie: await logIn(admin) } });
    expect(answer.headers.get("content-security-policy")).toContain(
      "report-uri https://csp.example.org/report/?token=tattle-dashboard",
    );
  });

  test("answer other methods with 405", async () => {
    const answer = await testAdmin().ask("/issues", { method: "POST" });
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("GET, HEAD");
  });
});

describe("an address that nothing answers", () => {
  const accept = "text/html,application/xhtml+xml,*/*;q=0.8";

  test("is a page for a person, who reads there that it is none", async () => {
    const admin = testAdmin();
    const answer = await admin.ask("/nowhere", { headers: { accept, cookie: await logIn(admin) } });
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('<script type="module" src="/assets/app/main-1.js">');
  });

  test("leads who is not logged in to the login page, as one that exists does", async () => {
    const answer = await testAdmin().ask("/nowhere?x=1", { headers: { accept } });
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe("/login?next=%2Fnowhere%3Fx%3D1");
  });

  test.each([
    ["/api/nowhere", "GET", accept],
    ["/assets/nowhere", "GET", accept],
    ["/report/nowhere/else", "GET", accept],
    ["/nowhere", "POST", accept],
    ["/nowhere", "GET", "*/*"],
    ["/nowhere", "GET", "application/json"],
  ])("is a problem where a program asks: %s by %s, %s", async (path, method, accepted) => {
    const admin = testAdmin();
    const headers = { accept: accepted, cookie: await logIn(admin) };
    const answer = await admin.ask(path, { method, headers });
    expect(answer.status).toBe(404);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
  });
});

describe("the dashboard's files", () => {
  test.each([
    [null, null],
    ["", null],
    ["gzip, deflate", "gzip"],
    ["gzip, deflate, br, zstd", "br"],
    ["br;q=0, gzip;q=0.5", "gzip"],
    ["GZIP", "gzip"],
    ["identity", null],
  ])("come, to who accepts %p, coded by %p", async (accepted, coding) => {
    const headers = accepted === null ? {} : { "accept-encoding": accepted };
    const answer = await testAdmin().ask("/assets/app/main-1.js", { headers });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-encoding")).toBe(coding);
    expect(answer.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(answer.headers.get("vary")).toBe("Accept-Encoding");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    if (coding === "gzip") {
      expect(gunzipSync(await answer.bytes()).toString()).toBe("export {};");
    }
  });

  test("may be kept for a year, since their names change with them", async () => {
    const answer = await testAdmin().ask("/assets/app/main-1.css");
    expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  });

  test.each(["/assets/app/nope.js", "/assets/app/..%2fadmin-token", "/assets/app/"])(
    "%s is none of them",
    async (path) => {
      expect((await testAdmin().ask(path)).status).toBe(404);
    },
  );
});
