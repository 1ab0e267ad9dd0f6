import type { IncomingMessage, ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";
import {
  answerTrouble,
  check,
  type FakeServer,
  Refusal,
  startFakeServer,
  type Trouble,
} from "./fake-server.ts";

/** How the fake answers a request that follows the protocol. */
export type Outcome = "ok" | "quota_limited" | Trouble;

/** An event as it came, with the key that it came under. */
export interface StoredEvent {
  api_key: string;
  uuid: string;
  event: string;
  distinct_id: string;
  timestamp: string;
  properties: Record<string, unknown>;
}

/** A request that could be read, whatever was answered to it. */
export interface FakeRequest {
  api_key: string;
  events: StoredEvent[];
  /** Bytes of the body as sent. */
  bytes: number;
}

/**
 * A stand-in for PostHog's batch API on loopback. It takes what the documentation allows and
 * nothing else, answers mistakes as PostHog does, and remembers them as {@link violations}.
 */
export interface FakePostHog extends FakeServer<FakeRequest, Outcome> {
  /** What PostHog would hold: of each key, one event a uuid. */
  events(): StoredEvent[];
}

/** PostHog's limits: a request, compressed or not, and one event. */
const MAX_REQUEST_BYTES = 20 * 1024 * 1024;
const MAX_EVENT_BYTES = 1_000_000;

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)$/;

/** Starts the fake on a free port of 127.0.0.1, or on `port`. */
export async function startFakePostHog(port = 0): Promise<FakePostHog> {
  const stored = new Map<string, StoredEvent>();
  const server = await startFakeServer<FakeRequest, Outcome>(port, {
    read,
    answer(outcome, { events }, response) {
      const kept = outcome === "ok" ? events : [];
      for (const event of kept) stored.set(`${event.api_key} ${event.uuid}`, event);
      answer(outcome, response);
    },
  });
  return { ...server, events: () => [...stored.values()] };
}

function answer(outcome: Outcome, response: ServerResponse): void {
  const type = "application/json";
  if (outcome === "ok") {
    response.writeHead(200, { "content-type": type }).end('{"status":"Ok"}');
  } else if (outcome === "quota_limited") {
    const body = '{"status":"Ok","quota_limited":["events"]}';
    response.writeHead(200, { "content-type": type }).end(body);
  } else {
    answerTrouble(outcome, response, type, '{"status"');
  }
}

function read(message: IncomingMessage, body: Buffer): FakeRequest {
  const { method, url, headers } = message;
  check(method === "POST", 405, `method ${method}`);
  check(url === "/batch/", 404, `path ${url}`);
  check(headers["content-type"] === "application/json", 400, "content type is not JSON");
  check(body.length > 0 && body.length <= MAX_REQUEST_BYTES, 413, `${body.length} bytes`);
  const text = unpack(body, headers["content-encoding"]);
  check(Buffer.byteLength(text) <= MAX_REQUEST_BYTES, 413, "too large after unpacking");
  check(!/(?<!\\)(?:\\\\)*\\ud[89a-f]/i.test(text), 400, "half of a surrogate pair");
  const parsed = parse(text);
  check(isObject(parsed), 400, "the body is no object");
  const { api_key, historical_migration, batch, ...others } = parsed;
  check(Object.keys(others).length === 0, 400, `unknown members: ${Object.keys(others)}`);
  check(historical_migration === false, 400, "historical_migration is not false");
  check(Array.isArray(batch) && batch.length > 0, 400, "request holds no event");
  check(isKey(api_key), 401, "API key is not valid");
  return { api_key, events: batch.map((item) => readEvent(item, api_key)), bytes: body.length };
}

function unpack(body: Buffer, encoding: string | undefined): string {
  const zipped = body[0] === 0x1f && body[1] === 0x8b;
  check(zipped === (encoding === "gzip"), 400, `Content-Encoding ${encoding} of other bytes`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(zipped ? gunzipSync(body) : body);
  } catch (error) {
    throw new Refusal(400, `failed to decode request: ${error}`);
  }
}

function readEvent(item: unknown, apiKey: string): StoredEvent {
  check(isObject(item), 400, "an event is no object");
  const { uuid, event, distinct_id, timestamp, properties, ...others } = item;
  check(Object.keys(others).length === 0, 400, `unknown members: ${Object.keys(others)}`);
  check(typeof event === "string" && event !== "", 400, "event without a name");
  check(typeof distinct_id === "string" && distinct_id !== "", 400, "event without distinct_id");
  check(typeof uuid === "string" && UUID_V7.test(uuid), 400, `uuid ${uuid}`);
  check(typeof timestamp === "string" && ISO_TIME.test(timestamp), 400, `timestamp ${timestamp}`);
  check(isObject(properties), 400, "event without properties");
  const wrapped = Buffer.byteLength(JSON.stringify(JSON.stringify(item)));
  check(wrapped <= MAX_EVENT_BYTES, 400, "maximum event size exceeded");
  return { api_key: apiKey, uuid, event, distinct_id, timestamp, properties };
}

/** PostHog judges a key by its look; whether a project has it shows later, if at all. */
function isKey(value: unknown): value is string {
  return (
    typeof value === "string" && /^(?!phx_)\p{ASCII}{1,64}$/u.test(value) && !value.includes("\0")
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refusal(400, `failed to parse request: ${error}`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
