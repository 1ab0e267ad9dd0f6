import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { fromJson, type JsonValue, toBinary } from "@bufbuild/protobuf";
import { type FakeOtlp, startFakeOtlp } from "./fake-otlp.ts";
import { ExportLogsServiceRequest } from "./otlp-schema.ts";

let receiver: FakeOtlp;
beforeEach(async () => {
  receiver = await startFakeOtlp();
});
afterEach(() => receiver.close());

const PROTOBUF = "application/x-protobuf";
const JSON_TYPE = "application/json";

const uid = { key: "log.record.uid", value: { stringValue: "x" } };
const record = {
  timeUnixNano: "1767323045678000000",
  observedTimeUnixNano: "1767323045679000000",
  severityNumber: 13,
  severityText: "WARN",
  eventName: "csp.violation",
  body: { stringValue: "a line" },
  attributes: [
    uid,
    { key: "code.line.number", value: { intValue: "5" } },
    { key: "tattle.weight", value: { doubleValue: 2.5 } },
    { key: "a", value: { boolValue: true } },
  ],
};
const resource = { attributes: [{ key: "service.name", value: { stringValue: "tattle" } }] };

function aRequest(given: JsonValue = record, from: JsonValue = resource): JsonValue {
  return {
    resourceLogs: [
      { resource: from, scopeLogs: [{ scope: { name: "tattle" }, logRecords: [given] }] },
    ],
  };
}

function binary(request: JsonValue): Uint8Array<ArrayBuffer> {
  return toBinary(ExportLogsServiceRequest, fromJson(ExportLogsServiceRequest, request));
}

function post(
  body: string | Uint8Array<ArrayBuffer>,
  type = JSON_TYPE,
  init: RequestInit = {},
  path = "/v1/logs",
) {
  const headers = { "content-type": type, ...init.headers };
  return fetch(receiver.url + path, { method: "POST", ...init, headers, body });
}

describe("the fake OTLP receiver", () => {
  test("reads both encodings alike, packed or not, and answers in the same", async () => {
    const answers = [
      await post(JSON.stringify(aRequest())),
      await post(binary(aRequest()), PROTOBUF),
      await post(Bun.gzipSync(binary(aRequest())), PROTOBUF, {
        headers: { "content-encoding": "gzip" },
      }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.map(({ headers }) => headers.get("content-type"))).toEqual([
      JSON_TYPE,
      PROTOBUF,
      PROTOBUF,
    ]);
    expect(receiver.violations()).toEqual([]);
    const read = {
      time: 1767323045678000000n,
      observedTime: 1767323045679000000n,
      severityNumber: 13,
      severityText: "WARN",
      eventName: "csp.violation",
      body: "a line",
      attributes: {
        "log.record.uid": "x",
        "code.line.number": { int: 5n },
        "tattle.weight": { double: 2.5 },
        a: true,
      },
      resource: { "service.name": "tattle" },
      scope: "tattle",
    };
    expect(receiver.records()).toEqual([read, read, read]);
  });

  const json = (request: JsonValue) => () => post(JSON.stringify(request));
  const of = (given: JsonValue) => json(aRequest({ ...record, ...Object(given) }));
  const mistakes: [string, number, () => Promise<Response>][] = [
    ["another method", 405, () => post("{}", JSON_TYPE, { method: "PUT" })],
    ["another path", 404, () => post("{}", JSON_TYPE, {}, "/")],
    ["another content type", 415, () => post("{}", "text/plain")],
    ["no body", 413, () => post("")],
    [
      "a false encoding",
      400,
      () => post("{}", JSON_TYPE, { headers: { "content-encoding": "gzip" } }),
    ],
    [
      "another encoding",
      400,
      () => post("{}", JSON_TYPE, { headers: { "content-encoding": "zstd" } }),
    ],
    ["no JSON", 400, () => post("{")],
    ["JSON called protobuf", 400, () => post(JSON.stringify(aRequest()), PROTOBUF)],
    ["no record", 400, json({ resourceLogs: [] })],
    ["an unknown field", 400, json({ ...Object(aRequest()), more: 1 })],
    [
      "an unknown field in protobuf",
      400,
      () => post(new Uint8Array([...binary(aRequest()), 0x78, 1]), PROTOBUF),
    ],
    ["milliseconds", 400, of({ timeUnixNano: "1767323045678" })],
    ["a time as a JSON number", 400, of({ timeUnixNano: 1767323045678000000 })],
    ["an effect before its cause", 400, of({ observedTimeUnixNano: "1767323045677000000" })],
    ["a severity of another name", 400, of({ severityText: "INFO" })],
    ["no event name", 400, of({ eventName: "" })],
    ["a body of two lines", 400, of({ body: { stringValue: "a\nb" } })],
    ["a structured body", 400, of({ body: { kvlistValue: { values: [] } } })],
    ["an attribute twice", 400, of({ attributes: [uid, uid] })],
    ["an attribute without value", 400, of({ attributes: [{ key: "a", value: {} }] })],
    ["an odd name", 400, of({ attributes: [{ key: "A b", value: { stringValue: "" } }] })],
    ["half a character", 400, of({ body: { stringValue: "\ud800" } })],
    ["no service.name", 400, json(aRequest(record, { attributes: [] }))],
    ["more than 20 MiB", 413, () => post(" ".repeat(21 * 1024 * 1024))],
  ];
  test.each(mistakes)("refuses %s and remembers it", async (_name, status, send) => {
    expect((await send()).status).toBe(status);
    expect(receiver.violations().length).toBe(1);
    expect(receiver.records()).toEqual([]);
  });

  test("follows its script, then its rule", async () => {
    receiver.script({ status: 503 }, { rejected: 1, message: "no" }, "reset");
    receiver.rule(() => ({ status: 418 }));
    const send = json(aRequest());
    expect((await send()).status).toBe(503);
    expect(await (await send()).json()).toEqual({
      partialSuccess: { rejectedLogRecords: "1", errorMessage: "no" },
    });
    await expect(send()).rejects.toThrow();
    expect((await send()).status).toBe(418);
    expect(receiver.records()).toEqual([]);
  });
});
