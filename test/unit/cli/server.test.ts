import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serverOf } from "../../../src/cli/server.ts";
import { type Config, loadConfig } from "../../../src/config/index.ts";
import { PLUGINS } from "../../../src/registry.ts";
import { type Certificates, makeCertificates } from "../../support/certificates.ts";
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
  lag: { reports: 3, seconds: 61.6 },
  restarts: null,
  lastError: { message: "no\nroute\u001b[31m\u009b\u202e\u2028", at: 1 },
  retryAt: 1,
};

const foreign = {
  ...status,
  name: "mine",
  type: "mine",
  state: "running",
  lag: { reports: 0, seconds: 0 },
  restarts: 2,
  lastError: null,
};

/** A Tattle's API as far as the commands use it. */
function answer(request: Request): Response {
  if (request.headers.get("authorization") !== `Bearer ${TOKEN}`) {
    return new Response(null, { status: 401 });
  }
  const { pathname } = new URL(request.url);
  const route = `${request.method} ${pathname}`;
  if (route === "POST /api/v1/login-codes") return Response.json({ url: "http://x/login?code=1" });
  if (route === "GET /api/v1/sinks") return Response.json({ items: [status, foreign] });
  if (route === "GET /odd/api/v1/sinks") return Response.json({ items: 5 });
  if (route === "POST /reading/api/v1/login-codes") {
    const detail = 'The token "grafana" may only read.';
    return Response.json({ code: "read_only", detail }, { status: 403 });
  }
  if (route === "POST /busy/api/v1/login-codes") return new Response(null, { status: 429 });
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

  test("goes through a unix socket that --url names", async () => {
    const run = new Run({ TATTLE_ADMIN_TOKEN: TOKEN });
    expect(await run.start(["login", "--url", `unix:${join(folder, "s.sock")}`])).toBe(0);
    expect(run.stdout).toBe("http://x/login?code=1\n");
  });

  test.each(["ftp://127.0.0.1/", "127.0.0.1:8787", "unix:", "https://", ""])(
    "refuses %p as an address, and asks nobody",
    async (url) => {
      const run = new Run({ TATTLE_ADMIN_TOKEN: TOKEN });
      expect(await run.start(["login", "--url", url])).toBe(2);
      expect(run.stderr).toContain("It must be an http(s) URL, or unix:");
    },
  );

  test.each([
    ["no token is known", {}, ["--listen", listen], "token_missing"],
    [
      "the token is another",
      { TATTLE_ADMIN_TOKEN: `${TOKEN}x` },
      ["--listen", listen],
      "token_refused",
    ],
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
    [
      "the token is one that may only read",
      { TATTLE_ADMIN_TOKEN: TOKEN },
      ["--url", `http://${listen}/reading`],
      "read_only",
    ],
    [
      "too many tokens were wrong",
      { TATTLE_ADMIN_TOKEN: TOKEN },
      ["--url", `http://${listen}/busy`],
      "too_many_attempts",
    ],
  ])("says what to do when %s", async (_, env, args, code) => {
    const run = new Run(env);
    expect(await run.start(["login", ...args])).toBe(6);
    expect(run.stderr).toContain(`[${code}]`);
    expect(run.stderr).not.toContain(TOKEN);
    expect(run.stdout).toBe("");
  });
});

test("an admin token for somebody else's eyes is not called missing", async () => {
  const run = new Run();
  run.forbidden.add("/srv/tattle-data/admin-token");
  expect(await run.start(["login", "--listen", listen])).toBe(6);
  expect(run.stderr).toContain("cannot read /srv/tattle-data/admin-token: EACCES");
  expect(run.stderr).toContain("[token_unreadable]");
});

