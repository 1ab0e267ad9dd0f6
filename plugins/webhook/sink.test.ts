import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Webhook } from "standardwebhooks";
import type { Fetch, Report } from "tattle/sink";
import { type Certificates, makeCertificates } from "../../test/support/certificates.ts";
import { failureOf } from "../../test/support/failure.ts";
import { startRawServer } from "../../test/support/raw-server.ts";
import type { Settings } from "./settings.ts";
import { WebhookSink } from "./sink.ts";
import {
  aConfig,
  aContext,
  anOpenSink,
  aReport,
  NEXT_SECRET,
  NOW,
  noLookUp,
  reportsOf,
  SECRET,
  startReceiver,
} from "./testing.ts";

const { signal: never } = new AbortController();

function write(sink: WebhookSink, reports: readonly Report[], signal = never, id = "b.7") {
  return sink.write({ id, reports }, signal);
}

const idsOf = (reports: readonly Report[]) => reports.map(({ id }) => id);

describe("a batch in one request", () => {
  test("arrives signed, in order, as the reports are", async () => {
    await using receiver = startReceiver(SECRET);
    const reports = reportsOf(3);
    const sink = await anOpenSink(receiver.url, { secret: SECRET });
    expect(await write(sink, reports)).toEqual({});
    const [request] = receiver.requests;
    expect(receiver.requests.length).toBe(1);
    expect(request?.path).toBe("/hook?a=1");
    expect(request?.id).toBe("b-7");
    expect(request?.headers.get("webhook-timestamp")).toBe(`${Math.floor(NOW / 1000)}`);
    expect(request?.headers.get("user-agent")).toBe("tattle");
    expect(request?.body).toEqual({
      type: "tattle.reports",
      timestamp: "2026-01-02T03:04:05.678Z",
      data: { reports },
    });
  });

  test("says the same under the same id when it comes again, so that a receiver can tell", async () => {
    await using receiver = startReceiver(SECRET);
    const sink = await anOpenSink(receiver.url, { secret: SECRET });
    const reports = reportsOf(2);
    receiver.script(new Response(null, { status: 503 }));
    await failureOf(write(sink, reports));
    await write(sink, reports);
    const [first, second] = receiver.requests;
    expect(second?.id).toBe(first?.id ?? "none");
    expect(second?.text).toBe(first?.text ?? "none");
  });

  test("is sent again when the same id comes after it was accepted: the host knows why", async () => {
    await using receiver = startReceiver(SECRET);
    const sink = await anOpenSink(receiver.url, { secret: SECRET });
    const reports = reportsOf(1);
    await write(sink, reports);
    await write(sink, reports);
    expect(receiver.requests.length).toBe(2);
  });

  test("is signed with each secret while the secret is being changed", async () => {
    for (const known of [SECRET, NEXT_SECRET]) {
      await using receiver = startReceiver(known);
      const sink = await anOpenSink(receiver.url, { secret: [NEXT_SECRET, SECRET] });
      expect(await write(sink, reportsOf(1))).toEqual({});
    }
  });

  test("is refused by a receiver with another secret, and comes again", async () => {
    await using receiver = startReceiver(NEXT_SECRET);
    const sink = await anOpenSink(receiver.url, { secret: SECRET });
    expect((await failureOf(write(sink, reportsOf(1)))).message).toContain("No matching signature");
    expect(receiver.reports()).toEqual([]);
  });

  test("without a secret has an id and no signature", async () => {
    await using receiver = startReceiver(null);
    await write(await anOpenSink(receiver.url), reportsOf(1));
    const headers = receiver.requests[0]?.headers;
    expect(headers?.get("webhook-id")).toBe("b-7");
    expect(headers?.has("webhook-signature")).toBe(false);
  });

  test("may be gzipped; the signature is that of the JSON", async () => {
    await using receiver = startReceiver(SECRET);
    const sink = await anOpenSink(receiver.url, { secret: SECRET, compression: "gzip" });
    const reports = reportsOf(5);
    expect(await write(sink, reports)).toEqual({});
    expect(receiver.requests[0]?.headers.get("content-encoding")).toBe("gzip");
    expect(receiver.reports()).toEqual(idsOf(reports));
  });

  test("carries the headers of the settings, and the framing stays Tattle's own", async () => {
    await using receiver = startReceiver(SECRET);
    const headers = { Authorization: "Bearer hunter2", "X-Batch": "{sink} {batch_id} {count}" };
    await write(await anOpenSink(receiver.url, { secret: SECRET, headers }), reportsOf(2));
    const received = receiver.requests[0]?.headers;
    expect(received?.get("authorization")).toBe("Bearer hunter2");
    expect(received?.get("x-batch")).toBe("hook b-7 2");
    expect(received?.get("content-type")).toBe("application/json");
  });
});

