import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { Report } from "tattle/sink";
import { failureOf } from "../../test/support/failure.ts";
import { type FakeOtlp, type Outcome, startFakeOtlp } from "../../test/support/fake-otlp.ts";
import { MemoryLog } from "../../test/support/memory-log.ts";
import { sinkContext } from "../../test/support/sink-context.ts";
import type { Settings } from "./settings.ts";
import { MAX_REQUEST_BYTES, OtlpSink } from "./sink.ts";
import { aReport, aViolation, someSettings } from "./testing.ts";

const KEY = "key-0123456789abcdef";
const AUTHORIZATION = `Bearer ${KEY}`;

let receiver: FakeOtlp;
beforeEach(async () => {
  receiver = await startFakeOtlp();
});
afterEach(() => receiver.close());

async function aSink(given: Partial<Settings> = {}, log = new MemoryLog()): Promise<OtlpSink> {
  const headers = { authorization: AUTHORIZATION };
  const settings = someSettings({ endpoint: receiver.url, headers, ...given });
  const sink = new OtlpSink(settings, sinkContext({ log }));
  await sink.open();
  return sink;
}

function write(sink: OtlpSink, reports: Report[], signal = new AbortController().signal) {
  return sink.write({ id: "batch", reports }, signal);
}

function some(count: number): Report[] {
  return Array.from({ length: count }, () => aReport());
}

/** A violation with a policy of `size` characters. */
function aLargeReport(size: number): Report {
  return aReport({ violation: aViolation({ originalPolicy: "x".repeat(size) }) });
}

function received(): unknown[] {
  return receiver.records().map(({ attributes }) => attributes["log.record.uid"]);
}

function ids(reports: readonly Report[]): string[] {
  return reports.map(({ id }) => id);
}

/** What a write that must fail says to the host. */
async function failure(attempt: Promise<unknown>): Promise<Error> {
  const error = await failureOf(attempt);
  expect(error.message).not.toContain(KEY);
  return error;
}

describe("delivery", () => {
  test.each([
    ["protobuf", "gzip"],
    ["protobuf", "none"],
    ["json", "gzip"],
    ["json", "none"],
  ] as const)("speaks OTLP as %s with compression %s", async (encoding, compression) => {
    const reports = some(3);
    expect(await write(await aSink({ encoding, compression }), reports)).toEqual({});
    expect(receiver.violations()).toEqual([]);
    expect(received()).toEqual(ids(reports));
    const [request] = receiver.requests;
    expect(request?.encoding).toBe(encoding);
    expect(request?.headers["content-encoding"]).toBe(compression === "gzip" ? "gzip" : undefined);
    expect(request?.headers.authorization).toBe(AUTHORIZATION);
  });

  test("takes a batch of 500 in one request", async () => {
    const reports = some(500);
    expect(await write(await aSink(), reports)).toEqual({});
    expect(receiver.requests.length).toBe(1);
    expect(received()).toEqual(ids(reports));
  });

  test("splits what is too large for one request, and sends a larger record by itself", async () => {
    const reports = [
      ...Array.from({ length: 30 }, () => aLargeReport(300_000)),
      aLargeReport(MAX_REQUEST_BYTES + 1),
      ...some(2),
    ];
    expect(await write(await aSink(), reports)).toEqual({});
    expect(received()).toEqual(ids(reports));
    expect(receiver.violations()).toEqual([]);
    const large = receiver.requests.filter(({ bytes }) => bytes > MAX_REQUEST_BYTES);
    expect(large.map(({ records }) => records.length)).toEqual([1]);
  });

  test("says what the browser sent only where that is wanted", async () => {
    const report = aReport({ raw: { type: "csp-violation", x: "\ud800\u0000" } });
    await write(await aSink({ raw: "omit" }), [report]);
    await write(await aSink({ raw: "include" }), [report]);
    const originals = receiver.records().map(({ attributes }) => attributes["log.record.original"]);
    expect(originals).toEqual([undefined, JSON.stringify(report.raw)]);
    expect(receiver.violations()).toEqual([]);
  });

  test("a report that no JSON text can hold is rejected, and the others go on", async () => {
    const cyclic: Report["raw"] = {};
    cyclic.self = cyclic;
    const reports = [aReport(), aReport({ raw: cyclic }), aReport()];
    const { rejected } = await write(await aSink({ raw: "include" }), reports);
    expect(rejected).toEqual([{ index: 1, reason: expect.stringContaining("cannot be written") }]);
    expect(receiver.records().length).toBe(2);
  });
});

