import { afterEach, describe, expect, test } from "bun:test";
import { copyFileSync, existsSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { connect } from "node:tls";
import {
  type ListenAddress,
  type Listener,
  listen,
  type TlsFiles,
} from "../../../../src/http/server/index.ts";
import { failureOf } from "../../../support/failure.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const FIXTURES = join(import.meta.dir, "../../../fixtures/tls");
const LOOPBACK: ListenAddress = { kind: "tcp", hostname: "127.0.0.1", port: 0 };
const ANY_CERTIFICATE = { rejectUnauthorized: false };

const listeners: Listener[] = [];

afterEach(async () => {
  await Promise.all(listeners.splice(0).map((listener) => listener.stop()));
});

/** Listens and answers every request with the address of its peer, `?wait` after a moment. */
async function echoPeer(address: ListenAddress, tls: TlsFiles | null = null): Promise<Listener> {
  const listener = await listen({
    address,
    tls,
    handler: (peer) => async (request) => {
      if (request.url.endsWith("?wait")) await Bun.sleep(5);
      return new Response(peer(request) ?? "nobody");
    },
    idleTimeout: 10_000,
    maxBody: 1 << 30,
  });
  listeners.push(listener);
  return listener;
}

function portOf({ url }: Listener): number {
  return Number(new URL(url).port);
}

/** Puts a certificate of the fixtures into a folder, where it can be renewed. */
function install(folder: string, name: "first" | "second"): TlsFiles {
  const files = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
  copyFileSync(join(FIXTURES, `${name}-cert.pem`), files.cert);
  copyFileSync(join(FIXTURES, `${name}-key.pem`), files.key);
  return files;
}

/** Whose certificate a new connection is shown. */
function subjectAt(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port, ...ANY_CERTIFICATE }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.destroy();
    });
    socket.once("error", reject);
  });
}

describe("TCP", () => {
  test("names the port that was taken, and knows the peer", async () => {
    const listener = await echoPeer(LOOPBACK);
    expect(portOf(listener)).toBeGreaterThan(0);
    expect(await (await fetch(listener.url)).text()).toBe("127.0.0.1");
    await listener.renew();
    expect((await fetch(listener.url)).status).toBe(200);
  });

  test("a port in use is listen_failed", async () => {
    const port = portOf(await echoPeer(LOOPBACK));
    const error = await failureOf(echoPeer({ kind: "tcp", hostname: "127.0.0.1", port }));
    expect(error).toMatchObject({ code: "listen_failed" });
    expect(error.message).toContain(`127.0.0.1:${port}`);
  });

  test("stopping answers what is under way and takes nothing new", async () => {
    const listener = await echoPeer(LOOPBACK);
    const waiting = fetch(`${listener.url}/?wait`, { keepalive: false });
    await fetch(listener.url, { keepalive: false });
    await listener.stop();
    expect((await waiting).status).toBe(200);
    await failureOf(fetch(listener.url, { keepalive: false }));
  });
});

describe("unix sockets", () => {
  test("are for everybody on the machine, and their peers have no address", async () => {
    using folder = temporaryFolder();
    const unix = join(folder.path, "tattle.sock");
    const listener = await echoPeer({ kind: "unix", path: unix });
    expect(listener.url).toBe(`unix:${unix}`);
    expect(statSync(unix).mode & 0o777).toBe(0o666);
    expect(await (await fetch("http://tattle.test/", { unix })).text()).toBe("nobody");
  });

  test("that nobody listens on any more are replaced", async () => {
    using folder = temporaryFolder();
    const unix = join(folder.path, "tattle.sock");
    const code = `Bun.listen({ unix: ${JSON.stringify(unix)}, socket: { data() {} } }); process.kill(process.pid, 9)`;
    Bun.spawnSync([process.execPath, "-e", code]);
    expect(existsSync(unix)).toBe(true);
    await echoPeer({ kind: "unix", path: unix });
    expect((await fetch("http://tattle.test/", { unix })).status).toBe(200);
  });

  test("of another process, and files that are none, are left alone", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "tattle.sock");
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const failed = { code: "listen_failed" };
    expect(await failureOf(echoPeer({ kind: "unix", path }))).toMatchObject(failed);
    expect(existsSync(path)).toBe(true);
    server.close();
    const file = join(folder.path, "file");
    writeFileSync(file, "mine");
    expect(await failureOf(echoPeer({ kind: "unix", path: file }))).toMatchObject(failed);
    expect(await Bun.file(file).text()).toBe("mine");
  });
});

describe("TLS", () => {
  test("knows the client's address through the listener in front", async () => {
    using folder = temporaryFolder();
    const listener = await echoPeer(LOOPBACK, install(folder.path, "first"));
    expect(listener.url).toStartWith("https://127.0.0.1:");
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const answer = await fetch(listener.url, { tls: ANY_CERTIFICATE, keepalive: false });
        return answer.text();
      }),
    );
    expect(new Set(answers)).toEqual(new Set(["127.0.0.1"]));
  });

  test("changes its certificate under load without one failed request", async () => {
    using folder = temporaryFolder();
    const listener = await echoPeer(LOOPBACK, install(folder.path, "first"));
    let left = 300;
    const clients = Array.from({ length: 8 }, async (_, client) => {
      const statuses: number[] = [];
      while (left-- > 0) {
        // Half of them keep their connection, half have a new one for each request.
        const keepalive = client % 2 === 0;
        const url = `${listener.url}/?wait`;
        const answer = await fetch(url, { tls: ANY_CERTIFICATE, keepalive });
        await answer.text();
        statuses.push(answer.status);
      }
      return statuses;
    });
    const subjects: string[] = [];
    for (const name of ["second", "first", "second"] as const) {
      install(folder.path, name);
      const renewed = listener.renew();
      subjects.push(await subjectAt(portOf(listener)));
      await renewed;
    }
    const statuses = (await Promise.all(clients)).flat();
    expect(subjects).toEqual(["second", "first", "second"].map((name) => `tattle test, ${name}`));
    expect(statuses).toHaveLength(300);
    expect(new Set(statuses)).toEqual(new Set([200]));
  }, 30_000);

  test("keeps the certificate it has when the new one cannot be used", async () => {
    using folder = temporaryFolder();
    const files = install(folder.path, "first");
    const listener = await echoPeer(LOOPBACK, files);
    const unusable = { code: "tls_unusable" };
    for (const text of ["no certificate", ""]) {
      writeFileSync(files.cert, text);
      expect(await failureOf(listener.renew())).toMatchObject(unusable);
    }
    copyFileSync(join(FIXTURES, "second-cert.pem"), files.cert);
    expect(await failureOf(listener.renew())).toMatchObject(unusable);
    expect(await subjectAt(portOf(listener))).toBe("tattle test, first");
  });

  test("needs files that can be read", async () => {
    const files = { cert: "/nowhere/cert.pem", key: "/nowhere/key.pem" };
    const error = await failureOf(echoPeer(LOOPBACK, files));
    expect(error).toMatchObject({ code: "tls_unusable" });
    expect(error.message).toContain("/nowhere/cert.pem");
  });

  test("a port in use is listen_failed", async () => {
    using folder = temporaryFolder();
    const port = portOf(await echoPeer(LOOPBACK));
    const address = { kind: "tcp", hostname: "127.0.0.1", port } as const;
    const error = await failureOf(echoPeer(address, install(folder.path, "first")));
    expect(error).toMatchObject({ code: "listen_failed" });
  });
});
