/** What no browser sends, over raw sockets: never a crash, never a 500, and good neighbours are kept. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { allReports, assertDelivered, tallyOf } from "../support/api.ts";
import { eventually } from "../support/eventually.ts";
import {
  exchange,
  type RawAnswer,
  RawConnection,
  type RawRequest,
  requestBytes,
} from "../support/raw-http.ts";
import { numberedReport, numberOf } from "../support/reports.ts";
import { TattleProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** No more than this whatever is sent; a Tattle at rest takes some 60 MB. */
const MEMORY = 400 * 2 ** 20;
const MIB = 2 ** 20;

const CSP = { "Content-Type": "application/csp-report" };
const LIST = { "Content-Type": "application/reports+json" };

const folder = temporaryFolder();
let tattle: TattleProcess;
let neighbours = 0;

beforeAll(async () => {
  const toml = '[limits]\nidle_timeout = "4s"';
  tattle = await TattleProcess.start({ data: join(folder.path, "data"), toml });
}, 60_000);

afterAll(async () => {
  await tattle[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

/** After each mistreatment a good report is taken. */
afterEach(async () => {
  const body = numberedReport(neighbours);
  const answer = await exchange(tattle.port, { headers: CSP, body });
  expect(answer?.status).toBe(204);
  neighbours += 1;
});

function violation(members: string): string {
  return `{"csp-report":{"document-uri":"https://hostile.example/","effective-directive":"img-src",${members}}}`;
}

function expectCors(answer: RawAnswer | null): void {
  expect(answer?.headers.get("access-control-allow-origin")).toBe("*");
}

const DEEP = 100_000;
const GZIPPED = Bun.gzipSync(violation('"blocked-uri":"inline"'));
const UTF16 = Buffer.from(`\ufeff${violation('"blocked-uri":"inline"')}`, "utf16le");
const INVALID_UTF8 = Buffer.concat([
  Buffer.from('{"csp-report":{"document-uri":"https://hostile.example/","script-sample":"'),
  Buffer.from([0xed, 0xa0, 0xbd]),
  Buffer.from('"}}'),
]);

describe("a body", () => {
  const bodies: Array<[string, number, RawRequest["body"] & {}]> = [
    ["empty", 400, ""],
    ["blank", 400, " \r\n\t "],
    ["cut in the middle", 400, numberedReport(1).slice(0, 80)],
    ["followed by another", 400, numberedReport(1) + numberedReport(2)],
    ["of 100,000 open lists", 400, "[".repeat(DEEP)],
    ["of 100,000 lists", 400, "[".repeat(DEEP) + "]".repeat(DEEP)],
    ["of 100,000 objects", 400, `${'{"a":'.repeat(DEEP)}1${"}".repeat(DEEP)}`],
    ["deep inside a report", 400, violation(`"x":${"[".repeat(DEEP)}${"]".repeat(DEEP)}`)],
    ["with duplicate keys", 204, violation('"referrer":"a","referrer":"b"')],
    ["with __proto__", 204, violation('"__proto__":{"polluted":true},"constructor":{"a":1}')],
    ["with NUL characters", 204, violation('"script-sample":"a\\u0000b","x\\u0000":1')],
    ["with lone surrogates", 204, violation('"script-sample":"\\ud83d","\\udc00":"\\udfff"')],
    ["with a byte order mark", 204, `\ufeff${violation('"blocked-uri":"inline"')}`],
    ["in UTF-16", 204, UTF16],
    ["in no valid UTF-8", 204, INVALID_UTF8],
    ["with numbers as text", 204, violation('"line-number":"12","status-code":"0x1F"')],
    ["with huge numbers", 204, violation('"line-number":1e999,"status-code":-9e307')],
    ["with members of wrong types", 204, violation('"blocked-uri":{"a":[]},"referrer":[1]')],
    ["of numbers", 400, "12345678901234567890"],
    ["of null", 400, "null"],
    ["compressed", 400, GZIPPED],
    ["of random bytes", 400, Buffer.from(Array.from({ length: 999 }, (_, at) => (at * 89) % 256))],
    ["of one text of 7 MiB", 204, violation(`"script-sample":"${"x".repeat(7 * MIB)}"`)],
    ["beyond the limit", 413, " ".repeat(8 * MIB + 1)],
    ["of 1,000 empty reports", 400, `{"csp-report":[${Array(1_000).fill("{}")}]}`],
  ];
  test.each(bodies)("%s: %d", async (_name, status, body) => {
    const answer = await exchange(tattle.port, { headers: CSP, body });
    expect(answer?.status).toBe(status);
    expectCors(answer);
    if (status !== 204) {
      expect(JSON.parse(answer?.body ?? "")).toMatchObject({
        attr: null,
        code: expect.any(String),
      });
    }
  });

  test("that claims to be compressed is taken for what it is", async () => {
    const headers = { ...CSP, "Content-Encoding": "gzip" };
    const body = violation('"blocked-uri":"inline"');
    expect((await exchange(tattle.port, { headers, body }))?.status).toBe(204);
  });

  test.each([
    "text/plain",
    "application/json",
    "application/csp-report, application/csp-report",
    "multipart/form-data; boundary=x",
    "",
    "\u00ff",
    `application/${"x".repeat(5_000)}`,
  ])("of another media type (%p) is refused", async (type) => {
    const body = violation('"blocked-uri":"inline"');
    const answer = await exchange(tattle.port, { headers: { "Content-Type": type }, body });
    expect(answer?.status).toBe(400);
    expectCors(answer);
  });

  test("that is a list of bad items and one good one costs the bad ones only", async () => {
    const deep = `{"type":"csp-violation","body":${"[".repeat(DEEP)}${"]".repeat(DEEP)}}`;
    const good = `{"type":"csp-violation","age":1,"url":"https://hostile.example/good","user_agent":"","body":{}}`;
    const body = `[null,1,"x",[],{},${deep},${good}]`;
    const before = await tallyOf(tattle, "default");
    const answer = await exchange(tattle.port, { headers: LIST, body });
    const after = await tallyOf(tattle, "default");
    expect(answer?.status).toBe(204);
    expect(answer?.headers.get("tattle-dropped")).toBe("malformed");
    expect(after.kept - before.kept).toBe(1);
    expect(after.dropped - before.dropped).toBe(6);
  });

  test("that is a list of 100,000 is refused before it is looked at", async () => {
    const body = `[${Array(100_000).fill('{"type":"csp-violation","body":{}}')}]`;
    expect((await exchange(tattle.port, { headers: LIST, body }))?.status).toBe(413);
  });
});

describe("a hundred megabytes", () => {
  const SIZE = 100_000_000;

  test("announced and sent are answered 413", async () => {
    const answer = await exchange(tattle.port, { headers: CSP, body: "x".repeat(SIZE) });
    expect(answer?.status).toBe(413);
    expectCors(answer);
  });

  test("announced and not sent are answered at once", async () => {
    const headers = { ...CSP, "Content-Length": String(SIZE) };
    const answer = await exchange(tattle.port, { headers, body: "x" });
    expect(answer?.status).toBe(413);
    expectCors(answer);
  });

  test("in chunks are answered 413", async () => {
    const chunk = Buffer.from(`100000\r\n${"x".repeat(MIB)}\r\n`);
    const headers = { ...CSP, "Transfer-Encoding": "chunked" };
    const chunks = Array<Buffer>(Math.ceil(SIZE / MIB)).fill(chunk);
    const body = Buffer.concat([...chunks, Buffer.from("0\r\n\r\n")]);
    const answer = await exchange(tattle.port, { headers, body });
    expect(answer?.status).toBe(413);
    expectCors(answer);
  });

  test("by each of ten at once stay within the memory for bodies", async () => {
    const request = requestBytes({ headers: CSP, body: "x".repeat(SIZE / 2) });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => exchange(tattle.port, request)),
    );
    expect(new Set(answers.map((answer) => answer?.status))).toEqual(new Set([413]));
    expect(await tattle.rss()).toBeLessThan(MEMORY);
  }, 60_000);
});

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
    while (idle.length < 2_000) idle.push(await RawConnection.open(tattle.port));
    const meanwhile = await exchange(tattle.port, {
      headers: CSP,
      body: violation('"referrer":""'),
    });
    expect(meanwhile?.status).toBe(204);
    for (const connection of [...slow, ...idle]) await connection.closed();
  }, 60_000);
});

