/**
 * PostHog's own cases over HTTP, to the events that arrive at PostHog. Those with a fixed clock
 * run in this process by `startCollector`, because the binary has only the real clock; all others
 * run against the binary.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { startCollector } from "../../src/collector/collector.ts";
import { loadConfig } from "../../src/config/index.ts";
import { describeSink } from "../../src/external/index.ts";
import { PLUGINS } from "../../src/registry.ts";
import { systemClock } from "../../src/sink/context.ts";
import { createLog } from "../../src/threads/index.ts";
import { eventually } from "../support/eventually.ts";
import { type FakePostHog, type StoredEvent, startFakePostHog } from "../support/fake-posthog.ts";
import { exchange } from "../support/raw-http.ts";
import { TattleProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

interface ExpectedEvent {
  event: string;
  distinct_id: string;
  properties: Record<string, unknown>;
}

interface Case {
  name: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
  body_base64?: string;
  body_spec?: string;
  server_clock_utc?: string;
  expected_status: number;
  expected_body: unknown;
  expected_headers?: Record<string, string>;
  expected_events: ExpectedEvent[] | "dropped";
}

const fixture = new URL("../fixtures/posthog-cases.json", import.meta.url);
const { cases }: { cases: Case[] } = JSON.parse(await Bun.file(fixture).text());

/** What Tattle decides otherwise (docs/posthog-differences.md): the status, and the names of the events that are forwarded. */
const DECIDED_OTHERWISE: Record<string, { status: number; events: string[]; why: string }> = {
  "array of reporting objects with csp-report content type is refused": {
    status: 204,
    events: ["$csp_violation"],
    why: "within the two media types the shape decides",
  },
  "crash object with csp-report content type is refused": {
    status: 204,
    events: ["$browser_crash_report"],
    why: "within the two media types the shape decides",
  },
  "reporting api body null rejects whole request": {
    status: 204,
    events: ["$csp_violation"],
    why: "a bad item costs only itself",
  },
  "reporting api null item rejects whole request": {
    status: 204,
    events: ["$csp_violation"],
    why: "a bad item costs only itself",
  },
  "reporting api object of other type is refused": {
    status: 204,
    events: [],
    why: "all types are accepted; PostHog is sent violations and crashes only",
  },
  "unknown but well-formed token is accepted": {
    status: 204,
    events: [],
    why: "an unknown token is dropped and counted",
  },
  "sample_rate=nan is refused": {
    status: 204,
    events: ["$csp_violation"],
    why: "nan is as unreadable as abc",
  },
  "options without origin has no cors headers": {
    status: 204,
    events: [],
    why: "a preflight is answered 204 without a body, always with CORS headers",
  },
  "put is treated like post": { status: 405, events: [], why: "only POST and OPTIONS" },
};

/** Never with credentials where the origin is `*`: no browser takes that. */
const HEADERS_OTHERWISE: Record<string, Record<string, string | null>> = {
  "origin null gives a star with credentials": { "Access-Control-Allow-Credentials": null },
};

/** What the PostHog sink adds: see "Beyond PostHog's own properties" in its README. */
const EXTRAS: ReadonlySet<string> = new Set([
  "$ip",
  "$geoip_disable",
  "$csp_sampled",
  "$csp_sample_threshold",
  "$csp_sampling_key",
  "$csp_weight",
]);

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The bodies that the fixture describes in words. */
const BODIES: Record<string, string> = {
  "same, 262145 bytes": padded(262_145),
  "262145 bytes of the letter x": "x".repeat(262_145),
  "array of 101 minimal csp-violation reports": JSON.stringify(
    Array(101).fill({ type: "csp-violation", body: {} }),
  ),
};

function padded(length: number): string {
  const report = JSON.stringify({ "csp-report": { "document-uri": "https://example.com/" } });
  return report + " ".repeat(length - report.length);
}

function settings(posthog: FakePostHog): string {
  return `
    [limits]
    body = "256KiB"
    reports_per_body = 100
    [sampling]
    algorithm = "posthog"
    [privacy]
    urls = "keep"
    [[projects]]
    name = "conformance"
    token = "phc_conformance_token"
    [[sinks]]
    type = "posthog"
    host = "${posthog.url}"
    batch = { max_age = "0ms" }
  `;
}

function bodyOf({ body, body_base64, body_spec }: Case): string | Uint8Array {
  if (body_spec !== undefined) {
    const made = BODIES[body_spec];
    if (made === undefined) throw new Error(`no body "${body_spec}"`);
    return made;
  }
  return body_base64 === undefined ? (body ?? "") : Uint8Array.fromBase64(body_base64);
}