describe("a Tattle with a certificate", () => {
  const own = makeCertificates(mkdtempSync(join(folder, "own-")), "DNS:csp.example.org");
  const other = makeCertificates(mkdtempSync(join(folder, "other-")), "DNS:csp.example.org");
  const secure = Bun.serve({ hostname: "127.0.0.1", port: 0, tls: tlsOf(own), fetch: answer });
  afterAll(() => secure.stop(true));

  function tlsOf({ cert, key }: Certificates) {
    return { cert: readFileSync(cert, "utf8"), key: readFileSync(key, "utf8") };
  }

  async function logIn(cert: string | null): Promise<[number, Run]> {
    const run = new Run({ TATTLE_ADMIN_TOKEN: TOKEN });
    if (cert !== null) run.files.set("/srv/cert.pem", readFileSync(cert, "utf8"));
    const tls = ["--set", "tls.cert=cert.pem", "--set", "tls.key=key.pem"];
    const listening = ["--listen", `127.0.0.1:${secure.port}`];
    const named = ["--set", "public_url=https://csp.example.org"];
    return [await run.start(["login", ...listening, ...named, ...tls]), run];
  }

  test("is recognised by it, whatever its name and whoever signed it", async () => {
    const [code, run] = await logIn(own.cert);
    expect(run.stderr).toBe("");
    expect(run.stdout).toBe("http://x/login?code=1\n");
    expect(code).toBe(0);
  });

  test("gets no token where it shows another", async () => {
    const [code, run] = await logIn(other.cert);
    expect(code).toBe(6);
    expect(run.stderr).toContain("[server_unreachable]");
  });

  test("cannot be recognised by a file that cannot be read", async () => {
    const [code, run] = await logIn(null);
    expect(code).toBe(3);
    expect(run.stderr).toContain("cannot read /srv/cert.pem: ENOENT");
  });
});

describe("tattle sinks", () => {
  test.each([[["sinks"]], [["sinks", "list"]]])(
    "lists the kinds that there are, without asking anybody: %p",
    async (args) => {
      const run = new Run();
      expect(await run.start(args)).toBe(0);
      expect(run.stdout).toBe(
        "TYPE    SUPPORTS            SUMMARY\nsqlite  reader, idempotent  Keeps reports.\n",
      );
    },
  );

  test.each([[["sinks", "--json"]], [["sinks", "list", "--json"]]])(
    "lists them for scripts: %p",
    async (args) => {
      const run = new Run();
      expect(await run.start(args)).toBe(0);
      expect(JSON.parse(run.stdout)).toEqual([
        { type: "sqlite", supports: ["reader", "idempotent"], summary: "Keeps reports." },
      ]);
    },
  );

  test("shows how the running ones are doing, one printable line each", async () => {
    const run = new Run({ TATTLE_ADMIN_TOKEN: TOKEN });
    expect(await run.start(["sinks", "status", "--listen", listen])).toBe(0);
    expect(run.stdout).toBe(
      `NAME     TYPE    STATE     DELIVERED  REJECTED  DEAD LETTERS  DROPPED  WAITING  LAG  RESTARTS  LAST ERROR
archive  sqlite  retrying  12         1         1             0        3        62s  -         no route [31m
mine     mine    running   12         1         1             0        0        0s   2
`,
    );
  });

  test("prints for scripts what the API answers", async () => {
    const run = new Run({ TATTLE_ADMIN_TOKEN: TOKEN });
    expect(await run.start(["sinks", "status", "--json", "--listen", listen])).toBe(0);
    expect(JSON.parse(run.stdout)).toEqual([status, foreign]);
    expect(run.stdout).toMatch(/^[\n -~]+$/);
  });

  test("asks third parties' code nothing to find the running Tattle", async () => {
    const run = new Run({ TATTLE_ADMIN_TOKEN: TOKEN });
    run.files.set("/t.toml", "[[sinks]]\nuse = './mine.ts'\nconfig = { key = { env = 'NOPE' } }");
    for (const command of [["sinks", "status"], ["login"]]) {
      expect(await run.start([...command, "-c", "/t.toml", "--listen", listen])).toBe(0);
    }
  });

  test("needs no secret of a sink to find the running Tattle", async () => {
    const run = new Run({ TATTLE_ADMIN_TOKEN: TOKEN });
    run.files.set("/t.toml", "[[sinks]]\ntype = 'webhook'\nurl = { env = 'NOPE' }");
    for (const command of [["sinks", "status"], ["login"]]) {
      expect(await run.start([...command, "-c", "/t.toml", "--listen", listen])).toBe(0);
    }
  });

  test.each(["odd", "html", "moved"])("refuses an answer that is %s", async (path) => {
    const run = new Run({ TATTLE_ADMIN_TOKEN: TOKEN });
    expect(await run.start(["sinks", "status", "--url", `http://${listen}/${path}`])).toBe(6);
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
    [
      "tls = { cert = 'c', key = 'k' }\npublic_url = 'https://a.example/'",
      "https://127.0.0.1:8787",
    ],
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
