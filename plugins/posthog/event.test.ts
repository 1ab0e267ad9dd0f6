import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isJsonObject, type Json, type JsonObject } from "tattle/sink";
import { cleanUrl } from "./crash.ts";
import { toEvent } from "./event.ts";
import { siblingId } from "./ids.ts";
import { escapeHtml } from "./python.ts";
import { aReport } from "./testing.ts";

const REQUEST_ID = "0190a1b2-c3d4-7e5f-8a0b-1c2d3e4f5a6b";

/** Any JSON object, with the members that the mapping looks at more often than chance has them. */
const anyRaw = fc
  .dictionary(
    fc.oneof(
      fc.string(),
      fc.constantFrom("type", "body", "url", "age", "user_agent", "csp-report", "__proto__"),
      fc.constantFrom("script-sample", "sample", "documentURL", "document-uri", "reason"),
    ),
    fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom("sample", "body"), fc.jsonValue())),
  )
  .map((object): JsonObject => JSON.parse(JSON.stringify(object)));

describe("toEvent", () => {
  test("maps any JSON, and leaves the report as it was", () => {
    fc.assert(
      fc.property(anyRaw, fc.constantFrom("csp-violation", "crash"), (raw, type) => {
        const report = aReport({ raw, type });
        const before = JSON.stringify(report);
        const event = toEvent(report);
        expect(JSON.stringify(report)).toBe(before);
        expect(event?.uuid).toBe(report.id);
        expect(event?.properties.$process_person_profile).toBe(false);
      }),
    );
  });

  test("gives the same event every time, so that a retry changes nothing", () => {
    const report = aReport();
    expect(toEvent(report)).toEqual(toEvent(structuredClone(report)));
  });

  test.each(["deprecation", "network-error", "coep", "CSP-Violation", ""])(
    "ignores the type %p as PostHog does",
    (type) => expect(toEvent(aReport({ type }))).toBeNull(),
  );

  test("uses the ids that the request gave", () => {
    const event = toEvent(
      aReport({ request: { distinctId: "a@b.com", sessionId: "s-1", version: "3" } }),
    );
    expect(event?.distinct_id).toBe("a@b.com");
    expect(event?.properties).toMatchObject({ $session_id: "s-1", $csp_version: "3" });
  });

  test("derives the ids that the request left out from the request's own", () => {
    const event = toEvent(aReport({ request: { id: REQUEST_ID } }));
    expect(event?.distinct_id).toBe(REQUEST_ID);
    expect(event?.properties.$session_id).toBe("0190a1b2-c3d4-71a0-b5f4-e3d2c1b0a594");
  });

  test("dates a violation by its receipt and a crash by its occurrence", () => {
    const times = { receivedAt: Date.UTC(2026, 0, 2), occurredAt: Date.UTC(2026, 0, 1) + 7 };
    expect(toEvent(aReport(times))?.timestamp).toBe("2026-01-02T00:00:00.000000+00:00");
    expect(toEvent(aReport({ ...times, type: "crash" }))?.timestamp).toBe(
      "2026-01-01T00:00:00.007000+00:00",
    );
  });

  test("tells of sampling by PostHog's doubled names, by the right ones, and by weight", () => {
    const sampling = { algorithm: "uniform", rate: 0.25, key: "k" } as const;
    expect(toEvent(aReport({ sampling, weight: 4 }))?.properties).toMatchObject({
      $csp_csp_sampled: true,
      $csp_csp_sample_threshold: 0.25,
      $csp_csp_sampling_key: "k",
      $csp_sampled: true,
      $csp_sample_threshold: 0.25,
      $csp_sampling_key: "k",
      $csp_weight: 4,
    });
  });

  test("does not place every violation where the collector stands", () => {
    expect(toEvent(aReport())?.properties).toMatchObject({
      $ip: "127.0.0.1",
      $geoip_disable: true,
    });
  });
});

describe("bodies that PostHog refuses are mapped as the nearest that it takes", () => {
  const url = "https://shop.example/";
  const wrapped = { "csp-report": { "document-uri": url, "script-sample": "" } };
  const enveloped = {
    type: "csp-violation",
    body: { documentURL: url, sample: "", "script-sample": "" },
  };
  const table: [string, JsonObject, JsonObject][] = [
    ["kebab-case members without a wrapper", { "document-uri": url }, wrapped],
    ["camel-case members without an envelope", { documentURL: url }, enveloped],
    ["an envelope without a type", { body: { documentURL: url } }, enveloped],
  ];
  test.each(table)("%s", (_name, raw, expected) => {
    expect(toEvent(aReport({ raw }))?.properties).toMatchObject({
      $csp_report_type: "csp-violation",
      $csp_document_url: url,
      $current_url: url,
      $csp_raw_report: expected,
    });
  });

  const bodies: Json[] = [null, 5, "x", [{}]];
  test.each(bodies)("a body that is %p counts as empty and stays as it is", (body) => {
    const raw = { type: "csp-violation", url, body };
    expect(toEvent(aReport({ raw }))?.properties).toMatchObject({
      $csp_document_url: url,
      $csp_script_sample: "",
      $csp_raw_report: raw,
    });
  });

  test("the wrapper wins where a body is of both serializations", () => {
    const raw = { type: "csp-violation", "csp-report": { "document-uri": url }, body: {} };
    const properties = toEvent(aReport({ raw }))?.properties;
    expect(properties?.$csp_document_url).toBe(url);
    expect(isJsonObject(properties?.$csp_raw_report)).toBe(true);
  });
});

describe("small parts", () => {
  const samples: [Json | undefined, string][] = [
    [undefined, ""],
    [null, ""],
    [0, ""],
    [false, ""],
    [[], ""],
    [{}, ""],
    [true, "True"],
    [1.5, "1.5"],
    ["&lt;", "&amp;lt;"],
    [{ a: "<" }, "{&quot;a&quot;:&quot;&lt;&quot;}"],
  ];
  test.each(samples)("a sample %p is escaped as Django does", (value, text) => {
    expect(escapeHtml(value)).toBe(text);
  });

  const urls: [Json | undefined, string | null][] = [
    ["https://a.example/reset/abcdefghijklmno1?x=1#y", "https://a.example/reset/<redacted>"],
    ["https://a.example/documentation-page/", "https://a.example/documentation-page/"],
    ["HTTPS://A.example:8443/x", "https://A.example:8443/x"],
    ["https://a.example", "https://a.example"],
    ["about:blank#x", "about:blank"],
    ["/only/a/path?x", "/only/a/path"],
    ["https://[::1/x", null],
    ["", null],
    [7, null],
    [undefined, null],
  ];
  test.each(urls)("a crash's URL %p is cleaned", (url, clean) => {
    expect(cleanUrl(url)).toBe(clean);
  });

  test("a sibling id is another UUIDv7 of the same millisecond", () => {
    fc.assert(
      fc.property(fc.uuid({ version: 7 }), (uuid) => {
        const sibling = siblingId(uuid);
        expect(sibling).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
        expect(sibling.slice(0, 14)).toBe(uuid.slice(0, 14));
        expect(sibling).not.toBe(uuid);
        expect(siblingId(sibling)).toBe(uuid);
      }),
    );
  });
});