/** An event as the fixture writes it: generated ids as `<uuidv7>`, without what the sink adds. */
function written({ event, distinct_id, properties }: StoredEvent, like?: ExpectedEvent) {
  const own = Object.entries(properties).filter(([name]) => !EXTRAS.has(name));
  const generated = (value: unknown, expected: unknown) =>
    expected === "<uuidv7>" && typeof value === "string" && UUID_V7.test(value) ? expected : value;
  const result: Record<string, unknown> = Object.fromEntries(own);
  const session = generated(result.$session_id, like?.properties.$session_id);
  return {
    event,
    distinct_id: generated(distinct_id, like?.distinct_id),
    properties: { ...result, $session_id: session },
  };
}

/** Sends a case and compares everything that comes of it. */
async function run(each: Case, port: number, posthog: FakePostHog): Promise<void> {
  const otherwise = DECIDED_OTHERWISE[each.name];
  const expected = each.expected_events === "dropped" ? [] : each.expected_events;
  const before = posthog.events().length;
  const { method, path, headers } = each;
  const answer = await exchange(port, { method, path, headers, body: bodyOf(each) });
  expect(answer?.status).toBe(otherwise?.status ?? each.expected_status);
  expect(answer?.headers.get("access-control-allow-origin")).toBeString();
  expectHeaders(answer?.headers ?? new Headers(), each);
  if (otherwise === undefined) {
    const body = answer?.body ? JSON.parse(answer.body) : "";
    expect(body).toEqual(each.expected_body);
  }
  const names = otherwise?.events ?? expected.map(({ event }) => event);
  await eventually(() => expect(posthog.events().length).toBe(before + names.length));
  const events = posthog.events().slice(before);
  expect(events.map(({ event }) => event)).toEqual(names);
  if (otherwise === undefined) {
    expect<object[]>(events.map((event, at) => written(event, expected[at]))).toEqual(expected);
  }
  const visitors = new Set(events.map(({ distinct_id }) => distinct_id));
  expect(visitors.size).toBe(Math.min(1, events.length));
}

function expectHeaders(headers: Headers, each: Case): void {
  const expected = { ...each.expected_headers, ...HEADERS_OTHERWISE[each.name] };
  for (const [name, value] of Object.entries(expected)) expect(headers.get(name)).toBe(value);
}

describe("PostHog's cases, against the binary", () => {
  const folder = temporaryFolder();
  let posthog: FakePostHog;
  let tattle: TattleProcess;

  beforeAll(async () => {
    posthog = await startFakePostHog();
    tattle = await TattleProcess.start({
      data: join(folder.path, "data"),
      toml: settings(posthog),
    });
  }, 60_000);

  afterAll(async () => {
    await tattle[Symbol.asyncDispose]();
    await posthog.close();
    folder[Symbol.dispose]();
  });

  for (const each of cases.filter(({ server_clock_utc }) => server_clock_utc === undefined)) {
    test(each.name, () => run(each, tattle.port, posthog), 30_000);
  }

  test("nothing else arrived, and nothing broke PostHog's protocol", async () => {
    const last = cases.find(({ name }) => name === "legacy full report");
    if (last !== undefined) await run(last, tattle.port, posthog);
    expect(posthog.violations()).toEqual([]);
  });
});

describe("PostHog's cases with a fixed clock, by startCollector", () => {
  for (const each of cases.filter(({ server_clock_utc }) => server_clock_utc !== undefined)) {
    test(each.name, async () => {
      using folder = temporaryFolder();
      const posthog = await startFakePostHog();
      const sources = {
        env: {},
        flags: [
          { name: "--listen", key: "listen", value: "127.0.0.1:0" },
          { name: "--data", key: "data", value: join(folder.path, "data") },
        ],
        cwd: folder.path,
        file: { path: "tattle.toml", text: settings(posthog) },
      };
      const { config } = loadConfig(sources, PLUGINS, () => "");
      const now = Date.parse(`${each.server_clock_utc}Z`);
      const collector = await startCollector(config, {
        plugins: PLUGINS,
        describe: describeSink,
        version: "test",
        clock: { ...systemClock, now: () => now },
        log: createLog("error"),
        entries: {
          delivery: new URL("../../src/delivery.entry.ts", import.meta.url),
          query: new URL("../../src/query.entry.ts", import.meta.url),
        },
      });
      try {
        await run(each, Number(new URL(collector.url).port), posthog);
      } finally {
        await collector.stop();
        await posthog.close();
      }
    }, 30_000);
  }
});

test("every case that is decided otherwise is one of the fixture", () => {
  const names = new Set(cases.map(({ name }) => name));
  const listed = [...Object.keys(DECIDED_OTHERWISE), ...Object.keys(HEADERS_OTHERWISE)];
  expect(listed.filter((name) => !names.has(name))).toEqual([]);
  expect(cases.length).toBe(70);
});
