import { isKnownDirective } from "../report/directives.ts";
import type { Json, JsonObject } from "../report/json.ts";
import { redactPolicyText } from "../report/redact.ts";
import type { Violation } from "../report/report.ts";
import { dispositionOf, integerOf, textOf } from "./fields.ts";
import { repairUrl } from "./webkit-url.ts";

/**
 * The violation that a body tells of, in either spelling: the Reporting API's `documentURL` or
 * the deprecated serialization's `document-uri`, which some senders mix.
 *
 * @param url the envelope's URL, for bodies that do not name their document
 */
export function violationOf(body: JsonObject, url: Json | undefined): Violation {
  const documentURL = urlOf(body.documentURL) ?? urlOf(body["document-uri"]) ?? urlOf(url);
  return {
    documentURL,
    referrer: urlOf(body.referrer),
    blockedURL: urlOf(body.blockedURL) ?? urlOf(body["blocked-uri"]),
    effectiveDirective: directiveOf(
      textOf(body.effectiveDirective) ?? textOf(body["effective-directive"]),
      textOf(body.violatedDirective) ?? textOf(body["violated-directive"]),
    ),
    originalPolicy: textOf(body.originalPolicy) ?? textOf(body["original-policy"]),
    sourceFile: urlOf(body.sourceFile) ?? urlOf(body["source-file"]),
    sample: textOf(body.sample) ?? textOf(body["script-sample"]),
    disposition: dispositionOf(body.disposition),
    statusCode: statusOf(body, documentURL),
    lineNumber: integerOf(body.lineNumber, 1) ?? integerOf(body["line-number"], 1),
    columnNumber: integerOf(body.columnNumber, 1) ?? integerOf(body["column-number"], 1),
  };
}

function urlOf(value: Json | undefined): string | null {
  const text = textOf(value);
  return text === null ? null : repairUrl(text);
}

/**
 * WebKit writes 0 for every https page and no `disposition`; elsewhere 0 is what the browser
 * knows (workers, frames, pop-ups).
 */
function statusOf(body: JsonObject, documentURL: string | null): number | null {
  const value = body.statusCode ?? body["status-code"];
  const untold =
    value === 0 && body.disposition === undefined && documentURL?.startsWith("https:") === true;
  return untold ? null : integerOf(value, 0);
}

/** One name out of two members, either of which may be missing, unknown, or hold a whole directive. */
function directiveOf(effective: string | null, violated: string | null): string | null {
  const name = effective === null ? null : nameOf(effective);
  if (name !== null && isKnownDirective(name)) return name;
  const fallback = violated === null ? null : nameOf(violated);
  if (effective === null || (fallback !== null && isKnownDirective(fallback))) return fallback;
  return name;
}

/** The first word in lower case, `null` where that is not what CSP3 §2.3 calls a directive name. */
function nameOf(text: string): string | null {
  if (isKnownDirective(text)) return text;
  const word = firstWord(text.trimStart());
  if (isName(word)) return word.toLowerCase();
  // `script-src?x` is a name once it is redacted; who decodes the redacted text must not know more.
  const redacted = redactPolicyText(word);
  return isName(redacted) ? redacted.toLowerCase() : null;
}

function isName(word: string): boolean {
  for (let i = 0; i < word.length; i++) {
    if (!isNameCharacter(word.charCodeAt(i))) return false;
  }
  return word !== "";
}

function firstWord(text: string): string {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) <= 0x20 || text.charAt(i) === ";") return text.slice(0, i);
  }
  return text;
}

function isNameCharacter(c: number): boolean {
  return (
    (c >= 0x61 && c <= 0x7a) || (c >= 0x41 && c <= 0x5a) || (c >= 0x30 && c <= 0x39) || c === 0x2d
  );
}
