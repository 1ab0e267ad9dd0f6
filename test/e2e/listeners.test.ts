import { describe, expect, test } from "bun:test";
import { copyFileSync, existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:tls";
import { eventually } from "../support/eventually.ts";
import { exchange } from "../support/raw-http.ts";
import { numberedReport } from "../support/reports.ts";
import { ADMIN_TOKEN, TattleProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const CSP = { "content-type": "application/csp-report" };
const TLS = join(import.meta.dir, "../fixtures/tls");
const TOML = '[tls]\ncert = "cert.pem"\nkey = "key.pem"';

/** Puts a certificate of the fixtures where the config says. */
function install(folder: string, name: "first" | "second"): void {
  copyFileSync(join(TLS, `${name}-cert.pem`), join(folder, "cert.pem"));
  copyFileSync(join(TLS, `${name}-key.pem`), join(folder, "key.pem"));
}

/** Whose certificate a new connection is shown. */
function subjectAt(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.destroy();
    });
    socket.once("error", reject);
  });
}

/** A report on a connection of its own. */
async function reportOverTls(tattle: TattleProcess, number: number): Promise<number> {
  const answer = await fetch(`${tattle.url}/report/`, {
    method: "POST",
    headers: CSP,
    body: numberedReport(number),
    keepalive: false,
    tls: { rejectUnauthorized: false },
  });
  return answer.status;
}

describe("TLS", () => {
  test("serves reports and pages, and takes a renewed certificate on SIGHUP without losing a request", async () => {
    using folder = temporaryFolder();
    install(folder.path, "first");
    await using tattle = await TattleProcess.start({ data: join(folder.path, "data"), toml: TOML });
    expect(tattle.url).toStartWith("https://");
    expect(await subjectAt(tattle.port)).toBe("tattle test, first");
    expect(await reportOverTls(tattle, 0)).toBe(204);
    const page = await fetch(tattle.loginUrl, {
      redirect: "manual",
      tls: { rejectUnauthorized: false },
    });
    expect([page.status, page.headers.get("set-cookie")]).toEqual([
      303,
      expect.stringContaining("Secure"),
    ]);

    let going = true;
    const load = Array.from({ length: 4 }, async () => {
      const statuses: number[] = [];
      while (going) statuses.push(await reportOverTls(tattle, statuses.length));
      return statuses;
    });
    for (const name of ["second", "first", "second"] as const) {
      install(folder.path, name);
      tattle.signal("SIGHUP");
      await eventually(async () =>
        expect(await subjectAt(tattle.port)).toBe(`tattle test, ${name}`),
      );
    }
    going = false;
    expect(new Set((await Promise.all(load)).flat())).toEqual(new Set([204]));

    writeFileSync(join(folder.path, "cert.pem"), "no certificate");
    tattle.signal("SIGHUP");
    await eventually(() => expect(tattle.stderr).toContain("stays as it was"));
    expect(await subjectAt(tattle.port)).toBe("tattle test, second");
    expect(await reportOverTls(tattle, 1)).toBe(204);
    expect(await tattle.stop()).toMatchObject({ exitCode: 0 });
  }, 60_000);

  test("spoken to without it closes or refuses", async () => {
    using folder = temporaryFolder();
    install(folder.path, "first");
    await using tattle = await TattleProcess.start({ data: join(folder.path, "data"), toml: TOML });
    const answer = await exchange(tattle.port, { headers: CSP, body: numberedReport(1) });
    expect([null, 400]).toContain(answer?.status ?? null);
    expect(await reportOverTls(tattle, 1)).toBe(204);
  }, 30_000);

  test.each<[string, (folder: string) => void]>([
    ["no certificate", (folder) => writeFileSync(join(folder, "cert.pem"), "no certificate")],
    ["no key", (folder) => writeFileSync(join(folder, "key.pem"), "")],
    [
      "another certificate's key",
      (folder) => copyFileSync(join(TLS, "second-key.pem"), join(folder, "key.pem")),
    ],
    ["a missing file", (folder) => rmSync(join(folder, "cert.pem"))],
  ])(
    "with %s does not start, and says why",
    async (_name, spoil) => {
      using folder = temporaryFolder();
      install(folder.path, "first");
      spoil(folder.path);
      await using tattle = await TattleProcess.spawn({
        data: join(folder.path, "data"),
        toml: TOML,
      });
      expect((await tattle.ended()).exitCode).toBe(3);
      expect(tattle.stderr).toContain(join(folder.path, "cert.pem"));
      expect(tattle.stderr).toContain("[tls_unusable]");
    },
    30_000,
  );
});