describe("one request per report", () => {
  const single: Partial<Settings> = { secret: SECRET, body: "single" };

  test("sends them in order, each under its own id", async () => {
    await using receiver = startReceiver(SECRET);
    const headers = { "X-Project": "{project}" };
    const reports = [aReport(), aReport({ project: "blog" })];
    await write(await anOpenSink(receiver.url, { ...single, headers }), reports);
    expect(receiver.requests.map(({ id }) => id)).toEqual(idsOf(reports));
    expect(receiver.requests.map(({ body }) => body.type)).toEqual([
      "tattle.report",
      "tattle.report",
    ]);
    expect(receiver.requests.map((request) => request.headers.get("x-project"))).toEqual([
      "shop",
      "blog",
    ]);
    expect(receiver.requests[1]?.body.data).toEqual({ ...reports[1] });
  });

  test("sends only what is missing when the batch comes again, whole or in parts", async () => {
    await using receiver = startReceiver(SECRET);
    const sink = await anOpenSink(receiver.url, single);
    const reports = reportsOf(4);
    const busy = () => new Response(null, { status: 503 });
    receiver.script(new Response(), new Response(), busy());
    await failureOf(write(sink, reports));
    expect(receiver.reports()).toEqual(idsOf(reports.slice(0, 2)));
    expect(await write(sink, reports.slice(0, 1))).toEqual({});
    expect(await write(sink, reports.slice(1))).toEqual({});
    expect(receiver.reports()).toEqual(idsOf(reports));
  });

  test("remembers nothing of a batch that was given up once another one came", async () => {
    await using receiver = startReceiver(SECRET);
    const sink = await anOpenSink(receiver.url, single);
    const reports = reportsOf(2);
    receiver.script(new Response(), new Response(null, { status: 500 }));
    await failureOf(write(sink, reports));
    await write(sink, reportsOf(1));
    await write(sink, reports);
    expect(receiver.reports().length).toBe(4);
  });

  test("stops between two requests when the signal aborts", async () => {
    await using receiver = startReceiver(SECRET);
    const sink = await anOpenSink(receiver.url, single);
    const controller = new AbortController();
    receiver.script(() => {
      controller.abort(new Error("time is up"));
      return new Response();
    });
    expect((await failureOf(write(sink, reportsOf(3), controller.signal))).message).toBe(
      "time is up",
    );
    expect(receiver.requests.length).toBe(1);
  });
});

