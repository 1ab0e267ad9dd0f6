import { fromBinary, fromJson, type JsonValue, type Message, toJson } from "@bufbuild/protobuf";
import { ExportLogsServiceRequest } from "./otlp-schema.ts";

/** An attribute's value as it came; whole numbers and others are told apart by their type in OTLP. */
export type ReceivedValue = string | boolean | { int: bigint } | { double: number };

/** A log record as it came. */
export interface ReceivedRecord {
  /** Nanoseconds since the epoch. */
  time: bigint;
  observedTime: bigint;
  severityNumber: number;
  severityText: string;
  eventName: string;
  body: string;
  attributes: Record<string, ReceivedValue>;
  /** Attributes of the resource that it came under. */
  resource: Record<string, ReceivedValue>;
  scope: string;
}

type JsonObject = { [key: string]: JsonValue };

/** Names of attributes, by OpenTelemetry's naming rules. */
const NAME = /^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*$/;

/** 2000 to 2100: other numbers are seconds, milliseconds or microseconds that were taken for nanoseconds. */
const [EARLIEST, LATEST] = [946_684_800_000_000_000n, 4_102_444_800_000_000_000n];

const SEVERITIES = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

/** Reads a request strictly, by OTLP and by what OpenTelemetry asks of log records. Throws an Error that says what is wrong. */
export function readRequest(body: Uint8Array, encoding: "protobuf" | "json"): ReceivedRecord[] {
  const message = encoding === "protobuf" ? readBinary(body) : readJson(body);
  const { resourceLogs } = object(toJson(ExportLogsServiceRequest, message));
  return list(resourceLogs).flatMap((entry) => {
    const { resource, scopeLogs } = object(entry);
    const shared = readAttributes(object(resource).attributes);
    check(typeof shared["service.name"] === "string", "a resource without service.name");
    return list(scopeLogs).flatMap((scoped) => {
      const { scope, logRecords } = object(scoped);
      const name = text(object(scope).name);
      return list(logRecords).map((record) => readRecord(object(record), shared, name));
    });
  });
}

function readBinary(body: Uint8Array): Message {
  const message = fromBinary(ExportLogsServiceRequest, body);
  checkKnown(message);
  return message;
}

/** Unknown fields are errors to the library, here only. */
function readJson(body: Uint8Array): Message {
  const source = new TextDecoder("utf-8", { fatal: true }).decode(body);
  check(!/(?<!\\)(?:\\\\)*\\ud[89a-f]/i.test(source), "half of a surrogate pair");
  check(!/[nN]ano":\d/.test(source), "a timestamp that is a JSON number, which loses digits");
  return fromJson(ExportLogsServiceRequest, JSON.parse(source), { ignoreUnknownFields: false });
}

/** The library keeps what the schema does not know with the message that it was in. */
function checkKnown(value: unknown): void {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return;
  if ("$unknown" in value && Array.isArray(value.$unknown)) {
    check(value.$unknown.length === 0, "a field that OTLP does not have");
  }
  for (const member of Object.values(value)) checkKnown(member);
}

function readRecord(
  record: JsonObject,
  resource: ReceivedRecord["resource"],
  scope: string,
): ReceivedRecord {
  const received: ReceivedRecord = {
    time: readTime(record.timeUnixNano),
    observedTime: readTime(record.observedTimeUnixNano),
    severityNumber: Number(record.severityNumber),
    severityText: text(record.severityText),
    eventName: text(record.eventName),
    body: text(object(record.body).stringValue),
    attributes: readAttributes(record.attributes),
    resource,
    scope,
  };
  check(received.observedTime >= received.time, "observed before it happened");
  const severity = SEVERITIES[Math.floor((received.severityNumber - 1) / 4)];
  check(severity === received.severityText, `severity ${record.severityNumber} is ${severity}`);
  check(record.traceId === undefined && record.spanId === undefined, "a trace, which nobody has");
  check(NAME.test(received.eventName), `event name ${received.eventName}`);
  check(!/[\p{Cc}\p{Cs}]/u.test(received.body), "a body that is not one line");
  return received;
}

function readTime(value: JsonValue | undefined): bigint {
  const time = BigInt(value === undefined ? 0 : text(value));
  // 0 stands for unknown.
  check(time === 0n || (time > EARLIEST && time < LATEST), `time ${time} is not in nanoseconds`);
  return time;
}

function readAttributes(value: JsonValue | undefined): Record<string, ReceivedValue> {
  const entries = list(value ?? []).map((entry): [string, ReceivedValue] => {
    const { key, value: any } = object(entry);
    check(NAME.test(text(key)), `attribute name ${key}`);
    return [text(key), readAny(object(any))];
  });
  const attributes = Object.fromEntries(entries);
  check(Object.keys(attributes).length === entries.length, "an attribute twice");
  return attributes;
}

function readAny({ stringValue, boolValue, intValue, doubleValue }: JsonObject): ReceivedValue {
  if (typeof stringValue === "string") return stringValue;
  if (typeof boolValue === "boolean") return boolValue;
  if (typeof intValue === "string") return { int: BigInt(intValue) };
  check(typeof doubleValue === "number", "an attribute without a usable value");
  return { double: doubleValue };
}

function text(value: JsonValue | undefined): string {
  check(typeof value === "string" && value !== "", "a text is missing");
  check(value.isWellFormed(), "half of a surrogate pair");
  return value;
}

function list(value: JsonValue | undefined): JsonValue[] {
  check(Array.isArray(value), "a list is missing");
  return value;
}

function object(value: JsonValue | undefined): JsonObject {
  check(typeof value === "object" && value !== null && !Array.isArray(value), "a part is missing");
  return value;
}

function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}
