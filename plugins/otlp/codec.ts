import type { ProtobufLogsSerializer } from "@opentelemetry/otlp-transformer";
import type { LogRecord, Severity } from "./record.ts";
import type { Settings } from "./settings.ts";

/** The numbers of OpenTelemetry's log data model. */
const SEVERITY_NUMBERS = { INFO: 9, WARN: 13, ERROR: 17 } as const satisfies Record<
  Severity,
  number
>;

/** What a receiver says about a request that it took, in whichever encoding. Absent means zero or empty. */
export interface PartialSuccess {
  rejectedLogRecords?: number;
  errorMessage?: string;
}

/** OTLP as one sink speaks it. */
export interface Codec {
  readonly contentType: "application/x-protobuf" | "application/json";
  /** An `ExportLogsServiceRequest`. */
  encode(records: readonly LogRecord[]): Uint8Array;
  /** A binary `ExportLogsServiceResponse`. Throws where it is none. */
  decode(answer: Uint8Array): PartialSuccess;
}

type SdkRecord = Parameters<typeof ProtobufLogsSerializer.serializeRequest>[0][number];

/**
 * Loads OpenTelemetry's own encoder. Only where a sink of this kind is opened, since it takes
 * some 4 MB and every thread of Tattle imports every plugin.
 */
export async function loadCodec({ encoding, resource: attributes }: Settings): Promise<Codec> {
  const { JsonLogsSerializer, ProtobufLogsSerializer } = await import(
    "@opentelemetry/otlp-transformer"
  );
  const { resourceFromAttributes } = await import("@opentelemetry/resources");
  const origin = {
    resource: resourceFromAttributes({ "service.name": "tattle", ...wellFormed(attributes) }),
    instrumentationScope: { name: "tattle" },
  };
  const serializer = encoding === "json" ? JsonLogsSerializer : ProtobufLogsSerializer;
  return {
    contentType: encoding === "json" ? "application/json" : "application/x-protobuf",
    encode: (records) =>
      serializer.serializeRequest(records.map((record) => toSdkRecord(record, origin))) ??
      new Uint8Array(),
    decode: (answer) => ProtobufLogsSerializer.deserializeResponse(answer).partialSuccess ?? {},
  };
}

function toSdkRecord(
  { time, observedTime, severity, eventName, body, attributes }: LogRecord,
  origin: Pick<SdkRecord, "resource" | "instrumentationScope">,
): SdkRecord {
  return {
    ...origin,
    hrTime: hrTime(time),
    hrTimeObserved: hrTime(observedTime),
    severityNumber: SEVERITY_NUMBERS[severity],
    severityText: severity,
    eventName,
    body,
    attributes,
    droppedAttributesCount: 0,
  };
}

/** Seconds and nanoseconds; the wire has no room for times before the epoch. */
function hrTime(milliseconds: number): [number, number] {
  const whole = Math.max(0, Math.trunc(milliseconds));
  return [Math.floor(whole / 1000), (whole % 1000) * 1_000_000];
}

function wellFormed(attributes: Record<string, string>): Record<string, string> {
  const entries = Object.entries(attributes);
  return Object.fromEntries(entries.map((entry) => entry.map((text) => text.toWellFormed())));
}
