import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { fetchAnswer, readAnswer } from "../../../../src/sink/http/answer.ts";
import { startRawServer } from "../../../support/raw-server.ts";

const LIMIT = 64 * 1024;

/** A body of so many bytes in chunks of `chunk`; `cancelled` says whether somebody stopped it. */
function bodyOf(size: number, chunk = 10_000) {
  const state = { cancelled: false };
  let left = size;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (left <= 0) return controller.close();
      controller.enqueue(new Uint8Array(Math.min(chunk, left)).fill(0x78));
      left -= chunk;
    },
    cancel() {
      state.cancelled = true;
    },
  });
  return { stream, state };
}

describe("readAnswer", () => {
  test("keeps what the response says", async () => {
    const init = { status: 201, headers: { "retry-after": "7" } };
    const answer = await readAnswer(new Response("smörgås", init));
    expect(answer).toMatchObject({ ok: true, status: 201, text: "smörgås", end: "complete" });
    expect(answer.bytes).toEqual(Buffer.from("smörgås"));
    expect(answer.headers.get("retry-after")).toBe("7");
  });

  test("takes a response without a body", async () => {
    const answer = await readAnswer(new Response(null, { status: 204 }));
    expect(answer).toMatchObject({ ok: true, status: 204, text: "", end: "complete" });
    expect(answer.bytes).toHaveLength(0);
  });

  test.each([
    [LIMIT, LIMIT, "complete"],
    [LIMIT + 1, LIMIT, "long"],
    [Number.POSITIVE_INFINITY, LIMIT, "long"],
  ])("of a body of %p bytes reads %p: %s", async (size, read, end) => {
    const { stream } = bodyOf(size);
    const answer = await readAnswer(new Response(stream));
    expect(answer).toMatchObject({ end, text: "x".repeat(read) });
    expect(answer.bytes).toHaveLength(read);
  });

  test("cancels what it does not read", async () => {
    const { stream, state } = bodyOf(Number.POSITIVE_INFINITY);
    await readAnswer(new Response(stream));
    expect(state.cancelled).toBe(true);
  });

  test("keeps what came before a body broke off", async () => {
    let pulls = 0;
    const body = new ReadableStream({
      pull(controller) {
        pulls += 1;
        if (pulls === 1) controller.enqueue(new TextEncoder().encode("no sp"));
        else controller.error(new Error("gone"));
      },
    });
    const answer = await readAnswer(new Response(body, { status: 503 }));
    expect(answer).toMatchObject({ ok: false, status: 503, text: "no sp", end: "broken" });
  });

  test("reads a character that two chunks share, and replaces what is none", async () => {
    const [first, second] = [
      [0xc3, 0x28, 0xe2],
      [0x82, 0xac],
    ];
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(Uint8Array.from(first ?? []));
        controller.enqueue(Uint8Array.from(second ?? []));
        controller.close();
      },
    });
    expect((await readAnswer(new Response(body))).text).toBe("\ufffd(€");
  });
});

/** An answer of 200 with these header lines and this body, written to the socket as it is. */
const written = (lines: readonly string[], ...body: ReadonlyArray<string | Buffer>) =>
  Buffer.concat([
    Buffer.from(`${["HTTP/1.1 200 OK", ...lines].join("\r\n")}\r\n\r\n`),
    ...body.map((part) => Buffer.from(part)),
  ]);

const CHUNKED = "transfer-encoding: chunked";

describe("fetchAnswer, of a real connection", () => {
  test.each([
    ["all of its content-length", ["content-length: 5"], "whole", "complete", "whole"],
    ["all chunks", [CHUNKED], "4\r\nsome\r\n0\r\n\r\n", "complete", "some"],
    ["a body that the end of the connection ends", [], "some", "complete", "some"],
  ])("takes %s for the answer", async (_what, lines, body, end, text) => {
    await using server = await startRawServer((socket) => socket.end(written(lines, body)));
    expect(await fetchAnswer({ fetch }, server.url, {})).toMatchObject({ status: 200, end, text });
  });

  test.each([
    ["less than its content-length", ["content-length: 500"], "some"],
    ["no chunk at all", [CHUNKED], ""],
    ["half of a chunk", [CHUNKED], "10\r\nhalf"],
    ["a chunk and no last one", [CHUNKED], "4\r\nsome\r\n"],
    ["a chunk of no size", [CHUNKED], "x\r\nsome\r\n0\r\n\r\n"],
  ])("takes %s for an answer that broke off", async (_what, lines, body) => {
    await using server = await startRawServer((socket) => socket.end(written(lines, body)));
    expect((await fetchAnswer({ fetch }, server.url, {})).end).toBe("broken");
  });

  test("asks for no compression, says who asks and follows nobody", async () => {
    const seen: Array<[name: string, value: string]> = [];
    await using server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: (request) => {
        seen.push(...request.headers);
        return Response.redirect("/elsewhere", 302);
      },
    });
    const headers = { "accept-encoding": "gzip" };
    expect((await fetchAnswer({ fetch }, server.url, { headers })).status).toBe(302);
    expect(Object.fromEntries(seen)).toMatchObject({
      "accept-encoding": "identity",
      "user-agent": "tattle",
    });
  });

  const bomb = Buffer.alloc(96 << 20);
  test.each([
    ["gzip", () => gzipSync(bomb, { level: 1 })],
    ["deflate", () => deflateSync(bomb, { level: 1 })],
    ["br", () => brotliCompressSync(bomb, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
    ["zstd", () => zstdCompressSync(bomb)],
  ])("does not unpack 96 MiB of %s", async (encoding, pack) => {
    const packed = pack();
    const size = `${packed.length.toString(16)}\r\n`;
    const lines = [`content-encoding: ${encoding}`, CHUNKED];
    await using server = await startRawServer((socket) =>
      socket.write(written(lines, size, packed, "\r\n0\r\n\r\n")),
    );
    // Apart from this process, whose memory other tests move.
    const program = join(import.meta.dir, "answer.child.ts");
    const child = Bun.spawn([process.execPath, program, server.url], { stderr: "inherit" });
    const { grown, ...answer } = JSON.parse(await new Response(child.stdout).text());
    expect(answer).toEqual({ status: 200, end: "encoded", bytes: 0 });
    expect(grown).toBeLessThan(32);
  });

  test("reads what says that it is encoded as itself", async () => {
    const headers = { "content-encoding": "identity" };
    const answer = await readAnswer(new Response("plain", { headers }));
    expect(answer).toMatchObject({ end: "complete", text: "plain" });
  });
});
