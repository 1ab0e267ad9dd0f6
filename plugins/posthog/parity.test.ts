import { describe, expect, test } from "bun:test";
import { isJsonObject, type Json, type JsonObject, type Report } from "tattle/sink";
import { toEvent } from "./event.ts";
import { aReport } from "./testing.ts";

/** One case of the fixture, as far as mapping is concerned. */
interface Case {
  name: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
  body_base64?: string;
  server_clock_utc?: string;
  /** `"dropped"` where nothing is stored. */
  expected_events: string | { event: string; distinct_id: string; properties: JsonObject }[];
}

const fixture = new URL("../../test/fixtures/posthog-cases.json", import.meta.url);
const { cases }: { cases: Case[] } = JSON.parse(await Bun.file(fixture).text());

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** What this sink adds: see "Beyond PostHog's own properties" in the README. */
const EXTRAS = [
  "$ip",
  "$geoip_disable",
  "$csp_sampled",
  "$csp_sample_threshold",
  "$csp_sampling_key",
  "$csp_weight",
];

/** The reports that a case's request carries, made by hand as intake would make them. */
function reportsOf({ path, headers, server_clock_utc, ...sent }: Case): Report[] {
  const query = new URL(path, "http://localhost").searchParams;
  const rate = Number(query.get("sample_rate") ?? 1);
  const sampled = rate > 0 && rate < 1;
  const request = {
    id: Bun.randomUUIDv7(),
    token: query.get("token") ?? query.get("api_key"),
    version: query.get("v") || null,
    distinctId: query.get("distinct_id") || null,
    sessionId: query.get("session_id") || null,
    userAgent: new Headers(headers).get("user-agent"),
  };
  return itemsOf(JSON.parse(textOf(sent))).map((raw) => {
    const key = `${documentOf(raw) ?? "None"}-${server_clock_utc}`;
    return aReport({
      raw,
      request,
      type: raw.type === "crash" ? "crash" : "csp-violation",
      sampling: sampled ? { algorithm: "posthog", rate, key } : null,
      weight: sampled ? 1 / rate : 1,
    });
  });
}

function textOf({ body, body_base64 }: Pick<Case, "body" | "body_base64">): string {
  if (body_base64 === undefined) return body ?? "";
  return new TextDecoder("utf-16le").decode(Buffer.from(body_base64, "base64"));
}

function itemsOf(body: Json): JsonObject[] {
  const items = Array.isArray(body) ? body : [body];
  return items.filter(isJsonObject);
}

function documentOf({ body }: JsonObject): Json | undefined {
  return isJsonObject(body) ? body.documentURL : undefined;
}

/** An event as the fixture writes it: generated ids as `<uuidv7>`, without what this sink adds. */
function stored(report: Report, given: { distinct_id: string; properties: JsonObject }) {
  const event = toEvent(report);
  if (event === null) throw new Error(`${report.type} is not forwarded`);
  const kept = Object.entries(event.properties).filter(([name]) => !EXTRAS.includes(name));
  const properties: JsonObject = Object.fromEntries(kept);
  if (given.properties.$session_id === "<uuidv7>") {
    expect(properties.$session_id).toMatch(UUID_V7);
    expect(properties.$session_id).not.toBe(event.distinct_id);
    properties.$session_id = "<uuidv7>";
  }
  const generated = given.distinct_id === "<uuidv7>" && UUID_V7.test(event.distinct_id);
  const distinct_id = generated ? "<uuidv7>" : event.distinct_id;
  return { event: event.event, distinct_id, properties };
}

describe("an accepted request gives the events that PostHog stores", () => {
  let accepted = 0;
  for (const each of cases) {
    const expected = each.expected_events;
    if (typeof expected === "string") continue;
    accepted += 1;
    test(each.name, () => {
      const urls = expected.map(({ properties }) => properties.$current_url);
      // Which items survive sampling is decided before any sink.
      const reports = reportsOf(each).filter((report) =>
        urls.includes(toEvent(report)?.properties.$current_url ?? null),
      );
      expect(reports.length).toBe(expected.length);
      const events = expected.map((event, index) => stored(reports[index] ?? aReport(), event));
      expect<object[]>(events).toEqual(expected);
    });
  }

  test("every accepted case of the fixture was compared", () => expect(accepted).toBe(39));
});
