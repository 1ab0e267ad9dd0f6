import { REDACTED } from "../../report/secret-segment.ts";
import { asciiLowercase } from "../ascii.ts";
import type { SourceProblem } from "../finding.ts";
import type { SourceExpression } from "./expression.ts";

const SCHEME = /^[a-z][a-z0-9+.-]*$/;
/**
 * Grammar `host-part`, with the underscore that engines take as well and real names have. An
 * IPv6 address does not match it.
 */
const HOST = /^(?:\*|(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?)$/;
const PORT = /^(?:\d{1,5}|\*)$/;
/** RFC 3986 `path-absolute` and what engines let pass; the mask that this collector writes is taken for a segment. */
const NOT_IN_PATH = /[^A-Za-z0-9\-._~!$&'()*+,;=:@%/|[\]{}\\^]/;
/** RFC 1035 §2.3.4, with room for the wildcard. */
const LONGEST_HOST = 255;

/**
 * Grammar `host-source`: `[ scheme-part "://" ] host-part [ ":" port-part ] [ path-part ]`. A
 * query or fragment is cut, as engines do. Linear in the length of the token.
 */
export function parseHostSource(text: string): SourceExpression {
  const mark = text.indexOf("://");
  const hasScheme = mark >= 0 && !text.slice(0, mark).includes("/");
  const scheme = hasScheme ? asciiLowercase(text.slice(0, mark)) : null;
  if (scheme !== null && !SCHEME.test(scheme)) return invalid(text, "invalid-scheme");
  const rest = withoutQuery(hasScheme ? text.slice(mark + 3) : text);
  const slash = rest.indexOf("/");
  const authority = slash < 0 ? rest : rest.slice(0, slash);
  const path = slash < 0 ? "" : rest.slice(slash);
  const colon = authority.indexOf(":");
  const host = asciiLowercase(colon < 0 ? authority : authority.slice(0, colon));
  const port = colon < 0 ? null : authority.slice(colon + 1);
  if (/['"`]/.test(authority)) return invalid(text, "misplaced-quote");
  if (host.length > LONGEST_HOST || !HOST.test(host)) return invalid(text, "invalid-host");
  if (port !== null && (!PORT.test(port) || Number(port) > 65_535)) {
    return invalid(text, "invalid-port");
  }
  if (NOT_IN_PATH.test(path.replaceAll(REDACTED, ""))) return invalid(text, "invalid-path");
  return { kind: "host", text, scheme, host, port: portOf(port), path };
}

function withoutQuery(text: string): string {
  const end = text.search(/[?#]/);
  return end < 0 ? text : text.slice(0, end);
}

function portOf(port: string | null): number | "*" | null {
  return port === null || port === "*" ? port : Number(port);
}

function invalid(text: string, problem: SourceProblem): SourceExpression {
  return { kind: "invalid", text, problem };
}
