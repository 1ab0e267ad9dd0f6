import type { Candidate } from "../verdict.ts";
import type { NoiseSubject } from "./compile.ts";

/**
 * What noise rules see of an item. Of other types than violations that is the document and the
 * body's `sourceFile`: a deprecation or an intervention is often an extension's.
 */
export function noiseSubject(item: Candidate, requestUserAgent: string | null): NoiseSubject {
  const { violation } = item;
  const sourceFile = item.body?.sourceFile;
  return {
    documentURL: violation?.documentURL ?? item.url,
    referrer: violation?.referrer ?? null,
    blockedURL: violation?.blockedURL ?? null,
    effectiveDirective: violation?.effectiveDirective ?? null,
    originalPolicy: violation?.originalPolicy ?? null,
    sourceFile: violation?.sourceFile ?? (typeof sourceFile === "string" ? sourceFile : null),
    sample: violation?.sample ?? null,
    userAgent: item.userAgent ?? requestUserAgent,
  };
}
