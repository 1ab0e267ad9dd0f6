import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { JsonObject } from "tattle/sink";
import { type ReceivedRecord, readRequest } from "../../test/support/otlp-request.ts";
import { ATTRIBUTE_NAMES } from "./attributes.ts";
import { loadCodec } from "./codec.ts";
import type { LogRecord } from "./record.ts";
import { toRecord } from "./record.ts";
import { aReport, aViolation, someSettings } from "./testing.ts";

const NUMBERS = { INFO: 9, WARN: 13, ERROR: 17 };

/** Unpaired surrogates, controls and every script, as browsers and their pages may send them. */
const hostile = fc.string({ unit: "binary" });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 3 });

const anyReport = fc
  .record({
    violation: maybe(
      fc.record({
        documentURL: maybe(hostile),
        blockedURL: maybe(hostile),
        effectiveDirective: maybe(hostile),
        originalPolicy: maybe(hostile),
        sourceFile: maybe(hostile),
        sample: maybe(hostile),
        lineNumber: maybe(fc.oneof(fc.maxSafeInteger(), fc.double())),
        disposition: maybe(fc.constantFrom("enforce" as const, "report" as const)),
      }),
    ),
    body: fc
      .array(fc.tuple(hostile, fc.jsonValue({ stringUnit: "binary" })))
      .map((entries): JsonObject => JSON.parse(JSON.stringify(Object.fromEntries(entries)))),
    receivedAt: fc.integer({ min: Date.UTC(2001, 0), max: Date.UTC(2099, 0) }),
    age: fc.nat(7 * 86_400_000),
    weight: fc.oneof(fc.constant(1), fc.double({ min: 1, noNaN: true })),
    project: fc.string({ minLength: 1 }),
  })
  .map(({ violation, body, age, receivedAt, ...rest }) =>
    violation === null
      ? aReport({
          ...rest,
          receivedAt,
          occurredAt: receivedAt - age,
          type: "other",
          body,
          raw: body,
        })
      : aReport({
          ...rest,
          receivedAt,
          occurredAt: receivedAt - age,
          violation: aViolation(violation),
        }),
  );

/** What a receiver must find for a record, told independently of the encoder. */
function expected(record: LogRecord): ReceivedRecord {
  const attributes = Object.entries(record.attributes).map(([name, value]) => {
    if (typeof value === "string") return [name, value];
    return [name, Number.isInteger(value) ? { int: BigInt(value) } : { double: value }];
  });
  return {
    time: BigInt(record.time) * 1_000_000n,
    observedTime: BigInt(record.observedTime) * 1_000_000n,
    severityNumber: NUMBERS[record.severity],
    severityText: record.severity,
    eventName: record.eventName,
    body: record.body,
    attributes: Object.fromEntries(attributes),
    resource: { "service.name": "tattle" },
    scope: "tattle",
  };
}

describe.each(["protobuf", "json"] as const)("OTLP as %s", (encoding) => {
  test("says to another implementation what the records say, whatever they hold", async () => {
    const codec = await loadCodec(someSettings({ encoding }));
    fc.assert(
      fc.property(fc.array(anyReport, { minLength: 1, maxLength: 5 }), (reports) => {
        const records = reports.map((report) => toRecord(report, "include"));
        expect(readRequest(codec.encode(records), encoding)).toEqual(records.map(expected));
      }),
      { numRuns: 300 },
    );
  });

  test("names the resource as the settings do", async () => {
    const resource = { "service.name": "csp", "deployment.environment.name": "production" };
    const codec = await loadCodec(someSettings({ encoding, resource }));
    const [record] = readRequest(codec.encode([toRecord(aReport(), "omit")]), encoding);
    expect(record?.resource).toEqual(resource);
  });

  test("keeps the order of a large batch and each attribute's name", async () => {
    const codec = await loadCodec(someSettings({ encoding }));
    const reports = Array.from({ length: 500 }, () => aReport());
    const records = readRequest(
      codec.encode(reports.map((report) => toRecord(report, "include"))),
      encoding,
    );
    expect(records.map(({ attributes }) => attributes["log.record.uid"])).toEqual(
      reports.map(({ id }) => id),
    );
    const names = new Set(records.flatMap(({ attributes }) => Object.keys(attributes)));
    expect([...names].filter((name) => !ATTRIBUTE_NAMES.includes(name))).toEqual([]);
  });
});
