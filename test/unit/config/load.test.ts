import { describe, expect, test } from "bun:test";
import { describeConfig } from "../../../src/config/index.ts";
import { load } from "./support.ts";

const sinkOf = (toml: string) => load(toml).config.sinks[0];

describe("without a file", () => {
  const { config } = load(null);

  test("everything has the documented default", () => {
    expect(config).toEqual({
      listen: { kind: "tcp", hostname: "127.0.0.1", port: 8787 },
      data: "/srv/tattle-data",
      durability: "fsync",
      publicUrl: null,
      trustedProxies: [],
      tls: null,
      admin: { token: null, listen: null, metrics: "open" },
      limits: {
        body: 8 * 2 ** 20,
        reportsPerBody: 1000,
        bodiesInFlight: 256 * 2 ** 20,
        idleTimeout: 60_000,
        rateLimit: null,
      },
      sampling: { algorithm: "uniform" },
      privacy: { urls: "strip" },
      noise: { action: "tag", disabled: [], rules: [] },
      log: { level: "info" },
      shutdown: { timeout: 10_000 },
      alerting: { interval: 60_000, url: null, privateAddresses: "refuse" },
      smtp: null,
      projects: [],
      alerts: [],
      sinks: [
        {
          kind: "builtin",
          type: "sqlite",
          name: "sqlite",
          config: {},
          batch: { maxReports: 500, maxBytes: 4 * 2 ** 20, maxAge: 1000 },
          timeout: 30_000,
          maxBacklog: 2 * 2 ** 30,
          onFull: "drop_oldest",
          start: "end",
          retry: { min: 1000, max: 300_000 },
        },
      ],
      secretVariables: [],
    });
  });
});

describe("precedence", () => {
  const file = "listen = '127.0.0.1:1'\n[log]\nlevel = 'debug'";
  const env = { TATTLE_LISTEN: "127.0.0.1:2" };
  const flags = [{ name: "--listen", key: "listen", value: "127.0.0.1:3" }];

  test("is flags, environment, file, defaults", () => {
    expect(load(file).config.listen).toMatchObject({ port: 1 });
    expect(load(file, { env }).config.listen).toMatchObject({ port: 2 });
    expect(load(file, { env, flags }).config.listen).toMatchObject({ port: 3 });
    expect(load(file, { env, flags }).config.log.level).toBe("debug");
  });

  test("forgives the file a mistake in what is overridden", () => {
    expect(load("listen = 5", { env }).config.listen).toMatchObject({ port: 2 });
  });

  test("takes an empty variable for none", () => {
    expect(load(file, { env: { TATTLE_LISTEN: "" } }).config.listen).toMatchObject({ port: 1 });
  });

  test("reaches every notation from the environment", () => {
    const { config } = load(null, {
      env: {
        TATTLE_LIMITS_BODY: "1MiB",
        TATTLE_LIMITS_REPORTS_PER_BODY: "50",
        TATTLE_LIMITS_RATE_LIMIT_PER_SECOND: "2.5",
        TATTLE_LIMITS_RATE_LIMIT_BURST: "10",
        TATTLE_TRUSTED_PROXIES: "10.0.0.0/8, ::1",
        TATTLE_ADMIN_TOKEN: "a-long-enough-token",
        TATTLE_TLS_CERT: "cert.pem",
        TATTLE_TLS_KEY: "/key.pem",
        TATTLE_PUBLIC_URL: "https://csp.example.org/",
      },
    });
    expect(config.limits).toMatchObject({ body: 2 ** 20, reportsPerBody: 50 });
    expect(config.limits.rateLimit).toEqual({ perSecond: 2.5, burst: 10 });
    expect(config.trustedProxies).toEqual([
      { address: "10.0.0.0", prefix: 8, family: "ipv4" },
      { address: "::1", prefix: 128, family: "ipv6" },
    ]);
    expect(config.admin.token?.reveal()).toBe("a-long-enough-token");
    expect(config.tls).toEqual({ cert: "/srv/cert.pem", key: "/key.pem" });
    expect(config.publicUrl).toBe("https://csp.example.org");
  });
});

