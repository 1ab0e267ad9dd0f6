import { isJsonObject, type Json, type JsonObject } from "../../report/json.ts";
import { type ImportFormat, type LineReading, requestOf } from "./format.ts";
import { isGoCspCollector, readGoCspCollector } from "./go-csp-collector.ts";
import { withoutHexEscapes } from "./hex-escapes.ts";
import { isNginxJson, readNginxJson, readNginxText } from "./nginx.ts";
import { isTattle, readTattle } from "./tattle.ts";

export {
  type Decided,
  IMPORT_FORMATS,
  type ImportedLine,
  type ImportFormat,
  LINE_PROBLEMS,
  type LineProblem,
  type LineReading,
} from "./format.ts";
export { timeOfId } from "./tattle.ts";

/** What a JSON object is read as. */
const READERS: Readonly<Record<ImportFormat, (line: JsonObject) => LineReading>> = {
  tattle: readTattle,
  nginx: readNginxJson,
  "go-csp-collector": readGoCspCollector,
  body: readBody,
};

/**
 * Reads one line, which is not blank.
 *
 * @param format `null` to go by the line's shape
 * @returns never throws, whatever the line is
 */
export function readLine(line: string, format: ImportFormat | null): LineReading {
  const structured = line.startsWith("{") || line.startsWith("[");
  const json = structured ? parse(line) : undefined;
  if (json === undefined) {
    // A time in brackets may begin a line of a log; what else begins so was to be JSON.
    const log = !/^(?:\{|\[\s*[[{"\]])/.test(line) && (format ?? "nginx") === "nginx";
    return log ? readNginxText(line) : "not_json";
  }
  if (isJsonObject(json)) return READERS[format ?? formatOf(json)](json);
  if (format !== null && format !== "body") return "unknown_shape";
  return readBody(json);
}

function formatOf(line: JsonObject): ImportFormat {
  if (isTattle(line)) return "tattle";
  if (isNginxJson(line)) return "nginx";
  return isGoCspCollector(line) ? "go-csp-collector" : "body";
}

function readBody(body: Json): LineReading {
  return { format: "body", body, receivedAt: null, request: requestOf(), decided: null };
}

/** A JSON log that was written without `escape=json` is JSON once nginx's escapes are those of JSON. */
function parse(line: string): Json | undefined {
  const quoted = (part: string) => JSON.stringify(part).slice(1, -1);
  for (const attempt of [() => line, () => withoutHexEscapes(line, quoted)]) {
    try {
      return JSON.parse(attempt());
    } catch {
      if (!line.includes("\\x")) return undefined;
    }
  }
  return undefined;
}
