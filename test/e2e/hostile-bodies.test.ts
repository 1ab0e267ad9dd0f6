/** Bodies that no browser sends: never a crash, never a 500, and good neighbours are kept. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { tallyOf } from "../support/api.ts";
import {
  CSP,
  expectCors,
  expectUnharmed,
  GoodNeighbour,
  LIST,
  MEMORY,
  MIB,
  violation,
} from "../support/hostile.ts";
import { exchange, type RawRequest, requestBytes } from "../support/raw-http.ts";
import { numberedReport } from "../support/reports.ts";
import { TattleProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const DEEP = 100_000;
const GZIPPED = Bun.gzipSync(violation('"blocked-uri":"inline"'));
const UTF16 = Buffer.from(`\ufeff${violation('"blocked-uri":"inline"')}`, "utf16le");
const INVALID_UTF8 = Buffer.concat([
  Buffer.from('{"csp-report":{"document-uri":"https://hostile.example/","script-sample":"'),
  Buffer.from([0xed, 0xa0, 0xbd]),
  Buffer.from('"}}'),
]);

const folder = temporaryFolder();
const neighbour = new GoodNeighbour();
let tattle: TattleProcess;

beforeAll(async () => {
  tattle = await TattleProcess.start({ data: join(folder.path, "data") });
}, 60_000);

afterAll(async () => {
  await tattle[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

/** After each mistreatment a good report is taken. */
afterEach(() => neighbour.report(tattle));

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

describe("after all that", () => {
  test("every good neighbour is stored once, and what was sent is counted", () =>
    neighbour.expectStored(tattle));

  test("the process is the same, bounded in memory, and has nothing to complain of", () =>
    expectUnharmed(tattle));
});
