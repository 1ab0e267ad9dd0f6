/** A member of the dictionary: RFC 9651 `key`, `=`, a string. */
const MEMBER = /(?:^|,)\s*([a-z*][a-z0-9_.*-]*)\s*=\s*"([^"\\]*)"/g;

/** The URLs of a `Reporting-Endpoints` header by the names of their groups; the last of a name counts. */
export function parseReportingEndpoints(value: string): Map<string, string> {
  const endpoints = new Map<string, string>();
  for (const [, name = "", url = ""] of value.matchAll(MEMBER)) {
    // RFC 9651 lets no other characters into a string.
    if (/^[ -~]*$/.test(url)) endpoints.set(name, url);
  }
  return endpoints;
}
