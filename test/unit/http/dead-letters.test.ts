import { describe, expect, test } from "bun:test";
import { ProblemSchema } from "../../../src/http/api/schema/common.ts";
import {
  DeadLetterSchema,
  LetterCountSchema,
  LetterHoldersSchema,
  LetterPageSchema,
} from "../../../src/http/api/schema/dead-letter.ts";
import { CodedError } from "../../../src/report/errors.ts";
import { violations } from "./schema.ts";
import { BEARER, FakeLetters, LETTER, logIn, type Setup, testAdmin } from "./support.ts";

const BASE = "/api/v1/sinks/sqlite/dead-letters";

/** Members that the tests look at. */
interface Body {
  items: Array<{ id: number }>;
  next: string | null;
  code: string;
  errors: Array<{ in: string; name: string; message: string }>;
  report: { receivedAt: string };
}

async function get(path: string, setup: Setup = {}): Promise<{ status: number; body: Body }> {
  const answer = await testAdmin(setup).ask(path, { headers: BEARER });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

async function post(path: string, body: unknown, deadLetters = new FakeLetters(), headers = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const length = { "content-length": `${Buffer.byteLength(text)}` };
  const { ask, errors } = testAdmin({ services: { deadLetters } });
  const init = { method: "POST", body: text, headers: { ...BEARER, ...length, ...headers } };
  const answer = await ask(path, init);
  const parsed: Body = JSON.parse(await answer.text());
  return { status: answer.status, body: parsed, changes: deadLetters.changes, errors };
}

describe("every answer keeps to its schema", () => {
  test.each([
    ["/api/v1/dead-letters", LetterHoldersSchema],
    [BASE, LetterPageSchema],
    [`${BASE}/7`, DeadLetterSchema],
    [`${BASE}/8`, ProblemSchema],
  ])("GET %s", async (path, schema) => {
    expect(violations(schema, (await get(path)).body)).toEqual([]);
  });

  test.each(["replay", "drop"])("POST %s", async (verb) => {
    const good = await post(`${BASE}/${verb}`, { all: true });
    expect(violations(LetterCountSchema, good.body)).toEqual([]);
    const bad = await post(`${BASE}/${verb}`, {});
    expect(violations(ProblemSchema, bad.body)).toEqual([]);
  });
});

describe("a list of dead letters", () => {
  const letters = Array.from({ length: 5 }, (_, index) => ({ ...LETTER, id: 9 - index }));

  test("comes without reports, by the page, each cursor leading to the next", async () => {
    const setup = { services: { deadLetters: new FakeLetters(letters) } };
    const seen: number[] = [];
    for (let cursor = ""; ; ) {
      const { body } = await get(`${BASE}?limit=2${cursor}`, setup);
      for (const item of body.items) {
        expect(item).not.toContainKey("report");
        seen.push(item.id);
      }
      if (body.next === null) break;
      cursor = `&cursor=${body.next}`;
    }
    expect(seen).toEqual([9, 8, 7, 6, 5]);
  });

  test.each([
    [5, null],
    [100, null],
    [4, "6"],
  ])("of five by pages of %i has %j behind the first page", async (limit, next) => {
    const setup = { services: { deadLetters: new FakeLetters(letters) } };
    const { body } = await get(`${BASE}?limit=${limit}`, setup);
    expect([body.items.length, body.next]).toEqual([Math.min(limit, 5), next]);
  });

  test.each(["x", "-1", "0", "1.5", "9".repeat(16)])("knows no cursor %j", async (cursor) => {
    const { status, body } = await get(`${BASE}?cursor=${cursor}`);
    expect([status, body.code]).toEqual([400, "cursor_invalid"]);
  });

  test.each(["limit=0", "limit=1001", "limit=x", "sink=x"])("refuses %s", async (query) => {
    const { status, body } = await get(`${BASE}?${query}`);
    expect([status, body.code]).toEqual([400, "request_invalid"]);
  });
});

test("a letter comes with its report, times as RFC 3339", async () => {
  const { body } = await get(`${BASE}/7`);
  expect(body).toMatchObject({ id: 7, at: "2026-11-22T09:30:00.000Z", state: "dead" });
  expect(body.report.receivedAt).toBe("2026-11-22T10:29:00.000Z");
});

test.each(["8", "0", "-7", "7.0", "7x", "replay", "%00", "9".repeat(40)])(
  "a letter %s is not there",
  async (id) => {
    const { status, body } = await get(`${BASE}/${id}`);
    expect([status, body.code]).toEqual([404, "dead_letter_not_found"]);
  },
);

test.each(["nobody", "..%2f..", "%00", "a%2fb", "__proto__"])(
  "a sink %s is unknown",
  async (name) => {
    for (const path of ["", "/7"]) {
      const { status, body } = await get(`/api/v1/sinks/${name}/dead-letters${path}`);
      expect([status, body.code]).toEqual([404, "sink_unknown"]);
    }
    const { status, body } = await post(`/api/v1/sinks/${name}/dead-letters/drop`, { all: true });
    expect([status, body.code]).toEqual([404, "sink_unknown"]);
  },
);

describe.each(["replay", "drop"] as const)("%s", (verb) => {
  const path = `${BASE}/${verb}`;

  test("of some or all is passed on", async () => {
    const some = await post(path, { ids: [7, 8] });
    expect(some).toMatchObject({ status: 200, body: { count: 1 } });
    expect(some.changes).toEqual([[verb, "sqlite", [7, 8]]]);
    expect((await post(path, { all: true })).changes).toEqual([[verb, "sqlite", "all"]]);
  });

  test.each<[unknown, string]>([
    [{}, ""],
    [{ ids: [7], all: true }, ""],
    [{ ids: [] }, "ids"],
    [{ ids: [0] }, "ids/0"],
    [{ ids: ["7"] }, "ids/0"],
    [{ ids: [1.5] }, "ids/0"],
    [{ ids: Array(10_001).fill(1) }, "ids"],
    [{ all: false }, "all"],
    [{ all: true, more: 1 }, "more"],
    [[], ""],
    [null, ""],
    ["", ""],
    ["{", ""],
    ['"all"', ""],
    [" ".repeat(300_000), ""],
  ])("refuses the body %#, says where it is wrong and changes nothing", async (body, place) => {
    const answer = await post(path, body);
    expect([answer.status, answer.body.code]).toEqual([400, "request_invalid"]);
    expect(answer.body.errors).toContainEqual({
      in: "body",
      name: place,
      message: expect.any(String),
    });
    expect(answer.changes).toEqual([]);
  });

  test("names no more than a few faults of a body that is wrong everywhere", async () => {
    const { body } = await post(path, { ids: Array(9_000).fill("x") });
    expect(body.errors.length).toBeLessThanOrEqual(20);
  });

  test("refuses a body whose length nobody knows", async () => {
    const { status } = await post(path, { all: true }, new FakeLetters(), { "content-length": "" });
    expect(status).toBe(400);
  });

  test("is for whoever may in, and closed to other sites", async () => {
    const deadLetters = new FakeLetters();
    const admin = testAdmin({ services: { deadLetters } });
    const cookie = await logIn(admin);
    const from = async (headers: Record<string, string>) => {
      const body = '{"all":true}';
      const length = { "content-length": `${body.length}` };
      const answer = await admin.ask(path, {
        method: "POST",
        body,
        headers: { ...length, ...headers },
      });
      return [answer.status, JSON.parse(await answer.text()).code];
    };
    expect(await from({})).toEqual([401, "unauthorized"]);
    expect(await from({ cookie })).toEqual([403, "cross_site_refused"]);
    expect(await from({ cookie, "sec-fetch-site": "cross-site" })).toEqual([
      403,
      "cross_site_refused",
    ]);
    expect(deadLetters.changes).toEqual([]);
    expect((await from({ cookie, "sec-fetch-site": "same-origin" }))[0]).toBe(200);
  });

  test.each(["DELETE", "PUT", "PATCH"])("by %s is told the methods", async (method) => {
    const answer = await testAdmin().ask(path, { method, headers: BEARER });
    expect(answer.status).toBe(405);
  });
});

test("replaying to a sink that left the configuration is a conflict", async () => {
  const { status, body } = await post("/api/v1/sinks/gone/dead-letters/replay", { all: true });
  expect([status, body.code]).toEqual([409, "sink_not_configured"]);
});

describe("a delivery thread", () => {
  class Failing extends FakeLetters {
    constructor(readonly error: Error) {
      super();
    }
    override replay(): Promise<number> {
      return Promise.reject(this.error);
    }
  }

  test.each([
    ["is busy", new CodedError("thread_busy", "no answer"), 503, "delivery_unavailable"],
    ["cannot write", new CodedError("delivery_unavailable", "full"), 503, "delivery_unavailable"],
    ["has a bug", new TypeError("secret internals"), 500, "internal"],
  ])("that %s is answered as such, and logged", async (_, error, status, code) => {
    const answer = await post(`${BASE}/replay`, { all: true }, new Failing(error));
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.errors).toHaveLength(1);
    expect(JSON.stringify(answer.body)).not.toContain("secret");
  });
});
