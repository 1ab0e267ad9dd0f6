import { describe, expect, test } from "bun:test";
import { logIn, testAdmin } from "./support.ts";

const admin = testAdmin();
const cookie = await logIn(admin);
const ask = (path: string) => admin.ask(path, { headers: { cookie } });

describe("Swagger UI", () => {
  test.each([
    ["/api/docs", "text/html; charset=utf-8", 400],
    ["/api/docs/swagger-init.js", "text/javascript; charset=utf-8", 100],
    ["/api/docs/swagger-ui-bundle.js", "text/javascript; charset=utf-8", 1_000_000],
    ["/api/docs/swagger-ui.css", "text/css; charset=utf-8", 100_000],
    ["/assets/icon.svg", "image/svg+xml", 100],
  ])("%s is served from here", async (path, type, size) => {
    const answer = await ask(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe(type);
    expect((await answer.bytes()).length).toBeGreaterThan(size);
  });

  test("names files of ours only, and no inline script", async () => {
    const page = await (await ask("/api/docs")).text();
    const urls = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, url]) => url ?? "");
    expect(urls).toHaveLength(4);
    for (const url of urls) expect((await ask(url)).status).toBe(200);
    expect(page).not.toMatch(/<script>|<style|\sstyle=/);
  });

  test("may set styles, but load and run nothing that is not ours", async () => {
    const csp = (await ask("/api/docs")).headers.get("content-security-policy");
    expect(csp).toContain("script-src 'self';");
    expect(csp).toContain("style-src 'self' 'unsafe-inline';");
    expect(csp).toContain("connect-src 'self';");
  });
});
