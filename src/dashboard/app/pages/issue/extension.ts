import type { ExplanationView } from "../../../../http/api/schema/explanation.ts";

/** As much of an issue as it takes. */
interface Subject {
  readonly noise: { readonly received: number };
  readonly allTime: { readonly received: number };
}

/** The answer to what people ask first. `tone` as badges have it. */
export interface Answer {
  readonly short: "Yes" | "Probably" | "Partly" | "Not an extension, but noise" | "No sign of it";
  readonly why: string;
  readonly tone: "good" | "warn" | "";
}

const CERTAIN = new Set(["noise/extension-scheme", "noise/extension-code"]);
const PATTERNS = new Set(["noise/known-pattern", "noise/likely-pattern"]);
/** Kinds of noise rules that are about extensions: what stands in front of the slash of their ids. */
const OF_EXTENSIONS = /^(?:extension-|injected-)/;

/**
 * Whether an extension did it.
 *
 * @param rule the noise rule that recognised the newest report
 */
export function isExtension(
  subject: Subject,
  { verdict, reasons }: Pick<ExplanationView, "verdict" | "reasons">,
  rule: string | null,
): Answer {
  const certain = reasons.find((reason) => CERTAIN.has(reason.rule));
  if (certain) return { short: "Yes", why: certain.text, tone: "good" };
  const pattern = reasons.find((reason) => PATTERNS.has(reason.rule));
  if (pattern && OF_EXTENSIONS.test(rule ?? "")) {
    return { short: "Probably", why: pattern.text, tone: "good" };
  }
  const noisy = reasons.find(({ speaksFor }) => speaksFor === "noise");
  if (verdict === "noise") {
    return { short: "Not an extension, but noise", why: noisy?.text ?? "", tone: "good" };
  }
  if (subject.noise.received > 0) {
    const part = Math.round((100 * subject.noise.received) / Math.max(1, subject.allTime.received));
    const why = `${Math.max(1, Math.min(part, 99))}% of its reports look like noise, the others do not.`;
    return { short: "Partly", why, tone: "warn" };
  }
  const spread = reasons.find(({ rule: id }) => id === "broken/all-engines")?.text;
  return {
    short: "No sign of it",
    why: spread ?? "No report names an extension, and no noise rule recognises any.",
    tone: "",
  };
}
