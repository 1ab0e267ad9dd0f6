import { fingerprint } from "../../../report/fingerprint.ts";
import type { Report } from "../../../report/report.ts";
import { timestamp } from "../time.ts";

type Cell = string | number | null;

/** The columns in their order. New ones are added at the end. */
const COLUMNS: ReadonlyArray<readonly [string, (report: Report) => Cell]> = [
  ["id", ({ id }) => id],
  ["receivedAt", ({ receivedAt }) => timestamp(receivedAt)],
  ["occurredAt", ({ occurredAt }) => timestamp(occurredAt)],
  ["project", ({ project }) => project],
  ["type", ({ type }) => type],
  ["url", ({ url }) => url],
  ["issue", ({ project, violation }) => violation && fingerprint(project, violation)],
  ["effectiveDirective", ({ violation }) => violation?.effectiveDirective ?? null],
  ["blockedURL", ({ violation }) => violation?.blockedURL ?? null],
  ["sourceFile", ({ violation }) => violation?.sourceFile ?? null],
  ["lineNumber", ({ violation }) => violation?.lineNumber ?? null],
  ["columnNumber", ({ violation }) => violation?.columnNumber ?? null],
  ["sample", ({ violation }) => violation?.sample ?? null],
  ["disposition", ({ disposition }) => disposition],
  ["referrer", ({ violation }) => violation?.referrer ?? null],
  ["statusCode", ({ violation }) => violation?.statusCode ?? null],
  ["originalPolicy", ({ violation }) => violation?.originalPolicy ?? null],
  ["version", ({ request }) => request.version],
  ["userAgent", ({ userAgent }) => userAgent],
  ["distinctId", ({ request }) => request.distinctId],
  ["sessionId", ({ request }) => request.sessionId],
  ["weight", ({ weight }) => weight],
  ["noise", ({ noise }) => noise],
];

const END = "\r\n";

/** The first line, RFC 4180. */
export const CSV_HEADER = `${COLUMNS.map(([name]) => name).join(",")}${END}`;

/** Spreadsheets take a text that begins so for a formula, its full-width form in some languages. */
const FORMULA = /^[=+\-@＝＋－＠]/u;

/** What no cell can hold as it is: NUL ends texts, breaks part records, escapes command terminals. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * One report as one line of CSV. Numbers stand as they are, texts in quotes. For people and
 * spreadsheets: a text that a spreadsheet would run gets an apostrophe before it, characters
 * that cannot be shown become `\uXXXX`. NDJSON keeps everything as it was.
 */
export function csvLine(report: Report): string {
  return `${COLUMNS.map(([, cell]) => cellOf(cell(report))).join(",")}${END}`;
}

function cellOf(value: Cell): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const shown = value.replace(UNSAFE, escaped).replaceAll('"', '""');
  return `"${FORMULA.test(value) ? "'" : ""}${shown}"`;
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
