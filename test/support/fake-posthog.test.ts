import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { type FakePostHog, startFakePostHog } from "./fake-posthog.ts";

let posthog: FakePostHog;
beforeEach(async () => {
  posthog = await startFakePostHog();
});
afterEach(() => posthog.close());

const event = {
  uuid: "0190a1b2-c3d4-7e5f-8a0b-1c2d3e4f5a6b",
  event: "$csp_violation",
  distinct_id: "x",
  timestamp: "2026-01-02T03:04:05.000000+00:00",
  properties: {},
};
const batch = { api_key: "phc_x", historical_migration: false, batch: [event] };

function post(body: string | Uint8Array<ArrayBuffer>, init: RequestInit = {}, path = "/batch/") {
  const headers = { "content-type": "application/json", ...init.headers };
  return fetch(posthog.url + path, { method: "POST", ...init, headers, body });
}

describe("the fake PostHog", () => {
  test("keeps an event once, however often it comes", async () => {
    await post(JSON.stringify(batch));
    const answer = await post(Bun.gzipSync(JSON.stringify(batch)), {
      headers: { "content-encoding": "gzip" },
    });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status: "Ok" });
    expect(posthog.requests.length).toBe(2);
    expect(posthog.events()).toEqual([{ api_key: "phc_x", ...event }]);
    expect(posthog.violations()).toEqual([]);
  });

  const mistakes: [string, number, () => Promise<Response>][] = [
    ["another method", 405, () => post("{}", { method: "PUT" })],
    ["another path", 404, () => post("{}", {}, "/batch")],
    ["another content type", 400, () => post("{}", { headers: { "content-type": "text/plain" } })],
    ["no JSON", 400, () => post("{")],
    ["a false encoding", 400, () => post("{}", { headers: { "content-encoding": "gzip" } })],
    ["no event", 400, () => post(JSON.stringify({ ...batch, batch: [] }))],
    ["no key", 401, () => post(JSON.stringify({ ...batch, api_key: undefined }))],
    ["a personal key", 401, () => post(JSON.stringify({ ...batch, api_key: "phx_x" }))],
    ["an unknown member", 400, () => post(JSON.stringify({ ...batch, extra: 1 }))],
    ...Object.entries({
      uuid: "x",
      event: "",
      distinct_id: 5,
      timestamp: "now",
      properties: [],
    }).map(([name, value]): [string, number, () => Promise<Response>] => [
      `a wrong ${name}`,
      400,
      () => post(JSON.stringify({ ...batch, batch: [{ ...event, [name]: value }] })),
    ]),
    ["half a character", 400, () => post(JSON.stringify({ ...batch, api_key: "\ud800" }))],
    [
      "an event beyond 1 MB",
      400,
      () =>
        post(
          JSON.stringify({ ...batch, batch: [{ ...event, properties: { x: "x".repeat(1e6) } }] }),
        ),
    ],
    ["more than 20 MiB", 413, () => post(" ".repeat(21 * 1024 * 1024))],
  ];
  test.each(mistakes)("refuses %s and remembers it", async (_name, status, send) => {
    expect((await send()).status).toBe(status);
    expect(posthog.violations().length).toBe(1);
    expect(posthog.events()).toEqual([]);
  });

  test("follows its script, then its rule", async () => {
    posthog.script({ status: 503 }, "quota_limited", "reset");
    posthog.rule(() => ({ status: 418 }));
    const send = () => post(JSON.stringify(batch));
    expect((await send()).status).toBe(503);
    expect(await (await send()).json()).toMatchObject({ quota_limited: ["events"] });
    await expect(send()).rejects.toThrow();
    expect((await send()).status).toBe(418);
    expect(posthog.events()).toEqual([]);
  });
});
