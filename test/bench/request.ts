const POLICY =
  "default-src 'self'; script-src 'self' https://cdn.shop.example; style-src 'self' 'unsafe-inline'; " +
  "img-src * data:; report-uri https://csp.collector.example/report/?token=phc_abcdefghijklmnop";

/** One violation in the deprecated serialization, as Chromium sends it: about 700 bytes. */
export const REPORT_BODY = JSON.stringify({
  "csp-report": {
    "document-uri": "https://www.shop.example/checkout/cart/payment-and-delivery",
    referrer: "https://www.shop.example/checkout/",
    "violated-directive": "script-src-elem",
    "effective-directive": "script-src-elem",
    "original-policy": POLICY,
    disposition: "enforce",
    "blocked-uri": "https://cdn.evil.example/widgets/loader.js",
    "line-number": 42,
    "column-number": 17,
    "source-file": "https://www.shop.example/static/app.js",
    "status-code": 200,
    "script-sample": "",
  },
});

export const USER_AGENT =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";

export const REPORT_PATH = "/report/?token=phc_abcdefghijklmnop&v=2";

/** What every client sends. */
const PLAIN_HEADERS = [
  "Host: csp.collector.example",
  `User-Agent: ${USER_AGENT}`,
  "Content-Type: application/csp-report",
];

/** What Chromium adds. A server that reads one header pays for all of them. */
const BROWSER_HEADERS = [
  "Connection: keep-alive",
  'sec-ch-ua-platform: "Linux"',
  'sec-ch-ua: "Not:A-Brand";v="8", "Chromium";v="156"',
  "sec-ch-ua-mobile: ?0",
  "Accept: */*",
  "Origin: https://www.shop.example",
  "Sec-Fetch-Site: cross-site",
  "Sec-Fetch-Mode: no-cors",
  "Sec-Fetch-Dest: report",
  "Referer: https://www.shop.example/",
  "Accept-Encoding: gzip, deflate, br, zstd",
  "Accept-Language: en-US,en;q=0.9",
];

/** The whole request: with the few headers of a load generator, or with all of a browser. */
export function reportRequest(kind: "plain" | "browser"): string {
  return [
    `POST ${REPORT_PATH} HTTP/1.1`,
    ...PLAIN_HEADERS,
    ...(kind === "browser" ? BROWSER_HEADERS : []),
    `Content-Length: ${REPORT_BODY.length}`,
    "",
    REPORT_BODY,
  ].join("\r\n");
}
