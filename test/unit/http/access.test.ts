import { describe, expect, test } from "bun:test";
import { BEARER, cookieOf, form, HOUR, logIn, NOW, ORIGIN, TOKEN, testAdmin } from "./support.ts";

const API = "/api/v1/status";

async function codeOf(answer: Response): Promise<unknown> {
  const body: unknown = await answer.json();
  return typeof body === "object" && body !== null && "code" in body ? body.code : undefined;
}

describe("the admin token", () => {
  test("opens the API", async () => {
    expect((await testAdmin().ask(API, { headers: BEARER })).status).toBe(200);
  });

  test("is taken whatever the case of the scheme", async () => {
    const headers = { authorization: `bearer ${TOKEN}` };
    expect((await testAdmin().ask(API, { headers })).status).toBe(200);
  });

  test.each([
    ["no header", {}],
    ["a wrong token", { authorization: "Bearer wrong" }],
    ["an empty token", { authorization: "Bearer " }],
    ["the token with more behind it", { authorization: `Bearer ${TOKEN}x` }],
    ["another scheme", { authorization: `Basic ${btoa(`admin:${TOKEN}`)}` }],
    ["a made-up session", { cookie: "tattle=made-up" }],
  ])("stays closed for %s", async (_, headers) => {
    const answer = await testAdmin().ask(API, { headers });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="tattle"');
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await codeOf(answer)).toBe("unauthorized");
  });

  test("is asked for before parameters are looked at", async () => {
    expect((await testAdmin().ask("/api/v1/reports?limit=x")).status).toBe(401);
  });
});

describe("guessing", () => {
  const wrong = { headers: { authorization: "Bearer wrong" } };

  test("is held back after ten wrong tokens of one address, and may go on later", async () => {
    let now = NOW;
    const { ask } = testAdmin({ services: { now: () => now } });
    for (let i = 0; i < 10; i++) expect((await ask(API, wrong)).status).toBe(401);
    const refused = await ask(API, wrong);
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("30");
    expect(await codeOf(refused)).toBe("too_many_attempts");
    now += 30_000;
    expect((await ask(API, wrong)).status).toBe(401);
  });

  test("costs other addresses nothing", async () => {
    let address = "192.0.2.1";
    const { ask } = testAdmin({ client: { address: () => address } });
    for (let i = 0; i < 20; i++) await ask(API, wrong);
    address = "192.0.2.2";
    expect((await ask(API, wrong)).status).toBe(401);
  });

  test.each<[string, (i: number) => string | null]>([
    ["many addresses", (i) => `192.0.2.${i}`],
    ["addresses that nobody knows", () => null],
  ])("from %s is held back once there were a hundred in all", async (_, addressOf) => {
    let i = 0;
    const { ask } = testAdmin({ client: { address: () => addressOf(i) } });
    for (; i < 100; i++) expect((await ask(API, wrong)).status).toBe(401);
    expect((await ask(API, wrong)).status).toBe(429);
  });

  test.each<[string, (i: number) => string | null]>([
    ["its own address", () => "192.0.2.1"],
    ["a hundred made-up addresses", (i) => `192.0.2.${i}`],
    ["addresses that nobody knows", () => null],
  ])(
    "never keeps the right token out, however many wrong ones came from %s",
    async (_, addressOf) => {
      let i = 0;
      const { ask } = testAdmin({ client: { address: () => addressOf(i) } });
      for (; i < 200; i++) await ask(API, wrong);
      expect((await ask(API, wrong)).status).toBe(429);
      expect((await ask(API, { headers: BEARER })).status).toBe(200);
      expect((await ask("/login", form({ token: TOKEN }))).status).toBe(303);
    },
  );

  test("counts the addresses of one IPv6 network as one", async () => {
    let i = 0;
    const { ask } = testAdmin({ client: { address: () => `2001:db8:1:2::${(++i).toString(16)}` } });
    for (let n = 0; n < 10; n++) await ask(API, wrong);
    expect((await ask(API, wrong)).status).toBe(429);
  });

  test("by the form is counted alike, and leaves sessions and one-time codes alone", async () => {
    const admin = testAdmin();
    const cookie = await logIn(admin);
    const { code } = admin.admin.loginCode(ORIGIN);
    for (let i = 0; i < 10; i++) {
      expect((await admin.ask("/login", form({ token: "wrong" }))).status).toBe(401);
    }
    const refused = await admin.ask("/login", form({ token: "wrong" }));
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("30");
    expect((await admin.ask(API, { headers: { cookie } })).status).toBe(200);
    expect((await admin.ask(`/login?code=${code}`)).status).toBe(303);
  });
});

