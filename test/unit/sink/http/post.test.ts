import { afterAll, describe, expect, test } from "bun:test";
import { gunzipSync } from "node:zlib";
import { SinkError } from "../../../../src/sink/error.ts";
import { attempt } from "../../../../src/sink/http/attempt.ts";
import { type PostOptions, post } from "../../../../src/sink/http/post.ts";
import { failureOf } from "../../../support/failure.ts";

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  idleTimeout: 0,
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === "/hang") return new Promise<Response>(() => {});
    if (pathname === "/away") return Response.redirect("https://other.example/", 307);
    if (pathname === "/no") return new Response("not you", { status: 403 });
    const { method, headers } = request;
    const body = Buffer.from(await request.arrayBuffer()).toString("base64");
    return Response.json({ method, headers: Object.fromEntries(headers), body });
  },
});
afterAll(() => server.stop(true));

const at = (path: string) => new URL(path, server.url);
const never = new AbortController().signal;
const options = (given: Partial<PostOptions> = {}): PostOptions => ({
  body: "[]",
  signal: never,
  timeout: 10_000,
  ...given,
});

/** What the server got of a request. */
async function echo(given: Partial<PostOptions>) {
  const { text } = await post({ fetch }, at("/"), options(given));
  const { method, headers, body } = JSON.parse(text);
  return { method, headers, body: Buffer.from(body, "base64") };
}

describe("post", () => {
  test("sends the body as it is", async () => {
    const headers = { "content-type": "text/plain" };
    const received = await echo({ body: "smörgås", headers });
    expect(received).toMatchObject({ method: "POST", body: Buffer.from("smörgås") });
    expect(received.headers).toMatchObject({
      "content-type": "text/plain",
      "user-agent": "tattle",
    });
    expect(received.headers).not.toHaveProperty("content-encoding");
  });

  test.each([
    ["text", "a text"],
    ["bytes", new TextEncoder().encode("a text")],
  ])("compresses %s", async (_what, body) => {
    const received = await echo({ body, compression: "gzip" });
    expect(received.headers).toMatchObject({ "content-encoding": "gzip" });
    expect(gunzipSync(received.body).toString()).toBe("a text");
  });

  test("sends of a view only what it shows", async () => {
    const body = new TextEncoder().encode("<secret>text").subarray(8);
    expect((await echo({ body })).body.toString()).toBe("text");
  });

  test("lets the caller name itself", async () => {
    const { headers } = await echo({ headers: { "User-Agent": "mine" } });
    expect(headers["user-agent"]).toBe("mine");
  });

  test.each([
    ["/no", 403, "not you"],
    ["/away", 307, ""],
  ])("returns the answer of %s, whatever its status", async (path, status, text) => {
    const answer = await post({ fetch }, at(path), options());
    expect(answer).toMatchObject({ ok: false, status, text, end: "complete" });
  });

  test("says who did not answer in time", async () => {
    const error = await failureOf(
      post({ fetch }, at("/hang?key=hunter2"), options({ timeout: 50 })),
    );
    expect(error).toBeInstanceOf(SinkError);
    expect(error).toMatchObject({
      message: `${server.url.origin}: no answer within 50 ms`,
      fatal: false,
      retryAfter: null,
    });
  });

  test("ends with the reason of the signal", async () => {
    const host = new AbortController();
    const attempt = post({ fetch }, at("/hang"), options({ signal: host.signal }));
    host.abort(new Error("the host gives up"));
    expect(await failureOf(attempt)).toBe(host.signal.reason);
  });

  test.each([
    [
      "a refused connection",
      "http://127.0.0.1:1/?key=hunter2",
      {},
      /^http:\/\/127\.0\.0\.1:1: nobody/,
    ],
    [
      "a header that HTTP does not allow",
      "http://127.0.0.1:1/hunter2",
      { a: "hunter2\nb" },
      /^http:\/\/127\.0\.0\.1:1: the request failed$/,
    ],
    ["an address that is none", "hunter2", {}, /^the address: /],
  ])("shows no secret of %s", async (_what, url, headers, said) => {
    const { message } = await failureOf(post({ fetch }, url, options({ headers })));
    expect(message).toMatch(said);
    expect(message).not.toContain("hunter2");
  });
});

describe("attempt", () => {
  const limits = { signal: never, timeout: 10_000 };

  test("resolves to what its task makes", async () => {
    expect(await attempt("https://x.example/", limits, async () => 7)).toBe(7);
  });

  test("leaves a SinkError as it is", async () => {
    const error = new SinkError("no", { fatal: true });
    expect(
      await failureOf(attempt("https://x.example/", limits, () => Promise.reject(error))),
    ).toBe(error);
  });

  test("ends with the reason of the signal even where the task ignores it", async () => {
    const host = new AbortController();
    const running = attempt("https://x.example/", { ...limits, signal: host.signal }, async () => {
      host.abort(new Error("the host gives up"));
    });
    expect(await failureOf(running)).toBe(host.signal.reason);
  });

  test("tells its task when the time is over", async () => {
    const error = await failureOf(
      attempt("https://x.example/a", { ...limits, timeout: 1 }, (signal) => {
        const { promise, reject } = Promise.withResolvers<never>();
        signal.addEventListener("abort", () => reject(signal.reason));
        return promise;
      }),
    );
    expect(error.message).toBe("https://x.example: no answer within 1 ms");
  });
});
