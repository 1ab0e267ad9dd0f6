/** Reports for tests that care about what becomes of them and not about what they say. */

/** Where a test hides the number of a report so that no redaction touches it. */
const NUMBERED = /^https:\/\/shop\.example\/page-(\d+)$/;

/** A violation in the deprecated serialization, with a number that {@link numberOf} finds again. */
export function numberedReport(number: number): string {
  return JSON.stringify({
    "csp-report": {
      "document-uri": `https://shop.example/page-${number}`,
      "violated-directive": "img-src",
      "effective-directive": "img-src",
      "original-policy": "default-src 'self'",
      disposition: "enforce",
      "blocked-uri": "https://cdn.example/x.png",
      "status-code": 200,
    },
  });
}

/** A list of violations of the Reporting API, numbered from `first` on. */
export function numberedList(first: number, count: number): string {
  const reports = Array.from({ length: count }, (_, index) => ({
    type: "csp-violation",
    age: index,
    url: `https://shop.example/page-${first + index}`,
    user_agent: "Test/1.0",
    body: {
      documentURL: `https://shop.example/page-${first + index}`,
      effectiveDirective: "script-src-elem",
      originalPolicy: "default-src 'self'",
      disposition: "report",
      blockedURL: "inline",
      statusCode: 200,
    },
  }));
  return JSON.stringify(reports);
}

/** The number of a report by the URL of its document; throws for one that has none. */
export function numberOf(report: { url: string | null }): number {
  const digits = NUMBERED.exec(report.url ?? "")?.[1];
  if (digits === undefined) throw new Error(`${report.url} is not of a numbered report`);
  return Number(digits);
}