describe("a session", () => {
  test("is opened by the form, in a cookie that only this site gets and no script reads", async () => {
    const answer = await testAdmin().ask("/login", form({ token: TOKEN, next: "/api/docs" }));
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe("/api/docs");
    expect(answer.headers.get("set-cookie")).toMatch(
      /^tattle=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/,
    );
  });

  test.each([
    ["the listener speaks TLS", { client: { https: () => true } }, ORIGIN],
    [
      "public_url is https and names the host",
      { settings: { publicUrl: "https://csp.example.org" } },
      "http://csp.example.org",
    ],
  ])("has a host-bound, secure cookie where %s", async (_, setup, origin) => {
    const { ask } = testAdmin(setup);
    const answer = await ask(`${origin}/login`, form({ token: TOKEN }));
    expect(answer.headers.get("set-cookie")).toMatch(
      /^__Host-tattle=[\w-]{43}; Path=\/;.*; Secure$/,
    );
    const cookie = cookieOf(answer);
    expect((await ask(`${origin}${API}`, { headers: { cookie } })).status).toBe(200);
    const plain = cookie.replace("__Host-", "");
    expect((await ask(`${origin}${API}`, { headers: { cookie: plain } })).status).toBe(401);
  });

  test("ends after twelve hours", async () => {
    let now = NOW;
    const admin = testAdmin({ services: { now: () => now } });
    const cookie = await logIn(admin);
    now += 12 * HOUR - 1;
    expect((await admin.ask(API, { headers: { cookie } })).status).toBe(200);
    now += 1;
    expect((await admin.ask(API, { headers: { cookie } })).status).toBe(401);
  });

  test("ends by logging out", async () => {
    const admin = testAdmin();
    const cookie = await logIn(admin);
    const out = await admin.ask("/logout", form({}, { cookie }));
    expect(out.status).toBe(303);
    expect(out.headers.get("set-cookie")).toContain("tattle=; Path=/; Max-Age=0");
    expect((await admin.ask(API, { headers: { cookie } })).status).toBe(401);
  });

  test("gives way when a hundred newer ones are open", async () => {
    const admin = testAdmin();
    const first = await logIn(admin);
    const second = await logIn(admin);
    for (let i = 0; i < 99; i++) await logIn(admin);
    expect((await admin.ask(API, { headers: { cookie: first } })).status).toBe(401);
    expect((await admin.ask(API, { headers: { cookie: second } })).status).toBe(200);
  });

  test("is found among other cookies", async () => {
    const admin = testAdmin();
    const cookie = `a=b; ${await logIn(admin)}; c=d`;
    expect((await admin.ask(API, { headers: { cookie } })).status).toBe(200);
  });

  test("cannot make login codes", async () => {
    const admin = testAdmin();
    const headers = { cookie: await logIn(admin), "sec-fetch-site": "same-origin" };
    const answer = await admin.ask("/api/v1/login-codes", { method: "POST", headers });
    expect(answer.status).toBe(401);
  });
});

describe("a request that changes something", () => {
  const CASES: Array<[string, Record<string, string>, boolean]> = [
    ["Sec-Fetch-Site says the same origin", { "sec-fetch-site": "same-origin" }, true],
    ["Sec-Fetch-Site says the same site", { "sec-fetch-site": "same-site", origin: ORIGIN }, false],
    ["Sec-Fetch-Site says another site", { "sec-fetch-site": "cross-site" }, false],
    ["Origin is our own", { origin: ORIGIN }, true],
    ["Origin is that of public_url", { origin: "https://csp.example.org" }, true],
    ["Origin is another", { origin: "https://evil.example" }, false],
    ["Origin is null", { origin: "null" }, false],
    ["neither is sent", {}, false],
  ];

  test.each(CASES)("by a form, where %s", async (_, headers, allowed) => {
    const { ask } = testAdmin({ settings: { publicUrl: "https://csp.example.org" } });
    const body = `token=${TOKEN}`;
    const length = { "content-length": String(body.length) };
    const answer = await ask("/login", {
      method: "POST",
      body,
      headers: { ...length, ...headers },
    });
    expect(answer.status).toBe(allowed ? 303 : 403);
  });

  test.each(CASES)("by a session, where %s", async (_, headers, allowed) => {
    const admin = testAdmin({ settings: { publicUrl: "https://csp.example.org" } });
    const cookie = await logIn(admin);
    const answer = await admin.ask("/api/v1/status", {
      method: "POST",
      headers: { ...headers, cookie },
    });
    expect(await codeOf(answer)).toBe(allowed ? "method_not_allowed" : "cross_site_refused");
  });

  test("by the token needs no origin", async () => {
    const answer = await testAdmin().ask("/api/v1/login-codes", {
      method: "POST",
      headers: BEARER,
    });
    expect(answer.status).toBe(201);
  });
});

