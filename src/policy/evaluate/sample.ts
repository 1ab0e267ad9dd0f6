import type { Violation } from "../../report/report.ts";
import { REDACTED } from "../../report/secret-segment.ts";

/** Engines cut samples to this many UTF-16 units, CSP3 #create-violation-for-global; what is shorter is whole. */
const SAMPLE_LENGTH = 40;

/**
 * The inline code, or for a Trusted Types policy its name, as the sample holds it; `null` where
 * that may be cut or masked, or there is none. Chromium leaves out white space in front.
 */
export function wholeSample({ sample }: Pick<Violation, "sample">): string | null {
  if (sample === null || sample.length >= SAMPLE_LENGTH) return null;
  return sample.includes(REDACTED) ? null : sample;
}
