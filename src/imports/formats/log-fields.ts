import { withoutHexEscapes } from "./hex-escapes.ts";

/** No access log has more fields that matter. */
const MAX_FIELDS = 200;

/** The fields of an access log's line: between quotes, between brackets, or between blanks. Takes linear time. */
export function fieldsOf(line: string): string[] {
  const fields: string[] = [];
  for (let at = 0; at < line.length && fields.length < MAX_FIELDS; ) {
    const c = line.charAt(at);
    if (c === " " || c === "\t") {
      at++;
      continue;
    }
    const end = endOf(line, at, c);
    const wrapped = c === '"' || (c === "[" && !line.startsWith("[{", at));
    fields.push(wrapped ? unescaped(line.slice(at + 1, end)) : unescaped(line.slice(at, end)));
    at = end + 1;
  }
  return fields;
}

/** Where the field that begins at `at` ends; a quote or bracket that nothing closes ends with the line. */
function endOf(line: string, at: number, c: string): number {
  // A body that nobody quoted has blanks in it, and ends with the line.
  if (c === "{" || line.startsWith("[{", at)) return line.length;
  const end = c === '"' ? closingQuote(line, at + 1) : line.indexOf(c === "[" ? "]" : " ", at);
  return end < 0 ? line.length : end;
}

/** After a backslash a quote closes nothing: `escape=json`. The default writes no quote inside of quotes. */
function closingQuote(line: string, from: number): number {
  for (let at = from; at < line.length; at++) {
    const c = line.charAt(at);
    if (c === "\\") at++;
    else if (c === '"') return at;
  }
  return -1;
}

function unescaped(field: string): string {
  if (!field.includes("\\")) return field;
  // The default escapes backslashes too, so that `\"` and `\n` come from `escape=json` alone.
  if (/\\["\\nrtbfu/]/.test(field)) return fromJson(field) ?? withoutHexEscapes(field);
  return withoutHexEscapes(field);
}

function fromJson(field: string): string | null {
  try {
    return String(JSON.parse(`"${field}"`));
  } catch {
    return null;
  }
}
