/** Requests and connections that no browser makes: a clear 4xx or a closed connection, never more. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import {
  CSP,
  expectCors,
  expectUnharmed,
  GoodNeighbour,
  MIB,
  violation,
} from "../support/hostile.ts";
import { exchange, RawConnection, requestBytes } from "../support/raw-http.ts";
import { numberedReport } from "../support/reports.ts";
import { TattleProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();
const neighbour = new GoodNeighbour();
let tattle: TattleProcess;

beforeAll(async () => {
  tattle = await TattleProcess.start({
    data: join(folder.path, "data"),
    toml: '[limits]\nidle_timeout = "4s"',
  });
}, 60_000);

afterAll(async () => {
  await tattle[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

/** After each mistreatment a good report is taken. */
afterEach(() => neighbour.report(tattle));

describe("a request", () => {
  const body = violation('"blocked-uri":"inline"');

  test("in chunks of one byte, without a length, is taken", async () => {
    const headers = { ...CSP, "Transfer-Encoding": "chunked" };
    const chunks = [...body].map((character) => `1\r\n${character}\r\n`).join("");
    const answer = await exchange(tattle.port, { headers, body: `${chunks}0\r\n\r\n` });
    expect(answer?.status).toBe(204);
  });

  test.each([
    ["no number", "abc"],
    ["negative", "-5"],
    ["beyond all numbers", "99999999999999999999999"],
    ["given twice", "5\r\nContent-Length: 7"],
    ["given beside chunks", "5\r\nTransfer-Encoding: chunked"],
  ])("whose length is %s is refused", async (_name, length) => {
    const headers = { ...CSP, "Content-Length": length };
    expect((await exchange(tattle.port, { headers, body }))?.status).toBe(400);
  });

  test.each([
    "?",
    "?????",
    "?%",
    "?%zz=%&token=%",
    "?token=%00%ff%fe",
    "?=&=&=",
    "?token[]=1&token=",
    `?${"a=1&".repeat(3_000)}`,
    `?token=${"t".repeat(10_000)}`,
    `?sample_rate=${"9".repeat(5_000)}`,
    "?sample_rate=1e400&v=__proto__&distinct_id=constructor",
  ])("with the query %.40s is taken", async (query) => {
    const path = `/report/${query}`;
    const answer = await exchange(tattle.port, { path, headers: CSP, body });
    expect(answer?.status).toBe(204);
    expectCors(answer);
  });

  test.each([
    "",
    "a",
    "csp",
    "[::1]",
    "a:b:c",
    "\u00e9",
    "a b",
    "<x>",
    "%00",
    "a/b",
    "h".repeat(5_000),
  ])("to the host %.20p is taken", async (host) => {
    const answer = await exchange(tattle.port, { headers: { ...CSP, Host: host }, body });
    expect(answer?.status).toBe(204);
    expectCors(answer);
  });

  test("that waits to be told to go on is told so", async () => {
    const bytes = requestBytes({ headers: { ...CSP, Expect: "100-continue" }, body });
    using connection = await RawConnection.open(tattle.port);
    await connection.send(bytes.subarray(0, -body.length));
    expect((await connection.answer())?.status).toBe(100);
    await connection.send(body);
    expect((await connection.answer())?.status).toBe(204);
  });

  test("of HTTP/1.0 without a host is answered, by the health check too", async () => {
    const post = `POST /report/?v=1 HTTP/1.0\r\nContent-Type: application/csp-report\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    expect((await exchange(tattle.port, post))?.status).toBe(204);
    expect((await exchange(tattle.port, "GET /healthz HTTP/1.0\r\n\r\n"))?.status).toBe(200);
  });

  test.each(["GET", "PUT", "DELETE", "PATCH", "PROPFIND", "TRACE"])(
    "by %s is answered 405 and told which methods there are",
    async (method) => {
      const answer = await exchange(tattle.port, { method, headers: CSP, body });
      expect(answer?.status).toBe(405);
      expect(answer?.headers.get("allow")).toBe("POST, OPTIONS");
      expectCors(answer);
    },
  );

  test.each([
    ["headers beyond all bounds", { "X-Large": "x".repeat(2 * MIB) }, 431],
    [
      "a thousand headers",
      Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`X-${at}`, "x"])),
      431,
    ],
  ])("with %s is refused", async (_name, headers, status) => {
    const answer = await exchange(tattle.port, { headers: { ...CSP, ...headers }, body });
    expect(answer?.status).toBe(status);
  });

  test.each([
    ["another protocol", "\x16\x03\x01\x02\x00\x01\x00\x01\r\n\r\n"],
    ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["no protocol", "hello\r\n\r\n"],
    [
      "a chunk of no length",
      "POST /report/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
    ["a header without a colon", "POST /report/ HTTP/1.1\r\nHost: x\r\nhello\r\n\r\n"],
    [
      "a NUL in a header",
      "POST /report/ HTTP/1.1\r\nHost: x\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n",
    ],
  ])("of %s is refused", async (_name, bytes) => {
    const answer = await exchange(tattle.port, Buffer.from(bytes, "latin1"));
    expect([null, 400, 505]).toContain(answer?.status ?? null);
  });

  // Bun answers one request of a connection at a time and closes it when others are sent meanwhile.
  test("in a pipeline is answered, or its connection closed", async () => {
    const good = requestBytes({ headers: CSP, body });
    using connection = await RawConnection.open(tattle.port);
    await connection.send(Buffer.concat(Array<Uint8Array>(100).fill(good)));
    expect([204, null]).toContain((await connection.answer())?.status ?? null);
  });
});

describe("a connection", () => {
  test("that breaks in the middle of a request costs nothing", async () => {
    const bytes = requestBytes({ headers: CSP, body: numberedReport(1) });
    for (const length of [1, 20, 60, bytes.length - 50, bytes.length - 1]) {
      using connection = await RawConnection.open(tattle.port);
      await connection.send(bytes.subarray(0, length));
    }
  });

  test("that stalls in a body or before it is closed, two thousand idle ones too", async () => {
    const bytes = requestBytes({ headers: CSP, body: numberedReport(1) });
    const cuts = [0, 30, bytes.length - 5];
    const slow = await Promise.all(cuts.map(() => RawConnection.open(tattle.port)));
    await Promise.all(slow.map((connection, at) => connection.send(bytes.subarray(0, cuts[at]))));
    const idle: RawConnection[] = [];
    // One that has sent nothing at all is kept by the kernel, and Tattle knows nothing of it.
    while (idle.length < 2_000) {
      const connection = await RawConnection.open(tattle.port);
      void connection.send("P");
      idle.push(connection);
    }
    const meanwhile = await exchange(tattle.port, {
      headers: CSP,
      body: violation('"referrer":""'),
    });
    expect(meanwhile?.status).toBe(204);
    for (const connection of [...slow, ...idle]) await connection.closed();
  }, 60_000);
});

describe("after all that", () => {
  test("every good neighbour is stored once, and what was sent is counted", () =>
    neighbour.expectStored(tattle));

  test("the process is the same, bounded in memory, and has nothing to complain of", () =>
    expectUnharmed(tattle));
});
