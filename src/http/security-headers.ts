/** Header fields by lower-case name. */
export type HeaderFields = Readonly<Record<string, string>>;

/** Nothing may run, load, frame or be framed: for answers that are data. */
const DATA_CSP = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Own style sheets, images and forms; no script at all. */
export const PAGE_CSP =
  "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/**
 * The dashboard: its own files and the API, and nothing that was ever text can become code.
 *
 * @param reportUri where its own violations go
 */
export function dashboardCsp(reportUri: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    `report-uri ${reportUri}`,
  ].join("; ");
}

/**
 * Swagger UI sets styles inline and draws icons from `data:` URLs; its scripts are files of ours.
 *
 * @param elsewhere where its requests go beside its own origin
 */
export function swaggerCsp(elsewhere: string | null): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    elsewhere === null ? "connect-src 'self'" : `connect-src 'self' ${elsewhere}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/**
 * The fields that every answer beside `/report/` carries. `Strict-Transport-Security` is not
 * among them: it would bind every port of the host (RFC 6797 §8.3), and a self-hoster's machine
 * often serves other things over plain http.
 */
export function securityHeaders(csp = DATA_CSP): HeaderFields {
  return {
    "content-security-policy": csp,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    // Not `no-referrer`: browsers then send `Origin: null` with our own forms (Fetch §3.2).
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
  };
}
