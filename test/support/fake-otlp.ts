import type { IncomingMessage, ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";
import { create, fromJson, toBinary, toJsonString } from "@bufbuild/protobuf";
import {
  answerTrouble,
  check,
  type FakeServer,
  Refusal,
  startFakeServer,
  type Trouble,
} from "./fake-server.ts";
import { type ReceivedRecord, readRequest } from "./otlp-request.ts";
import { ExportLogsServiceResponse } from "./otlp-schema.ts";

/** How the fake answers a request that follows the protocol. `rejected` keeps all but so many records. */
export type Outcome = "ok" | { rejected: number; message?: string } | Trouble;

/** A request that could be read, whatever was answered to it. */
export interface FakeRequest {
  path: string;
  headers: IncomingMessage["headers"];
  encoding: "protobuf" | "json";
  records: ReceivedRecord[];
  /** Bytes of the body after unpacking. */
  bytes: number;
}

/**
 * A stand-in for an OTLP receiver on loopback. It takes what the protocol allows and nothing
 * else, decoded by an implementation that shares nothing with the sink's, and remembers breaches
 * as {@link violations}.
 */
export interface FakeOtlp extends FakeServer<FakeRequest, Outcome> {
  /** What the receiver holds: each record as often as it was taken. */
  records(): ReceivedRecord[];
}

/** The Collector's limit of a request, unpacked. */
const MAX_REQUEST_BYTES = 20 * 1024 * 1024;

const ENCODINGS = { "application/x-protobuf": "protobuf", "application/json": "json" } as const;

/** Starts the fake on a free port of 127.0.0.1, or on `port`. Only requests to `path` are right. */
export async function startFakeOtlp(port = 0, path = "/v1/logs"): Promise<FakeOtlp> {
  const kept: ReceivedRecord[] = [];
  const server = await startFakeServer<FakeRequest, Outcome>(port, {
    read: (message, body) => read(message, body, path),
    answer(outcome, request, response) {
      if (outcome === "ok") kept.push(...request.records);
      else if (typeof outcome === "object" && "rejected" in outcome) {
        kept.push(...request.records.slice(outcome.rejected));
      }
      answer(outcome, request, response);
    },
  });
  return { ...server, records: () => [...kept] };
}

function answer(outcome: Outcome, { encoding }: FakeRequest, response: ServerResponse): void {
  const type = encoding === "json" ? "application/json" : "application/x-protobuf";
  if (outcome === "ok") {
    response.writeHead(200, { "content-type": type }).end(success(encoding, 0, ""));
  } else if (typeof outcome === "object" && "rejected" in outcome) {
    const { rejected, message = "" } = outcome;
    response.writeHead(200, { "content-type": type }).end(success(encoding, rejected, message));
  } else {
    answerTrouble(outcome, response, type, encoding === "json" ? "{" : "\n");
  }
}

/** An `ExportLogsServiceResponse` in the encoding of the request, as the protocol demands. */
function success(
  encoding: FakeRequest["encoding"],
  rejected: number,
  errorMessage: string,
): string | Uint8Array {
  const full = rejected === 0 && errorMessage === "";
  const response = full
    ? create(ExportLogsServiceResponse)
    : fromJson(ExportLogsServiceResponse, {
        partialSuccess: { rejectedLogRecords: String(rejected), errorMessage },
      });
  return encoding === "json"
    ? toJsonString(ExportLogsServiceResponse, response)
    : toBinary(ExportLogsServiceResponse, response);
}

function read(message: IncomingMessage, body: Buffer, path: string): FakeRequest {
  const { method, url, headers } = message;
  check(method === "POST", 405, `method ${method}`);
  check(url === path, 404, `path ${url}`);
  const encoding = encodingOf(headers["content-type"]);
  check(encoding !== null, 415, `content type ${headers["content-type"]}`);
  check(body.length > 0 && body.length <= MAX_REQUEST_BYTES, 413, `${body.length} bytes`);
  const unpacked = unpack(body, headers["content-encoding"]);
  check(unpacked.length <= MAX_REQUEST_BYTES, 413, "too large after unpacking");
  const records = decode(unpacked, encoding);
  check(records.length > 0, 400, "a request without records");
  return { path: url, headers, encoding, records, bytes: unpacked.length };
}

function encodingOf(type: string | undefined): FakeRequest["encoding"] | null {
  return type === "application/x-protobuf" || type === "application/json" ? ENCODINGS[type] : null;
}

function unpack(body: Buffer, encoding: string | undefined): Buffer {
  check(encoding === undefined || encoding === "gzip", 400, `content encoding ${encoding}`);
  try {
    return encoding === "gzip" ? gunzipSync(body) : body;
  } catch (error) {
    throw new Refusal(400, `not gzip: ${error}`);
  }
}

function decode(body: Buffer, encoding: FakeRequest["encoding"]): ReceivedRecord[] {
  try {
    return readRequest(body, encoding);
  } catch (error) {
    throw new Refusal(400, `not OTLP: ${error}`);
  }
}
