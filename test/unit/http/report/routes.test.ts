import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { Elysia } from "elysia";
import { reportRoutes } from "../../../../src/http/report/index.ts";
import { type ListenAddress, type Listener, listen } from "../../../../src/http/server/index.ts";
import { eventually } from "../../../support/eventually.ts";
import { exchange, RawConnection } from "../../../support/raw-http.ts";
import { numberedReport } from "../../../support/reports.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { CSP_REPORT, type TestIngest, testIngest } from "./support.ts";

const ORIGIN = "https://shop.example";
const HEADERS = { "content-type": CSP_REPORT, origin: ORIGIN };

let t: TestIngest;
let listener: Listener;

async function serve(address: ListenAddress): Promise<Listener> {
  const app = new Elysia({ handler: { standardHostname: false } });
  const handler = app.use(reportRoutes(t.ingest, () => null)).compile().fetch;
  return listen({
    address,
    tls: null,
    handler: () => handler,
    idleTimeout: 10_000,
    maxBody: 1 << 30,
  });
}

beforeEach(async () => {
  t = testIngest();
  listener = await serve({ kind: "tcp", hostname: "127.0.0.1", port: 0 });
});

afterEach(async () => {
  await listener.stop();
  t[Symbol.dispose]();
});

function port(): number {
  return Number(new URL(listener.url).port);
}

test.each(["/report/", "/report"])("%s takes reports, without a redirect", async (path) => {
  const answer = await exchange(port(), {
    path: `${path}?token=phc_1&v=2`,
    headers: HEADERS,
    body: numberedReport(1),
  });
  expect(answer).toMatchObject({ status: 204, body: "" });
  expect(answer?.headers.get("access-control-allow-origin")).toBe(ORIGIN);
  expect(t.entries()).toMatchObject([{ request: { token: "phc_1", version: "2" } }]);
});

test.each(["/report/", "/report"])(
  "a preflight to %s is answered 204 without a body",
  async (path) => {
    const headers = {
      origin: ORIGIN,
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type",
    };
    const answer = await exchange(port(), { method: "OPTIONS", path, headers });
    expect(answer).toMatchObject({ status: 204, body: "" });
    expect(Object.fromEntries(answer?.headers ?? [])).toMatchObject({
      "access-control-allow-origin": ORIGIN,
      "access-control-allow-methods": "GET, POST, OPTIONS",
      "access-control-allow-headers": "X-Requested-With,Content-Type",
      "access-control-max-age": "86400",
      vary: "Origin",
    });
    expect(t.counts()).toEqual({});
  },
);

describe.each(["/report/", "/report"])("%s", (path) => {
  test.each(["GET", "PUT", "DELETE", "PATCH"])(
    "refuses %s and says what it takes",
    async (method) => {
      const answer = await exchange(port(), { method, path, headers: HEADERS, body: "x" });
      expect(answer?.status).toBe(405);
      expect(answer?.headers.get("allow")).toBe("POST, OPTIONS");
      expect(answer?.headers.get("access-control-allow-origin")).toBe(ORIGIN);
      expect(JSON.parse(answer?.body ?? "")).toMatchObject({ code: "method_not_allowed" });
    },
  );

  test("refuses HEAD", async () => {
    const answer = await fetch(`${listener.url}${path}`, { method: "HEAD" });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST, OPTIONS"]);
  });
});

test.each(["x", "h", "127.0.0.1:1", "csp.example.org"])(
  "the Host %s makes no difference",
  async (host) => {
    const answer = await exchange(port(), {
      headers: { Host: host, ...HEADERS },
      body: numberedReport(1),
    });
    expect(answer?.status).toBe(204);
  },
);

test("a body that comes in chunks counts like any other", async () => {
  const body = numberedReport(1);
  const chunks = [body.slice(0, 10), body.slice(10)].map(
    (chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`,
  );
  const answer = await exchange(port(), {
    headers: { ...HEADERS, "transfer-encoding": "chunked" },
    body: `${chunks.join("")}0\r\n\r\n`,
  });
  expect([answer?.status, t.counts()]).toEqual([204, { kept: 1 }]);
});

test.each(["-5", "abc", "0x10", "1e3", "+5", "NaN"])(
  "a Content-Length of %s spoils nothing for others",
  async (length) => {
    await exchange(port(), { headers: { ...HEADERS, "content-length": length }, body: "{}" });
    expect(t.bodies.inFlight).toBe(0);
    const answer = await exchange(port(), { headers: HEADERS, body: numberedReport(1) });
    expect(answer?.status).toBe(204);
  },
);

test("a client that goes away in the middle of its body leaves nothing held", async () => {
  {
    using connection = await RawConnection.open(port());
    const head = `POST /report/ HTTP/1.1\r\nHost: x\r\nContent-Type: ${CSP_REPORT}\r\n`;
    await connection.send(`${head}Content-Length: 5000\r\n\r\n{"csp-report":`);
    await eventually(() => expect(t.bodies.inFlight).toBe(5_000));
  }
  await eventually(() => expect(t.bodies.inFlight).toBe(0));
  expect(t.entries()).toEqual([]);
});

test("a unix socket takes reports too", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "tattle.sock");
  const second = await serve({ kind: "unix", path });
  const answer = await exchange(path, { headers: HEADERS, body: numberedReport(1) });
  expect(answer?.status).toBe(204);
  await second.stop();
});
