import { FirefoxBugs } from "./firefox-bugs.ts";
import { PolicyIndex } from "./policies.ts";
import { inOrder, NO_MATCH } from "./rank.ts";
import type { NoiseRule } from "./rule.ts";
import { SubstringIndex } from "./substrings.ts";
import { of, ofField, UrlIndex } from "./urls.ts";

/** What noise rules look at, texts as received. */
export interface NoiseSubject {
  readonly documentURL: string | null;
  readonly referrer: string | null;
  readonly blockedURL: string | null;
  readonly effectiveDirective: string | null;
  readonly originalPolicy: string | null;
  readonly sourceFile: string | null;
  readonly sample: string | null;
  readonly userAgent: string | null;
}

/** The id of the rule that recognises a report, or `null`. */
export type NoiseMatcher = (subject: NoiseSubject) => string | null;

/** Browsers cut samples at 40 characters, and those of trusted types below 100. */
const MAX_SAMPLE = 256;

/**
 * Compiles rules into one function that looks at each text once: its time does not depend on the
 * number of rules and grows at most linearly with the texts. See {@link Rank} for which of several
 * matching rules is named.
 */
export function compileNoise(rules: readonly NoiseRule[]): NoiseMatcher {
  const ordered = inOrder(rules);
  const blocked = new UrlIndex(ordered, "blocked");
  const source = new UrlIndex(ordered, "source");
  const document = new UrlIndex(ordered, "document");
  const referrer = new UrlIndex(ordered, "referrer");
  const policies = new PolicyIndex(ofField(ordered, "policy"));
  const samples = new SubstringIndex(ofField(ordered, "sample"));
  const bugs = new FirefoxBugs(of(ofField(ordered, "blocked"), "firefox-bug"));

  return (subject) => {
    const { documentURL, blockedURL, sample } = subject;
    const best = Math.min(
      blocked.find(blockedURL, documentURL),
      source.find(subject.sourceFile, documentURL),
      document.find(documentURL, documentURL),
      referrer.find(subject.referrer, documentURL),
      policies.find(subject.originalPolicy, documentURL),
      sample === null ? NO_MATCH : samples.find(sample, 0, MAX_SAMPLE),
      bugs.find(blockedURL, subject.effectiveDirective, subject.userAgent),
    );
    return ordered[best]?.id ?? null;
  };
}