describe("answers", () => {
  const TOKEN = "hunter2-hunter2";
  const comesAgain: [string, number, Record<string, string>, number | null][] = [
    ["500", 500, {}, null],
    ["503 with Retry-After in seconds", 503, { "retry-after": "7" }, 7_000],
    ["503 with Retry-After for a year", 503, { "retry-after": "31536000" }, 3_600_000],
    ["429", 429, {}, 10_000],
    ["400", 400, {}, null],
    ["413", 413, {}, null],
    ["422", 422, {}, null],
    ["401", 401, {}, 60_000],
    ["404", 404, {}, 60_000],
    ["302", 302, { location: "https://other.example/x" }, 60_000],
  ];
  test.each(comesAgain)("%s: the batch comes again, nothing is lost", async (...row) => {
    const [_name, status, headers, retryAfter] = row;
    await using receiver = startReceiver(SECRET);
    const settings = { secret: SECRET, headers: { Authorization: `Bearer ${TOKEN}` } };
    const sink = await anOpenSink(receiver.url, settings);
    const body = `no: Bearer ${TOKEN} ${TOKEN} ${SECRET} \u001b[31m`;
    receiver.script(new Response(body, { status, headers }));
    const reports = reportsOf(2);
    const error = await failureOf(write(sink, reports));
    expect(error).toMatchObject({ code: "sink_error", fatal: false, retryAfter });
    expect(error.message).toContain(`${status}`);
    expect(error.message).not.toContain(TOKEN);
    expect(error.message).not.toContain(SECRET);
    expect(error.message).not.toContain("\u001b");
    expect(await write(sink, reports)).toEqual({});
    expect(receiver.reports()).toEqual(idsOf(reports));
  });

  test.each([301, 308, 410])("%p: the sink stops, and nobody else is asked", async (status) => {
    await using other = startReceiver(null);
    await using receiver = startReceiver(SECRET);
    const sink = await anOpenSink(receiver.url, { secret: SECRET });
    receiver.script(new Response(null, { status, headers: { location: other.url } }));
    const error = await failureOf(write(sink, reportsOf(1)));
    expect(error).toMatchObject({ code: "sink_error", fatal: true });
    expect(error.message).not.toContain("/hook");
    expect(other.requests).toEqual([]);
  });

  test.each([
    ["a part of the path", "SECRETPATHPIECE"],
    ["a value of the query", "SUPER/SECRET-TOKEN"],
    ["the same as it stands in the URL", "SUPER%2FSECRET-TOKEN"],
    ["the secret without its prefix", SECRET.slice("whsec_".length)],
    ["a header's word", TOKEN],
    ["what a header has beside a placeholder", "prefix-of-a-key"],
    ["the password of Basic", "hunter2-of-basic"],
  ])("that say %s do not get it into a message", async (_what, word) => {
    await using receiver = startReceiver(null);
    const path = "/services/T000/SECRETPATHPIECE?token=SUPER%2FSECRET-TOKEN";
    const headers = {
      Authorization: `Basic ${Buffer.from("u:hunter2-of-basic").toString("base64")}`,
      "X-Key": "prefix-of-a-key{sink}",
      "X-Token": `Bearer ${TOKEN}`,
    };
    const url = new URL(path, receiver.url).href;
    const sink = await anOpenSink(url, { secret: SECRET, headers });
    receiver.script(new Response(`bad credential <${word}> here`, { status: 403 }));
    const { message } = await failureOf(write(sink, reportsOf(1)));
    expect(message).toEndWith("answered 403: bad credential <…> here");
  });

  test("200 with an error in its body accepts: the status is the contract", async () => {
    await using receiver = startReceiver(SECRET);
    const sink = await anOpenSink(receiver.url, { secret: SECRET });
    receiver.script(Response.json({ error: "no" }));
    expect(await write(sink, reportsOf(1))).toEqual({});
  });

  test("200 with a web page does not: that is no receiver", async () => {
    await using receiver = startReceiver(SECRET);
    const sink = await anOpenSink(receiver.url, { secret: SECRET });
    receiver.script(new Response("<!doctype html><title>Welcome</title>"));
    expect(await failureOf(write(sink, reportsOf(1)))).toMatchObject({
      fatal: false,
      retryAfter: 60_000,
    });
  });

  test("200 with something compressed is taken for what it is called", async () => {
    await using receiver = startReceiver(SECRET);
    const sink = await anOpenSink(receiver.url, { secret: SECRET });
    const zipped = (type: string) =>
      new Response(gzipSync("<!doctype html>"), {
        headers: { "content-type": type, "content-encoding": "gzip" },
      });
    receiver.script(zipped("text/html; charset=utf-8"), zipped("application/json"));
    expect((await failureOf(write(sink, reportsOf(1)))).message).toContain("a web page");
    expect(await write(sink, reportsOf(1))).toEqual({});
  });
});

