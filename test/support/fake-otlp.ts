import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { gunzipSync } from "node:zlib";
import { create, fromJson, toBinary, toJsonString } from "@bufbuild/protobuf";
import { type ReceivedRecord, readRequest } from "./otlp-request.ts";
import { ExportLogsServiceResponse } from "./otlp-schema.ts";

/**
 * How the fake answers a request that follows the protocol. `hang` says nothing, `reset` closes
 * the connection, `endless` sends a 200 whose body never stops, `drip` one whose body stalls;
 * `rejected` keeps all but so many records.
 */
export type Outcome =
  | "ok"
  | "hang"
  | "reset"
  | "endless"
  | "drip"
  | { rejected: number; message?: string }
  | { status: number; headers?: Record<string, string>; body?: string };

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
export interface FakeOtlp {
  /** For the `endpoint` setting; without a slash at the end. */
  readonly url: string;
  /** In order of arrival. */
  readonly requests: readonly FakeRequest[];
  /** What the receiver holds: each record as often as it was taken. */
  records(): ReceivedRecord[];
  /** Each breach of the protocol, one sentence. Empty is what every test wants. */
  violations(): readonly string[];
  /** Outcomes of the next requests in turn; then `rule` decides again. */
  script(...outcomes: Outcome[]): void;
  /** Outcome by request, for what no script says. Default: `ok`. */
  rule(decide: (request: FakeRequest) => Outcome): void;
  /** Closes the server and every connection. */
  close(): Promise<void>;
}

/** The Collector's limit of a request, unpacked. */
const MAX_REQUEST_BYTES = 20 * 1024 * 1024;

const ENCODINGS = { "application/x-protobuf": "protobuf", "application/json": "json" } as const;

/** A mistake in a request, with the status that a receiver answers to it. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Starts the fake on a free port of 127.0.0.1, or on `port`. Only requests to `path` are right. */
export async function startFakeOtlp(port = 0, path = "/v1/logs"): Promise<FakeOtlp> {
  const requests: FakeRequest[] = [];
  const violations: string[] = [];
  const kept: ReceivedRecord[] = [];
  const scripted: Outcome[] = [];
  const sockets = new Set<Socket>();
  let decide: (request: FakeRequest) => Outcome = () => "ok";

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const request = read(message, await bodyOf(message), path);
      requests.push(request);
      const outcome = scripted.shift() ?? decide(request);
      if (outcome === "ok") kept.push(...request.records);
      else if (typeof outcome === "object" && "rejected" in outcome) {
        kept.push(...request.records.slice(outcome.rejected));
      }
      answer(outcome, request, response);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      violations.push(error.message);
      response.writeHead(error.status, { "content-type": "text/plain" }).end(error.message);
    }
  }

  const server = createServer((message, response) => {
    handle(message, response).catch((error) => {
      violations.push(`the connection broke: ${error}`);
      response.destroy();
    });
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");

  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    records: () => [...kept],
    violations: () => violations,
    script: (...outcomes) => void scripted.push(...outcomes),
    rule: (rule) => {
      decide = rule;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function answer(outcome: Outcome, { encoding }: FakeRequest, response: ServerResponse): void {
  const type = encoding === "json" ? "application/json" : "application/x-protobuf";
  if (outcome === "hang") return;
  if (outcome === "reset") {
    response.socket?.destroy();
  } else if (outcome === "endless") {
    pour(response);
  } else if (outcome === "drip") {
    response.writeHead(200, { "content-type": type }).write(encoding === "json" ? "{" : "\n");
  } else if (outcome === "ok") {
    response.writeHead(200, { "content-type": type }).end(success(encoding, 0, ""));
  } else if ("rejected" in outcome) {
    const { rejected, message = "" } = outcome;
    response.writeHead(200, { "content-type": type }).end(success(encoding, rejected, message));
  } else {
    response.writeHead(outcome.status, outcome.headers ?? {}).end(outcome.body ?? "");
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

/** Sends bytes until the other side goes away. */
function pour(response: ServerResponse): void {
  const chunk = "x".repeat(64 * 1024);
  const more = () => {
    if (response.destroyed) return;
    response.write(chunk);
    setTimeout(more, 1);
  };
  response.writeHead(200, { "content-type": "application/json" });
  more();
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
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

function check(condition: boolean, status: number, message: string): asserts condition {
  if (!condition) throw new Refusal(status, message);
}