describe("the address", () => {
  test.each([
    ["", "/v1/logs"],
    ["/", "/v1/logs"],
    ["/otlp", "/otlp/v1/logs"],
    ["/otlp/", "/otlp/v1/logs"],
  ])("appends to an endpoint with the path %p", async (base, path) => {
    const other = await startFakeOtlp(0, path);
    expect(await write(await aSink({ endpoint: other.url + base }), some(1))).toEqual({});
    expect(other.records().length).toBe(1);
    await other.close();
  });

  test("is used as it is where it is given as a whole", async () => {
    const other = await startFakeOtlp(0, "/custom/logs?tenant=a");
    const logs_endpoint = `${other.url}/custom/logs?tenant=a`;
    expect(await write(await aSink({ logs_endpoint }), some(1))).toEqual({});
    expect(other.violations()).toEqual([]);
    await other.close();
  });
});

describe("what comes again", () => {
  const later: [string, Outcome, object][] = [
    ["503", { status: 503 }, { retryAfter: null }],
    ["503 in seconds", { status: 503, headers: { "retry-after": "7" } }, { retryAfter: 7_000 }],
    ["502 until the past", gone(502), { retryAfter: 0 }],
    ["504", { status: 504 }, { retryAfter: null }],
    ["500 with a long page", { status: 500, body: "x".repeat(200_000) }, { retryAfter: null }],
    ["429 in seconds", { status: 429, headers: { "retry-after": "120" } }, { retryAfter: 120_000 }],
    [
      "429 for a year",
      { status: 429, headers: { "retry-after": "31536000" } },
      { retryAfter: 3_600_000 },
    ],
    ["429 without a word", { status: 429 }, { retryAfter: 10_000 }],
    ["400", { status: 400, body: "bad data" }, { retryAfter: null }],
    ["422", { status: 422 }, { retryAfter: null }],
    ["401", { status: 401 }, { retryAfter: 60_000 }],
    ["403", { status: 403 }, { retryAfter: 60_000 }],
    ["404", { status: 404 }, { retryAfter: 60_000 }],
    ["405", { status: 405 }, { retryAfter: 60_000 }],
    ["415", { status: 415 }, { retryAfter: 60_000 }],
    [
      "a redirect",
      { status: 308, headers: { location: "https://x.example/a?b" } },
      { retryAfter: 60_000 },
    ],
    ["a web page that says 200", html("<!doctype html>"), { retryAfter: 60_000 }],
    ["a word that says 200", { status: 200, body: "OK" }, { retryAfter: 60_000 }],
    ["JSON that is no object", { status: 200, body: "[]" }, { retryAfter: 60_000 }],
    ["a broken answer", protobuf("\n\u007f"), { retryAfter: 60_000 }],
    [
      "a count that is none",
      { status: 200, body: '{"partialSuccess":{"rejectedLogRecords":"x"}}' },
      {},
    ],
    ["a broken connection", "reset", { retryAfter: null }],
    ["an endless answer", "endless", { retryAfter: null }],
  ];
  test.each(later)("%s: the batch comes again, and is there once", async (_name, outcome, want) => {
    const sink = await aSink();
    const reports = some(3);
    receiver.script(outcome);
    const error = await failure(write(sink, reports));
    expect(error).toMatchObject({ code: "sink_error", fatal: false, ...want });
    expect(error.message).toStartWith(`${receiver.url}: `);
    expect(error.message.length).toBeLessThan(400);
    expect(await write(sink, reports)).toEqual({});
    expect(received()).toEqual(ids(reports));
    expect(receiver.violations()).toEqual([]);
  });

  test.each<Outcome>(["hang", "drip"])("%s: gives up after the timeout", async (outcome) => {
    receiver.script(outcome);
    const error = await failure(write(await aSink({ request_timeout: 100 }), some(1)));
    expect(error).toMatchObject({ code: "sink_error", fatal: false });
  });

  test("nobody listens: the batch comes again", async () => {
    await receiver.close();
    const error = await failure(write(await aSink(), some(1)));
    expect(error).toMatchObject({ code: "sink_error", fatal: false });
    expect(error.message).toContain("ECONNREFUSED");
  });

  test("what is through is not sent again, neither with the whole batch nor with parts of it", async () => {
    const sink = await aSink();
    const reports = Array.from({ length: 4 }, () => aLargeReport(MAX_REQUEST_BYTES / 3));
    receiver.script("ok", { status: 503 }, { status: 503 });
    await failure(write(sink, reports));
    await failure(write(sink, reports));
    expect(await write(sink, reports.slice(0, 3))).toEqual({});
    expect(await write(sink, reports.slice(3))).toEqual({});
    expect(received()).toEqual(ids(reports));
  });

  test("what is remembered of a batch that was given up is forgotten with the next", async () => {
    const sink = await aSink();
    const reports = Array.from({ length: 4 }, () => aLargeReport(MAX_REQUEST_BYTES / 3));
    receiver.script("ok", { status: 503 });
    await failure(write(sink, reports));
    await write(sink, some(1));
    await write(sink, reports);
    expect(receiver.records().length).toBe(2 + 1 + 4);
  });

  test("an aborted write throws the signal's reason, and later ones work", async () => {
    const sink = await aSink();
    const reports = some(1);
    receiver.script("hang");
    const controller = new AbortController();
    const attempt = write(sink, reports, controller.signal);
    while (receiver.requests.length === 0) await Bun.sleep(1);
    controller.abort(new Error("time is up"));
    expect((await failure(attempt)).message).toBe("time is up");
    expect((await failure(write(sink, reports, controller.signal))).message).toBe("time is up");
    expect(await write(sink, reports)).toEqual({});
  });

  test("the receiver's words are shown as one line, without the key that it repeats", async () => {
    receiver.script({ status: 401, body: `no\u001b[31m such\nkey ${KEY} (${AUTHORIZATION})` });
    const { message } = await failure(write(await aSink(), some(1)));
    expect(message).toEndWith("no [31m such key … (…)");
  });
});

