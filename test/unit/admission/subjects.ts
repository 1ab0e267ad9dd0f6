import type { NoiseSubject } from "../../../src/admission/index.ts";

/** An ordinary violation that nothing recognises, with the given texts instead of its own. */
export function subject(texts: Partial<NoiseSubject> = {}): NoiseSubject {
  return {
    documentURL: "https://www.shop.example/cart",
    referrer: null,
    blockedURL: "https://cdn.evil.example/a.js",
    effectiveDirective: "script-src-elem",
    originalPolicy: "default-src 'self'; report-uri https://csp.collector.example/report/",
    sourceFile: "https://www.shop.example/app.js",
    sample: null,
    userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
    ...texts,
  };
}