describe("the login form", () => {
  test("asks for the token and keeps where to go", async () => {
    const page = await (await testAdmin().ask("/login?next=/api/docs")).text();
    expect(page).toContain('<input type="hidden" name="next" value="/api/docs">');
  });

  test("says that the token was wrong without repeating it", async () => {
    const answer = await testAdmin().ask("/login", form({ token: "hunter2" }));
    expect(answer.status).toBe(401);
    const page = await answer.text();
    expect(page).toContain("This token is wrong.");
    expect(page).not.toContain("hunter2");
  });

  test.each([
    ["longer than any form", { "content-length": "1000000" }],
    ["of unknown length", { "content-length": "" }],
    ["of a length that is no number", { "content-length": "1e1" }],
  ])("does not read a body %s", async (_, headers) => {
    const answer = await testAdmin().ask("/login", form({ token: TOKEN }, headers));
    expect(answer.status).toBe(401);
  });

  test("is skipped by who is logged in", async () => {
    const admin = testAdmin();
    const cookie = await logIn(admin);
    expect((await admin.ask("/login", { headers: { cookie } })).headers.get("location")).toBe("/");
  });
});

describe("a one-time code", () => {
  test("is made by the API for who holds the token", async () => {
    const answer = await testAdmin().ask("/api/v1/login-codes", {
      method: "POST",
      headers: BEARER,
    });
    const body: unknown = await answer.json();
    expect(body).toEqual({
      code: expect.stringMatching(/^[\w-]{43}$/),
      url: expect.stringMatching(/^http:\/\/tattle\.test\/login\?code=[\w-]{43}$/),
      expiresAt: "2026-11-22T10:40:00.000Z",
    });
  });

  test("leads to public_url where there is one", () => {
    const { admin } = testAdmin({ settings: { publicUrl: "https://csp.example.org" } });
    expect(admin.loginCode("http://127.0.0.1:8787").url).toStartWith(
      "https://csp.example.org/login?code=",
    );
  });

  test("logs in once", async () => {
    const admin = testAdmin();
    const { url } = admin.admin.loginCode(ORIGIN);
    const answer = await admin.ask(url);
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe("/");
    const headers = { cookie: cookieOf(answer) };
    expect((await admin.ask("/", { headers })).status).toBe(200);
    const again = await admin.ask(url);
    expect(again.status).toBe(401);
    expect(again.headers.get("set-cookie")).toBeNull();
  });

  test("ends after ten minutes", async () => {
    let now = NOW;
    const admin = testAdmin({ services: { now: () => now } });
    const { url } = admin.admin.loginCode(ORIGIN);
    now += 10 * 60_000;
    expect((await admin.ask(url)).status).toBe(401);
  });

  test("is not used up by a program that looks at the link", async () => {
    const admin = testAdmin();
    const { url } = admin.admin.loginCode(ORIGIN);
    await admin.ask(url, { method: "HEAD" });
    expect((await admin.ask(url)).status).toBe(303);
  });

  test("works from a link on another site, where the redirect would lose the cookie", async () => {
    const admin = testAdmin();
    const { url } = admin.admin.loginCode(ORIGIN);
    const answer = await admin.ask(url, { headers: { "sec-fetch-site": "cross-site" } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("set-cookie")).toStartWith("tattle=");
    expect(await answer.text()).toContain('<meta http-equiv="refresh" content="0; url=/">');
  });

  test("gives way when twenty newer ones wait", async () => {
    const admin = testAdmin();
    const first = admin.admin.loginCode(ORIGIN);
    for (let i = 0; i < 20; i++) admin.admin.loginCode(ORIGIN);
    expect((await admin.ask(first.url)).status).toBe(401);
  });
});

describe("a page", () => {
  test.each(["/", "/api/docs", "/api/docs/swagger-ui-bundle.js"])(
    "%s sends strangers to the login form and back",
    async (path) => {
      const answer = await testAdmin().ask(path);
      expect(answer.status).toBe(303);
      const location = new URL(answer.headers.get("location") ?? "", ORIGIN);
      expect(location.pathname).toBe("/login");
      expect(location.searchParams.get("next")).toBe(path);
    },
  );
});