describe("what is too large for the receiver", () => {
  test("is halved until only the record is left that is too large by itself", async () => {
    const reports = some(9);
    const bad = reports[5]?.id;
    receiver.rule(({ records }) =>
      records.some(({ attributes }) => attributes["log.record.uid"] === bad)
        ? { status: 413, body: "too large" }
        : "ok",
    );
    const { rejected } = await write(await aSink(), reports);
    expect(rejected).toEqual([{ index: 5, reason: expect.stringContaining("(413): too large") }]);
    expect(received()).toEqual(ids(reports).filter((id) => id !== bad));
  });
});

describe.each(["protobuf", "json"] as const)("a receiver that refuses some, in %s", (encoding) => {
  test("all of a request: each is rejected with its words", async () => {
    receiver.script({ rejected: 3, message: "no such tenant" });
    const { rejected } = await write(await aSink({ encoding }), some(3));
    expect(rejected?.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(rejected?.[0]?.reason).toEndWith("it refused the record: no such tenant");
  });

  test("some of a request: none is sent again, all become dead letters, and that is logged", async () => {
    const log = new MemoryLog();
    const sink = await aSink({ encoding }, log);
    receiver.script({ rejected: 2, message: "too old" });
    const { rejected } = await write(sink, some(16));
    expect(rejected?.length).toBe(16);
    expect(rejected?.[0]?.reason).toContain("refused 2 of the 16 records");
    expect(rejected?.[0]?.reason).toEndWith(": too old");
    expect(receiver.requests.length).toBe(1);
    expect(log.of("warn")).toHaveLength(1);
    expect(log.lines[0]?.fields).toMatchObject({ refused: 2, of: 16 });
  });

  test("some of a request: the next requests are smaller, until it is known which", async () => {
    const sink = await aSink({ encoding });
    const bad = new Set<unknown>();
    receiver.rule(({ records }) => {
      const rejected = records.filter(({ attributes }) => bad.has(attributes["log.record.uid"]));
      return { rejected: rejected.length, message: "bad" };
    });
    const rejections: number[] = [];
    for (let round = 0; round < 3; round++) {
      const reports = some(64);
      bad.add(reports[40]?.id);
      const { rejected = [] } = await write(sink, reports);
      expect(rejected.map(({ index }) => index)).toContain(40);
      rejections.push(rejected.length);
    }
    expect(rejections[0]).toBe(64);
    expect(rejections.slice(1).every((count) => count < 64)).toBe(true);
  });

  test("and larger again with each one that is taken whole", async () => {
    const sink = await aSink({ encoding });
    receiver.script({ rejected: 1, message: "bad" });
    await write(sink, some(16));
    await write(sink, some(62));
    await write(sink, some(62));
    const sizes = receiver.requests.map(({ records }) => records.length);
    expect(sizes).toEqual([16, 2, 4, 8, 16, 32, 62]);
  });

  test("a warning is logged once, and all are accepted", async () => {
    const log = new MemoryLog();
    const sink = await aSink({ encoding }, log);
    const warning: Outcome = { rejected: 0, message: `deprecated, ${KEY}` };
    receiver.script(warning, warning);
    expect(await write(sink, some(2))).toEqual({});
    expect(await write(sink, some(2))).toEqual({});
    expect(log.of("warn")).toHaveLength(1);
    expect(log.lines[0]?.fields.warning).toContain("deprecated, …");
  });
});

describe("answers that mean success", () => {
  test.each<[string, Outcome]>([
    ["204", { status: 204 }],
    ["202 without a body", { status: 202 }],
    ["an empty object", { status: 200, body: "{}", headers: { "content-type": "text/plain" } }],
    [
      "names of the schema",
      { status: 200, body: '{"partial_success":{"rejected_log_records":0}}' },
    ],
    ["members of later versions", { status: 200, body: '{"partialSuccess":null,"more":1}' }],
  ])("%s", async (_name, outcome) => {
    receiver.script(outcome);
    expect(await write(await aSink(), some(1))).toEqual({});
  });

  test("and counts as text and as numbers are understood alike", async () => {
    for (const count of ['"1"', "1"]) {
      receiver.script({
        status: 200,
        body: `{"partial_success":{"rejected_log_records":${count}}}`,
      });
      expect((await write(await aSink(), some(1))).rejected?.length).toBe(1);
    }
  });
});

test("an answer that says what is secret in the address or a header gets none of it shown", async () => {
  const path = "/v1/logs?tenant=7&api_key=a-secret%20key";
  const there = await startFakeOtlp(0, path);
  const sink = await aSink({
    logs_endpoint: new URL(path, there.url).href,
    headers: { authorization: `Basic ${Buffer.from("u:hunter2-of-basic").toString("base64")}` },
  });
  const body = `a-secret key, a-secret%20key, hunter2-of-basic, ${path}`;
  there.script({ status: 403, body });
  const { message } = await failure(write(sink, some(1)));
  await there.close();
  expect(message).toEndWith(": …, …, …, …");
});

test("an answer that is compressed is not believed: nobody can say what is in it", async () => {
  receiver.script({ status: 200, headers: { "content-encoding": "gzip" }, body: "{}" });
  const { message } = await failure(write(await aSink(), some(1)));
  expect(message).toContain("compressed");
});

describe("open", () => {
  const wrong: [Partial<Settings>, string][] = [
    [{ endpoint: "collector:4318x" }, "https://"],
    [{ endpoint: "localhost" }, "not a URL"],
    [{ endpoint: "https://user:pass@otlp.example" }, "password"],
    [{ endpoint: "https://otlp.example/?a=b" }, "query"],
    [{ endpoint: "https://otlp.example/v1/logs/" }, "logs_endpoint"],
    [{ logs_endpoint: "https://otlp.example/#a" }, "fragment"],
    [{ headers: { "Content-Type": "text/plain" } }, "content-type"],
    [{ headers: { "bad name": KEY } }, "HTTP"],
    [{ headers: { authorization: `${KEY}\nx: y` } }, "HTTP"],
  ];
  test.each(wrong)("refuses %p", async (settings, word) => {
    const error = await failure(aSink(settings));
    expect(error).toMatchObject({ code: "sink_error", fatal: true });
    expect(error.message).toContain(word);
  });

  test("calls nobody, so that the sink starts while the receiver is away", async () => {
    await aSink();
    expect(receiver.requests).toEqual([]);
  });

  test("close may come at any time, and write only after open", async () => {
    const sink = new OtlpSink(someSettings(), sinkContext());
    await sink.close();
    expect((await failure(write(sink, some(1)))).message).toContain("before open");
  });
});

function gone(status: number): Outcome {
  return { status, headers: { "retry-after": "Fri, 02 Jan 1970 00:01:30 GMT" } };
}

function html(body: string): Outcome {
  return { status: 200, headers: { "content-type": "text/html" }, body };
}

function protobuf(body: string): Outcome {
  return { status: 200, headers: { "content-type": "application/x-protobuf" }, body };
}
