import type { Json, JsonObject } from "../../report/json.ts";
import { type ImportedLine, type LineReading, requestOf } from "./format.ts";
import { withoutHexEscapes } from "./hex-escapes.ts";
import { fieldsOf } from "./log-fields.ts";
import { queryOf } from "./query.ts";
import { momentOf } from "./time.ts";

/** Names that people give to the variables in a `log_format`, the most exact first. */
const NAMES = {
  body: ["request_body", "body"],
  time: ["msec", "time_iso8601", "time_local", "time", "timestamp", "@timestamp"],
  query: ["args", "query_string", "request_uri", "uri", "request"],
  userAgent: ["http_user_agent", "user_agent", "userAgent"],
} as const;

/** What nginx writes for a variable that has no value. */
const NOTHING = "-";

/** Whether it looks like an access log's line in JSON. */
export function isNginxJson(line: JsonObject): boolean {
  return NAMES.body.some((name) => typeof line[name] === "string");
}

/** A line of an access log in JSON, by the usual names of nginx's variables. */
export function readNginxJson(line: JsonObject): LineReading {
  if (!isNginxJson(line)) return "unknown_shape";
  const first = (names: readonly string[]): Json | undefined =>
    names.map((name) => line[name]).find((value) => value !== undefined && value !== "");
  const text = (names: readonly string[]) => {
    const value = first(names);
    return typeof value === "string" && value !== NOTHING ? value : "";
  };
  return readRequest({
    body: text(NAMES.body),
    time: first(NAMES.time),
    query: text(NAMES.query),
    userAgent: text(NAMES.userAgent),
  });
}

/** A line of an access log in any other format, escaped in either of nginx's ways. */
export function readNginxText(line: string): LineReading {
  const fields = fieldsOf(line);
  const body = fields.find((field) => /^\s*(?:\{\s*"|\[\s*[{\]])/.test(field));
  const request = fields.find((field) => /^[A-Z]+ \S+ HTTP\/\d/.test(field));
  if (body === undefined) return request === undefined ? "not_json" : "empty";
  return readRequest({
    body,
    time: fields.find((field) => momentOf(field) !== null),
    query: request ?? fields.find((field) => /(?:^|[?&])token=/.test(field)) ?? "",
    userAgent: fields.find((field) => /^(?:Mozilla|Opera)\//.test(field)) ?? "",
  });
}

interface LoggedRequest {
  body: string;
  time: Json | undefined;
  /** A query, or a request line with one. */
  query: string;
  userAgent: string;
}

function readRequest({ body: text, time, query, userAgent }: LoggedRequest): LineReading {
  if (text === "") return "empty";
  const body = parse(text);
  if (body === undefined) return "unusable_report";
  const target = query.split(" ", 2)[query.startsWith("POST ") ? 1 : 0] ?? "";
  const request: ImportedLine["request"] = requestOf({
    ...queryOf(target),
    userAgent: userAgent || null,
  });
  return { format: "nginx", body, receivedAt: momentOf(time), request, decided: null };
}

/** In a log in JSON that was not written with `escape=json`, the body is escaped as in any other. */
function parse(text: string): Json | undefined {
  for (const attempt of text.includes("\\x") ? [text, withoutHexEscapes(text)] : [text]) {
    try {
      return JSON.parse(attempt);
    } catch {
      // The other way, or none.
    }
  }
  return undefined;
}
