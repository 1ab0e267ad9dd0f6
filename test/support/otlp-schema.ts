/**
 * The messages of OTLP for logs (version 1 of the protocol) for a protobuf library that knows
 * nothing of OpenTelemetry, so that tests decode by another implementation than the one that
 * encoded.
 */
import { createFileRegistry, type DescMessage, fromJson, type JsonValue } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";

/** Number and type of a field; `[]` after the type for a list, the name of a message of this table for a message. */
type Field = readonly [number: number, type: string];

const PACKAGE = "otlp";

/** The fields of `AnyValue` are one choice; all others stand on their own. */
const CHOICE = "AnyValue";

const MESSAGES: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  ExportLogsServiceRequest: { resource_logs: [1, "ResourceLogs[]"] },
  ExportLogsServiceResponse: { partial_success: [1, "ExportLogsPartialSuccess"] },
  ExportLogsPartialSuccess: { rejected_log_records: [1, "int64"], error_message: [2, "string"] },
  ResourceLogs: {
    resource: [1, "Resource"],
    scope_logs: [2, "ScopeLogs[]"],
    schema_url: [3, "string"],
  },
  Resource: { attributes: [1, "KeyValue[]"], dropped_attributes_count: [2, "uint32"] },
  ScopeLogs: {
    scope: [1, "InstrumentationScope"],
    log_records: [2, "LogRecord[]"],
    schema_url: [3, "string"],
  },
  InstrumentationScope: {
    name: [1, "string"],
    version: [2, "string"],
    attributes: [3, "KeyValue[]"],
    dropped_attributes_count: [4, "uint32"],
  },
  LogRecord: {
    time_unix_nano: [1, "fixed64"],
    // An enumeration in the schema, which is the same on the wire and by number in JSON.
    severity_number: [2, "int32"],
    severity_text: [3, "string"],
    body: [5, "AnyValue"],
    attributes: [6, "KeyValue[]"],
    dropped_attributes_count: [7, "uint32"],
    flags: [8, "fixed32"],
    trace_id: [9, "bytes"],
    span_id: [10, "bytes"],
    observed_time_unix_nano: [11, "fixed64"],
    event_name: [12, "string"],
  },
  KeyValue: { key: [1, "string"], value: [2, "AnyValue"] },
  AnyValue: {
    string_value: [1, "string"],
    bool_value: [2, "bool"],
    int_value: [3, "int64"],
    double_value: [4, "double"],
    array_value: [5, "ArrayValue"],
    kvlist_value: [6, "KeyValueList"],
    bytes_value: [7, "bytes"],
  },
  ArrayValue: { values: [1, "AnyValue[]"] },
  KeyValueList: { values: [1, "KeyValue[]"] },
};

const registry = createFileRegistry(
  fromJson(FileDescriptorSetSchema, {
    file: [
      {
        name: "otlp.proto",
        package: PACKAGE,
        syntax: "proto3",
        messageType: Object.entries(MESSAGES).map(([name, fields]) => ({
          name,
          field: Object.entries(fields).map(([field, [number, type]]) => ({
            name: field,
            jsonName: field.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase()),
            number,
            ...typeOf(type),
            ...(name === CHOICE ? { oneofIndex: 0 } : {}),
          })),
          oneofDecl: name === CHOICE ? [{ name: "value" }] : [],
        })),
      },
    ],
  }),
);

/** What a client sends. */
export const ExportLogsServiceRequest = messageOf("ExportLogsServiceRequest");

/** What a receiver answers with 200. */
export const ExportLogsServiceResponse = messageOf("ExportLogsServiceResponse");

function typeOf(type: string): Record<string, JsonValue> {
  const name = type.replace("[]", "");
  const label = type === name ? "LABEL_OPTIONAL" : "LABEL_REPEATED";
  return Object.hasOwn(MESSAGES, name)
    ? { label, type: "TYPE_MESSAGE", typeName: `.${PACKAGE}.${name}` }
    : { label, type: `TYPE_${name.toUpperCase()}` };
}

function messageOf(name: string): DescMessage {
  const message = registry.getMessage(`${PACKAGE}.${name}`);
  if (!message) throw new Error(`no message ${name}`);
  return message;
}
