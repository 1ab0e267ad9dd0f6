import { isKnownDirective } from "../report/directives.ts";
import { asciiLowercase } from "./ascii.ts";
import type { Finding, FindingCode } from "./finding.ts";
import { allowsAllInline, type InlineType } from "./match/inline.ts";
import type { Directive } from "./policy.ts";
import type { HashSource, Keyword, SourceExpression } from "./source/expression.ts";

/** Keywords that any source list may hold. */
const EVERYWHERE: ReadonlySet<Keyword> = new Set(["none", "self", "report-sample"]);
/** The one keyword besides those that a style directive obeys, with hashes for attributes. */
const STYLE: ReadonlySet<Keyword> = new Set(["unsafe-inline", "unsafe-hashes"]);
const CONNECT: ReadonlySet<Keyword> = new Set(["unsafe-webtransport-hashes"]);

/** Characters of a digest in base64, without padding. */
const DIGEST_LENGTH = { sha256: 43, sha384: 64, sha512: 86 };

/** The findings in a directive's source list; none where it has no such list. */
export function lintSources(directive: Directive): Finding[] {
  const seen = new Set<string>();
  const findings: Finding[] = [];
  for (const source of directive.sources) {
    const codes = codesOf(source, directive, seen);
    for (const code of codes) findings.push({ code, directive: directive.name, text: source.text });
  }
  return findings;
}

function codesOf(source: SourceExpression, directive: Directive, seen: Set<string>): FindingCode[] {
  const key = source.kind === "nonce" || source.kind === "hash" ? source.text : keyOf(source);
  if (seen.has(key)) return ["duplicate-source"];
  seen.add(key);
  switch (source.kind) {
    case "invalid":
      return [source.problem];
    case "host":
      return codesOfHost(source.text);
    case "keyword":
      return codesOfKeyword(source.keyword, directive);
    case "hash":
      return hasDigestLength(source) ? [] : ["hash-length"];
    default:
      return [];
  }
}

/** Paths are compared by case, all before them is not. */
function keyOf(source: SourceExpression): string {
  return source.kind === "host" && source.path !== "" ? source.text : asciiLowercase(source.text);
}

function codesOfHost(text: string): FindingCode[] {
  // Only a forgotten semicolon brings a directive's name here.
  if (isKnownDirective(asciiLowercase(text))) return ["directive-name-as-source"];
  return /[?#]/.test(text) ? ["ignored-query"] : [];
}

function codesOfKeyword(keyword: Keyword, { name, sources }: Directive): FindingCode[] {
  if (keyword === "none" && sources.length > 1) return ["ignored-none"];
  if (!isObeyed(keyword, name)) return ["ignored-keyword"];
  if (keyword !== "unsafe-inline") return [];
  const allowed = inlineTypes(name).some((type) => allowsAllInline(sources, type));
  return allowed ? [] : ["ignored-unsafe-inline"];
}

function inlineTypes(name: string): readonly InlineType[] {
  if (name.startsWith("script-src")) return ["script"];
  return name.startsWith("style-src") ? ["style"] : ["script", "style"];
}

/** Whether the directive, or one that falls back to it, looks at the keyword. */
function isObeyed(keyword: Keyword, name: string): boolean {
  if (EVERYWHERE.has(keyword) || name === "default-src") return true;
  if (name.startsWith("script-src")) return !CONNECT.has(keyword);
  if (name.startsWith("style-src")) return STYLE.has(keyword);
  return name === "connect-src" && CONNECT.has(keyword);
}

function hasDigestLength({ algorithm, value }: HashSource): boolean {
  return value.replace(/=+$/, "").length === DIGEST_LENGTH[algorithm];
}