describe("what is no proper answer", () => {
  const gigabyte = (socket: Socket) => {
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${2 ** 30}\r\n\r\n`);
    const chunk = Buffer.alloc(64 * 1024, "x");
    const pour = () => {
      while (!socket.destroyed && socket.bytesWritten < 2 ** 30 && socket.write(chunk)) {}
    };
    socket.on("drain", pour);
    pour();
  };

  const cases: [string, (socket: Socket) => void, string][] = [
    ["closes at once", (socket) => socket.destroy(), "ECONNRESET"],
    ["speaks no HTTP", (socket) => socket.end("hello\r\n\r\n"), "ECONNRESET"],
    [
      "closes in the middle of the headers",
      (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-"),
      "ECONNRESET",
    ],
    [
      "closes in the middle of the body",
      (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok"),
      "broke off",
    ],
    [
      "closes in the middle of a chunk",
      (socket) => socket.end("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nok"),
      "broke off",
    ],
    ["sends a gigabyte", gigabyte, "an answer without end"],
    [
      "sends megabytes of headers",
      (socket) => socket.write(`HTTP/1.1 200 OK\r\nX-A: ${"b".repeat(2 ** 22)}\r\n\r\n`),
      "ResponseHeadersTooLarge",
    ],
  ];
  test.each(cases)("%s: the batch comes again", async (_name, answer, word) => {
    await using server = await startRawServer(answer);
    const sink = await anOpenSink(`${server.url}hunter2-hunter2`);
    const error = await failureOf(write(sink, reportsOf(1)));
    expect(error).toMatchObject({ code: "sink_error", fatal: false });
    expect(error.message).toContain(word);
    expect(error.message).not.toContain("hunter2");
  });

  test("a gigabyte costs no more than what is on its way", async () => {
    await using server = await startRawServer(gigabyte);
    await failureOf(write(await anOpenSink(server.url), reportsOf(1)));
    while (server.written() === 0) await Bun.sleep(1);
    expect(server.written()).toBeLessThan(64 * 2 ** 20);
  });

  const silent: [string, (socket: Socket) => void, string][] = [
    ["says nothing", () => {}, "no answer within 150 ms"],
    [
      "hangs after the headers",
      (socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"),
      "broke off",
    ],
    [
      "hangs in the body",
      (socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok"),
      "broke off",
    ],
  ];
  test.each(silent)("%s: gives up after the timeout", async (_name, answer, word) => {
    await using server = await startRawServer(answer);
    const sink = await anOpenSink(server.url, { request_timeout: 150 });
    const error = await failureOf(write(sink, reportsOf(1)));
    expect(error).toMatchObject({ code: "sink_error", fatal: false, retryAfter: null });
    expect(error.message).toContain(word);
  });

  test("nobody listens: the batch comes again", async () => {
    const receiver = startReceiver(null);
    await receiver[Symbol.asyncDispose]();
    const error = await failureOf(write(await anOpenSink(receiver.url), reportsOf(1)));
    expect(error).toMatchObject({ fatal: false });
    expect(error.message).toContain("nobody listens there");
  });

  test("an aborted write throws the signal's reason, and later ones work", async () => {
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    await using server = await startRawServer(() => resolve());
    const sink = await anOpenSink(server.url);
    const controller = new AbortController();
    const attempt = write(sink, reportsOf(1), controller.signal);
    await asked;
    controller.abort(new Error("time is up"));
    expect((await failureOf(attempt)).message).toBe("time is up");
    expect((await failureOf(write(sink, reportsOf(1), controller.signal))).message).toBe(
      "time is up",
    );
  });
});

describe("TLS and private addresses", () => {
  let folder: string;
  let certificates: Certificates;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "tattle-webhook-"));
    certificates = makeCertificates(folder, "DNS:hook.example");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Trusts the tests' authority, and takes the public address of the route for loopback. */
  const seen: Array<{ url: string; init: BunFetchRequestInit }> = [];
  const toLoopback: Fetch = (input, init: BunFetchRequestInit = {}) => {
    const url = new URL(String(input));
    seen.push({ url: url.href, init });
    url.hostname = "127.0.0.1";
    return fetch(url, { ...init, tls: { ...init.tls, ca: certificates.authorityPem } });
  };
  const guarded: Partial<Settings> = { secret: SECRET, private_addresses: "refuse" };
  const port = (url: string) => new URL(url).port;

  test("the connection goes to the address that was checked, under the name of the URL", async () => {
    await using receiver = startReceiver(SECRET, certificates);
    const lookUp = () => Promise.resolve(["192.30.255.1"]);
    const context = aContext(toLoopback);
    const url = `https://hook.example:${port(receiver.url)}/hook`;
    const sink = await anOpenSink(url, guarded, { context, lookUp });
    expect(await write(sink, reportsOf(1))).toEqual({});
    expect(seen.at(-1)?.url).toBe(`https://192.30.255.1:${port(receiver.url)}/hook`);
    expect(seen.at(-1)?.init).toMatchObject({ proxy: false, redirect: "manual" });
    expect(receiver.requests[0]?.headers.get("host")).toBe(`hook.example:${port(receiver.url)}`);
  });

  test("a certificate for another name is not taken", async () => {
    await using receiver = startReceiver(SECRET, certificates);
    const lookUp = () => Promise.resolve(["192.30.255.1"]);
    const url = `https://other.example:${port(receiver.url)}/hook`;
    const sink = await anOpenSink(url, guarded, { context: aContext(toLoopback), lookUp });
    const error = await failureOf(write(sink, reportsOf(1)));
    expect(error).toMatchObject({ fatal: false });
    expect(error.message).toContain("its certificate is not trusted");
    expect(receiver.requests).toEqual([]);
  });

  test("a certificate of an unknown authority is not taken, nor is a server without TLS", async () => {
    await using receiver = startReceiver(SECRET, certificates);
    const sink = await anOpenSink(receiver.url, { secret: SECRET });
    expect((await failureOf(write(sink, reportsOf(1)))).message).toContain("certificate");
    await using plain = startReceiver(SECRET);
    const wrong = await anOpenSink(plain.url.replace("http:", "https:"), { secret: SECRET });
    expect((await failureOf(write(wrong, reportsOf(1)))).message).toContain("does not speak TLS");
  });

  test("a name that turns to a private address later is not called, and may turn back", async () => {
    await using receiver = startReceiver(SECRET);
    const addresses = ["192.30.255.1", "127.0.0.1", "192.30.255.1"];
    const lookUp = () => Promise.resolve([addresses.shift() ?? "192.30.255.1"]);
    const url = `http://hook.example:${port(receiver.url)}/`;
    const sink = await anOpenSink(url, guarded, { context: aContext(toLoopback), lookUp });
    const reports = reportsOf(1);
    const error = await failureOf(write(sink, reports));
    expect(error).toMatchObject({ fatal: false, retryAfter: 60_000 });
    expect(error.message).toContain('private_addresses = "allow"');
    expect(receiver.requests).toEqual([]);
    expect(await write(sink, reports)).toEqual({});
  });

  test("an address that does not answer is followed by the next one", async () => {
    await using receiver = startReceiver(SECRET);
    const lookUp = () => Promise.resolve(["192.30.255.1", "192.30.255.2"]);
    const oneIsDown: Fetch = (input, init) =>
      String(input).includes("192.30.255.1")
        ? Promise.reject(Object.assign(new Error("down"), { code: "EHOSTUNREACH" }))
        : toLoopback(input, init);
    const url = `http://hook.example:${port(receiver.url)}/`;
    const sink = await anOpenSink(url, guarded, { context: aContext(oneIsDown), lookUp });
    expect((await failureOf(write(sink, reportsOf(1)))).message).toContain("EHOSTUNREACH");
    expect(await write(sink, reportsOf(1))).toEqual({});
    expect(await write(sink, reportsOf(1))).toEqual({});
  });
});