describe("bounds of their own", () => {
  test("more bodies at once than there is memory for: 503, and taken once there is room", async () => {
    using own = temporaryFolder();
    const toml = '[limits]\nbody = "1MiB"\nbodies_in_flight = "1MiB"';
    await using small = await TattleProcess.start({ data: join(own.path, "data"), toml });
    const large = requestBytes({ headers: CSP, body: numberedReport(1).padEnd(900_000) });
    using first = await RawConnection.open(small.port);
    await first.send(large.subarray(0, -1));
    const refused = await eventually(async () => {
      const answer = await exchange(small.port, large);
      expect(answer?.status).toBe(503);
      return answer;
    });
    expect(refused?.headers.get("retry-after")).toMatch(/^\d+$/);
    expectCors(refused);
    await first.send(large.subarray(-1));
    expect((await first.answer())?.status).toBe(204);
    expect((await exchange(small.port, large))?.status).toBe(204);
    expect((await tallyOf(small, null)).refused).toBeGreaterThan(0);
  }, 30_000);

  test("a client that leaves in its body gives the memory back", async () => {
    using own = temporaryFolder();
    const toml = '[limits]\nbody = "1MiB"\nbodies_in_flight = "1MiB"';
    await using small = await TattleProcess.start({ data: join(own.path, "data"), toml });
    const large = requestBytes({ headers: CSP, body: numberedReport(1).padEnd(900_000) });
    for (let times = 0; times < 5; times += 1) {
      using gone = await RawConnection.open(small.port);
      await gone.send(large.subarray(0, -1));
      await eventually(async () => expect((await exchange(small.port, large))?.status).toBe(503));
      gone[Symbol.dispose]();
      await eventually(async () => expect((await exchange(small.port, large))?.status).toBe(204));
    }
  }, 30_000);

  test("more connections than files: those that are open are answered, and others once they can be", async () => {
    using own = temporaryFolder();
    await using few = await TattleProcess.start({ data: join(own.path, "data"), maxFiles: 80 });
    const request = requestBytes({ headers: CSP, body: numberedReport(1) });
    const open: RawConnection[] = [];
    while (open.length < 150) open.push(await RawConnection.open(few.port));
    await open[0]?.send(request);
    expect((await open[0]?.answer())?.status).toBe(204);
    const waiting = exchange(few.port, request);
    for (const connection of open) connection[Symbol.dispose]();
    expect((await waiting)?.status).toBe(204);
    await eventually(() => assertDelivered(few));
    expect(few.query<object>("SELECT count(*) AS n FROM reports")).toEqual([{ n: 2 }]);
  }, 30_000);

  test("a page of the API, however large the reports are", async () => {
    using own = temporaryFolder();
    await using filled = await TattleProcess.start({ data: join(own.path, "data") });
    const body = violation(`"script-sample":"${"x".repeat(7 * MIB)}"`);
    for (let times = 0; times < 6; times += 1) {
      expect((await exchange(filled.port, { headers: CSP, body }))?.status).toBe(204);
    }
    await eventually(() => assertDelivered(filled));
    const page = await filled.api<{ items: unknown[]; next: string | null }>(
      "/api/v1/reports?limit=1000",
    );
    expect(page.items.length).toBe(1);
    expect(page.next).toBeString();
    expect((await allReports(filled)).length).toBe(6);
  }, 30_000);
});

describe("after all that", () => {
  test("every good neighbour is stored once, and what was sent is counted", async () => {
    await eventually(() => assertDelivered(tattle));
    const reports = await allReports(tattle);
    const good = reports.filter(({ url }) => url?.startsWith("https://shop.example/"));
    const numbers = good.map(numberOf).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: neighbours }, (_, at) => at));
    const tally = await tallyOf(tattle, "default");
    expect(tally.kept).toBe(reports.length);
    expect(tally.received).toBe(tally.kept + tally.dropped);
    expect((await tallyOf(tattle, null)).refused).toBe(0);
  });

  test("the process is the same, bounded in memory, and has nothing to complain of", async () => {
    expect(tattle.running).toBe(true);
    expect(await tattle.rss()).toBeLessThan(MEMORY);
    expect(tattle.stderr).not.toMatch(/"level":(?:50|"error")/);
    expect((await fetch(`${tattle.url}/readyz`)).status).toBe(200);
  });
});