describe("relative paths", () => {
  test("start at the folder of the file that says them, else at the working folder", () => {
    const toml = "data = 'd'\nlisten = 'unix:s.sock'\n[[sinks]]\nuse = './my-sink.ts'";
    const { config } = load(toml);
    expect(config.data).toBe("/etc/tattle/d");
    expect(config.listen).toEqual({ kind: "unix", path: "/etc/tattle/s.sock" });
    expect(config.sinks[0]).toMatchObject({ module: "/etc/tattle/my-sink.ts", name: "my-sink" });
    expect(load(toml, { env: { TATTLE_DATA: "d" } }).config.data).toBe("/srv/d");
  });

  test("of a file that is named relatively start below the working folder", () => {
    const file = { path: "conf/tattle.toml", text: "data = 'd'" };
    expect(load(null, { file }).config.data).toBe("/srv/conf/d");
  });
});

describe("projects", () => {
  test("take over what they do not say themselves", () => {
    const { config } = load(`
      noise = { action = "drop" }
      [[projects]]
      name = "shop"
      token = "a"
      origins = ["https://*.Shop.example:443", "http://localhost:3000"]
      [[projects]]
      name = "blog"
      tokens = ["b", "c"]
      noise = "tag"
      state = "retired"
    `);
    expect(config.projects).toEqual([
      {
        name: "shop",
        tokens: ["a"],
        state: "active",
        origins: ["https://*.shop.example", "http://localhost:3000"],
        types: null,
        noise: "drop",
        rateLimit: null,
        quotaPerDay: null,
      },
      {
        name: "blog",
        tokens: ["b", "c"],
        state: "retired",
        origins: null,
        types: null,
        noise: "tag",
        rateLimit: null,
        quotaPerDay: null,
      },
    ]);
  });
});

describe("a built-in sink", () => {
  test("gets its settings by the keys and notations of its schema", () => {
    const sink = sinkOf(`
      [[sinks]]
      type = "mail"
      pause = "1m"
      largest = "2MiB"
      format = "html"
      tag = ["a", "b"]
      headers = { "X-A" = "1" }
      auth = { type = "basic", user = "me" }
      config = { port = 587 }
    `);
    expect(sink?.config).toEqual({
      host: "localhost",
      port: 587,
      format: "html",
      pause: 60_000,
      largest: 2 * 2 ** 20,
      tag: ["a", "b"],
      headers: { "X-A": "1" },
      auth: { type: "basic", user: "me" },
    });
  });

  test("takes the batch that suits its kind, unless the file says otherwise", () => {
    expect(sinkOf("[[sinks]]\ntype = 'mail'")?.batch).toMatchObject({
      maxReports: 50,
      maxAge: 1000,
    });
    const own = "[[sinks]]\ntype = 'mail'\nbatch = { max_reports = 7 }";
    expect(sinkOf(own)?.batch).toMatchObject({ maxReports: 7, maxAge: 1000 });
  });

  test("can be had twice under two names", () => {
    const toml = "[[sinks]]\ntype = 'mail'\n[[sinks]]\ntype = 'mail'\nname = 'second'";
    expect(load(toml).config.sinks.map(({ name }) => name)).toEqual(["mail", "second"]);
  });
});

test("describing a config names the source of every setting", () => {
  const text = describeConfig(
    load("[limits]\nbody = '1MiB'\n[[sinks]]\ntype = 'mail'", {
      env: { TATTLE_LOG_LEVEL: "warn" },
    }),
  );
  const lines = text.split("\n").map((line) => line.replace(/ +# /, " # "));
  expect(lines).toContain('listen = "127.0.0.1:8787" # default');
  expect(lines).toContain('limits.body = "1MiB" # /etc/tattle/tattle.toml:2:8');
  expect(lines).toContain('log.level = "warn" # TATTLE_LOG_LEVEL');
  expect(lines).toContain('sinks[0].pause = "10s" # default');
});

test("a variable that looks like a misspelt setting gets a warning, others get none", () => {
  const env = { TATTLE_LISTN: "x", TATTLE_PORT_8787_TCP_ADDR: "x", TATTLE_CONFIG: "x", HOME: "/" };
  expect(load(null, { env }).warnings).toEqual([
    { path: "", where: "TATTLE_LISTN", message: "is no setting; did you mean TATTLE_LISTEN?" },
  ]);
});