describe("open", () => {
  const HOOK = "https://hook.example/";
  const wrong: [Partial<Settings>, string][] = [
    [{ url: "hook.example/hunter2" }, "`url` is not a URL"],
    [{ url: "ftp://hook.example" }, "https://"],
    [{ url: "file:///etc/passwd" }, "https://"],
    [{ url: "https://user:hunter2@hook.example" }, "password"],
    [{ url: "https://hook.example/#hunter2" }, "fragment"],
    [{ secret: "hunter2" }, "`secret`"],
    [{ secret: [SECRET, "hunter2"] }, "`secret`"],
    [{ headers: { Host: "hunter2" } }, '`headers` "Host"'],
    [{ headers: { "X-A": "{project}" } }, 'body = "single"'],
    [{ url: "http://127.0.0.1:1/", private_addresses: "refuse" }, 'private_addresses = "allow"'],
    [{ url: "http://localhost/", private_addresses: "refuse" }, 'private_addresses = "allow"'],
  ];
  test.each(wrong)("refuses %p, and says why without a secret", async (settings, word) => {
    const sink = new WebhookSink(aConfig(HOOK, settings), aContext(), noLookUp);
    const error = await failureOf(sink.open(never));
    expect(error).toMatchObject({ code: "sink_error", fatal: true });
    expect(error.message).toContain(word);
    expect(error.message).not.toContain("hunter2");
  });

  test("refuses a name that stands for a private address", async () => {
    const config = aConfig(HOOK, { private_addresses: "refuse" });
    const sink = new WebhookSink(config, aContext(), () => Promise.resolve(["10.1.2.3"]));
    expect(await failureOf(sink.open(never))).toMatchObject({ fatal: true });
  });

  test("waits where the name cannot be looked up now", async () => {
    const config = aConfig(`${HOOK}hunter2`, { private_addresses: "refuse" });
    const gone = Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" });
    const sink = new WebhookSink(config, aContext(), () => Promise.reject(gone));
    const error = await failureOf(sink.open(never));
    expect(error).toMatchObject({ code: "sink_error", fatal: false });
    expect(error.message).toBe("https://hook.example: the name cannot be resolved (ENOTFOUND)");
  });

  test("sends nothing", async () => {
    await using receiver = startReceiver(null);
    await anOpenSink(receiver.url);
    expect(receiver.requests).toEqual([]);
  });

  test("close may come at any time", async () => {
    await new WebhookSink(aConfig("nonsense"), aContext(), noLookUp).close();
  });
});

test("the receiver of these tests does refuse what is wrongly signed", () => {
  const headers = { "webhook-id": "a", "webhook-timestamp": `${Math.floor(NOW / 1000)}` };
  const verify = () =>
    new Webhook(SECRET).verify("{}", { ...headers, "webhook-signature": "v1,AAAA" });
  expect(verify).toThrow("No matching signature");
});
