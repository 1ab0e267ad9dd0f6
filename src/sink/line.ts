import type { Report } from "../report/report.ts";

/** What a report may consist of without any need to look closer. */
const PLAIN = /^[ -~]*$/;

/**
 * What JSON allows as it is and a terminal or a line reader does not take as text: C1 controls
 * (U+009B begins an escape sequence), marks that turn the direction of text or are invisible,
 * and the line separators of Unicode.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * One report as one line of NDJSON, the newline included. The JSON is the {@link Report} itself,
 * and begins with `{"id":"<UUID>","project":"` in every release: that is how `plugins/file` tells
 * its own files from others, so the first two keys keep their order. Characters that could drive a
 * terminal are written as `\uXXXX`, which parses to the same value. Throws a RangeError for a
 * report that is nested too deeply to be written.
 */
export function ndjsonLine(report: Report): string {
  const { id, project, ...rest } = report;
  const json = JSON.stringify({ id, project, ...rest });
  return `${PLAIN.test(json) ? json : json.replace(UNSAFE, escapeUnits)}\n`;
}

function escapeUnits(character: string): string {
  let escaped = "";
  for (let at = 0; at < character.length; at += 1) {
    escaped += `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`;
  }
  return escaped;
}
