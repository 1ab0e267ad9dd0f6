/** Media type of the deprecated serialization. */
export const CSP_REPORT = "application/csp-report";
/** Media type of the Reporting API. */
export const REPORTS_JSON = "application/reports+json";

/** The media type in lower case without parameters, `null` where it is neither of the two that carry reports. */
export function reportMediaType(
  contentType: string | null,
): typeof CSP_REPORT | typeof REPORTS_JSON | null {
  if (contentType === CSP_REPORT || contentType === REPORTS_JSON) return contentType;
  if (contentType === null) return null;
  const semicolon = contentType.indexOf(";");
  const type = (semicolon < 0 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase();
  return type === CSP_REPORT || type === REPORTS_JSON ? type : null;
}

/** Whether `/report/` takes a body under this `Content-Type` header. Parameters and case do not matter. */
export function isReportMediaType(contentType: string | null): boolean {
  return reportMediaType(contentType) !== null;
}
