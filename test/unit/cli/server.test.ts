import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serverOf } from "../../../src/cli/server.ts";
import { type Config, loadConfig } from "../../../src/config/index.ts";
import { PLUGINS } from "../../../src/registry.ts";
import { Run } from "./support.ts";

const TOKEN = "a-long-enough-token";

const status = {
  name: "archive",
  type: "sqlite",
  state: "retrying",
  delivered: 12,
  rejected: 1,
  dropped: 0,
  deadLetters: 1,
  backlog: { reports: 3, bytes: 300, oldestAt: 1 },
  lastError: { message: "no\nroute\u001b[31m", at: 1 },
  retryAt: 1,
};

/** A Tattle's API as far as the commands use it. */
function answer(request: Request): Response {
  if (request.headers.get("authorization") !== `Bearer ${TOKEN}`) {
    return new Response(null, { status: 401 });
  }
  const { pathname } = new URL(request.url);
  const route = `${request.method} ${pathname}`;
  if (route === "POST /api/v1/login-codes") return Response.json({ url: "http://x/login?code=1" });
  if (route === "GET /api/v1/sinks") return Response.json({ items: [status] });
  if (route === "GET /odd/api/v1/sinks") return Response.json({ items: 5 });
  if (route === "GET /html/api/v1/sinks") return new Response("<html>");
  if (route === "GET /moved/api/v1/sinks") return Response.redirect("http://127.0.0.1:1/", 302);
  return new Response(null, { status: 404 });
}

const folder = mkdtempSync(join(tmpdir(), "tattle-cli-"));
const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: answer });
const socket = Bun.serve({ unix: join(folder, "s.sock"), fetch: answer });
const listen = `127.0.0.1:${server.port}`;

afterAll(async () => {
  await Promise.all([server.stop(true), socket.stop(true)]);
  rmSync(folder, { recursive: true });
});

describe("tattle login", () => {
  test("prints the URL that the running Tattle gives for the configured token", async () => {
    const run = new Run({ TATTLE_ADMIN_TOKEN: TOKEN });
    expect(await run.start(["login", "--listen", listen])).toBe(0);
    expect(run.stdout).toBe("http://x/login?code=1\n");
    expect(run.stdout + run.stderr).not.toContain(TOKEN);
  });

  test("takes the token from the data folder where the configuration has none", async () => {
    const run = new Run();
    run.files.set("/srv/tattle-data/admin-token", `${TOKEN}\n`);
    expect(await run.start(["login", "--listen", listen])).toBe(0);
  });

  test("goes through a unix socket, and prefers the address of the admin side", async () => {
    const run = new Run({ TATTLE_ADMIN_TOKEN: TOKEN });
    const admin = `admin.listen=unix:${join(folder, "s.sock")}`;
    expect(await run.start(["login", "--listen", "127.0.0.1:1", "--set", admin])).toBe(0);
    expect(run.stdout).toBe("http://x/login?code=1\n");
  });

  test.each([
    ["no token is known", {}, ["--listen", listen], "token_missing"],
    ["the token is another", { TATTLE_ADMIN_TOKEN: "x" }, ["--listen", listen], "token_refused"],
    [
      "nobody listens",
      { TATTLE_ADMIN_TOKEN: TOKEN },
      ["--listen", "127.0.0.1:1"],
      "server_unreachable",
    ],
    [
      "something else listens",
      { TATTLE_ADMIN_TOKEN: TOKEN },
      ["--url", `http://${listen}/other/`],
      "server_unexpected",
    ],
  ])("says what to do when %s", async (_, env, args, code) => {
    const run = new Run(env);
    expect(await run.start(["login", ...args])).toBe(6);
    expect(run.stderr).toContain(`[${code}]`);
    expect(run.stderr).not.toContain(TOKEN);
    expect(run.stdout).toBe("");
  });
});

describe("tattle sinks", () => {
  test("lists the kinds that there are, without asking anybody", async () => {
    const run = new Run();
    expect(await run.start(["sinks"])).toBe(0);
    expect(run.stdout).toBe(
      "TYPE    SUPPORTS            SUMMARY\nsqlite  reader, idempotent  Keeps reports.\n",
    );
  });

  test("shows how the running ones are doing, one printable line each", async () => {
    const run = new Run({ TATTLE_ADMIN_TOKEN: TOKEN });
    expect(await run.start(["sinks", "--status", "--listen", listen])).toBe(0);
    expect(run.stdout).toBe(
      `NAME     TYPE    STATE     DELIVERED  REJECTED  DROPPED  BACKLOG  LAST ERROR
archive  sqlite  retrying  12         1         0        3        no route [31m
`,
    );
  });

  test.each(["odd", "html", "moved"])("refuses an answer that is %s", async (path) => {
    const run = new Run({ TATTLE_ADMIN_TOKEN: TOKEN });
    expect(await run.start(["sinks", "--status", "--url", `http://${listen}/${path}`])).toBe(6);
    expect(run.stderr).not.toContain(TOKEN);
  });
});

describe("the address of the running Tattle", () => {
  const base = (toml: string) => serverOf(configOf(toml)).base;

  test.each([
    ["listen = '0.0.0.0:80'", "http://127.0.0.1:80"],
    ["listen = '[::]:80'", "http://[::1]:80"],
    ["listen = '10.0.0.1:80'\nadmin.listen = '[::1]:81'", "http://[::1]:81"],
    ["tls = { cert = 'c', key = 'k' }", "https://127.0.0.1:8787"],
    ["tls = { cert = 'c', key = 'k' }\npublic_url = 'https://a.example/'", "https://a.example"],
    ["public_url = 'https://a.example/'", "http://127.0.0.1:8787"],
  ])("of %p is %s", (toml, url) => {
    expect(base(toml)).toBe(url);
  });
});

function configOf(text: string): Config {
  const sinks = "[[sinks]]\ntype = 'discard'";
  const file = { path: "t.toml", text: `${text}\n${sinks}` };
  return loadConfig({ file, env: {}, flags: [], cwd: "/srv" }, PLUGINS, () => "").config;
}