describe("limits by client address", () => {
  const LIMITED = "[limits]\nrate_limit = { per_second = 0.001, burst = 2 }";

  test("hold for requests without a host, and are off where the address is a proxy's", async () => {
    using folder = temporaryFolder();
    await using tattle = await TattleProcess.start({
      data: join(folder.path, "data"),
      toml: LIMITED,
    });
    const body = numberedReport(1);
    const send = async (version: string, extra: string) => {
      const head = `POST /report/ HTTP/${version}\r\nContent-Type: application/csp-report\r\n${extra}`;
      const answer = await exchange(
        tattle.port,
        `${head}Content-Length: ${body.length}\r\n\r\n${body}`,
      );
      return [answer?.status, answer?.headers.get("tattle-dropped")];
    };
    expect(await send("1.0", "")).toEqual([204, null]);
    expect(await send("1.1", "Host: x\r\n")).toEqual([204, null]);
    expect(await send("1.0", "")).toEqual([204, "rate_limited"]);
    expect(await send("1.1", "Host: x\r\n")).toEqual([204, "rate_limited"]);
    expect(await send("1.1", "Host: x\r\nX-Forwarded-For: 192.0.2.1\r\n")).toEqual([204, null]);
  }, 30_000);

  test("know the client behind the TLS front and behind a trusted proxy", async () => {
    using folder = temporaryFolder();
    install(folder.path, "first");
    const toml = `trusted_proxies = ["127.0.0.1"]\n${TOML}\n${LIMITED}`;
    await using tattle = await TattleProcess.start({ data: join(folder.path, "data"), toml });
    const send = async (client: string) => {
      const answer = await fetch(`${tattle.url}/report/`, {
        method: "POST",
        headers: { ...CSP, "x-forwarded-for": client },
        body: numberedReport(1),
        tls: { rejectUnauthorized: false },
      });
      return answer.headers.get("tattle-dropped");
    };
    const outcomes = [await send("192.0.2.1"), await send("192.0.2.1"), await send("192.0.2.1")];
    expect(outcomes).toEqual([null, null, "rate_limited"]);
    expect(await send("192.0.2.2")).toBeNull();
  }, 30_000);
});

describe("an address of its own for the admin side", () => {
  test("keeps dashboard, API and metrics off the public one", async () => {
    using folder = temporaryFolder();
    const toml = '[admin]\nlisten = "127.0.0.1:0"';
    await using tattle = await TattleProcess.start({ data: join(folder.path, "data"), toml });
    expect(tattle.adminUrl).not.toBe(tattle.url);
    expect((await tattle.report(numberedReport(1))).status).toBe(204);
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
    for (const path of ["/", "/login", "/api/v1/reports", "/api/docs", "/metrics"]) {
      const [outside, inside] = await Promise.all([
        fetch(tattle.url + path, { headers, redirect: "manual" }),
        fetch(tattle.adminUrl + path, { headers, redirect: "manual" }),
      ]);
      expect([path, outside.status]).toEqual([path, 404]);
      expect(outside.headers.get("content-type")).toBe("application/problem+json");
      expect(outside.headers.get("content-security-policy")).toStartWith("default-src 'none'; ");
      expect([path, inside.status < 400]).toEqual([path, true]);
    }
    // A load balancer of the public side asks there.
    for (const url of [tattle.url, tattle.adminUrl]) {
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
    }
    const report = { method: "POST", headers: CSP, body: numberedReport(2) };
    expect((await fetch(`${tattle.adminUrl}/report/`, report)).status).toBe(404);
  }, 30_000);
});

describe("a unix socket", () => {
  test("serves a proxy of the same machine, and survives kill -9 of its owner", async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, "data");
    const socket = join(folder.path, "tattle.sock");
    const options = { data, listen: `unix:${socket}` };
    await using first = await TattleProcess.start(options);
    expect(statSync(socket).mode & 0o777).toBe(0o666);
    const report = (number: number) =>
      exchange(socket, { headers: CSP, body: numberedReport(number) });
    expect((await report(1))?.status).toBe(204);

    await using other = await TattleProcess.spawn({ ...options, data: join(folder.path, "other") });
    expect(await other.ended()).toMatchObject({ exitCode: 5 });
    expect((await report(2))?.status).toBe(204);

    await first.kill();
    expect(existsSync(socket)).toBe(true);
    await using second = await TattleProcess.start(options);
    expect((await report(3))?.status).toBe(204);
    expect(await second.stop()).toMatchObject({ exitCode: 0 });
    expect(second.query<object>("SELECT count(*) AS n FROM reports")).toEqual([{ n: 3 }]);
    expect(existsSync(socket)).toBe(false);
  }, 30_000);
});
