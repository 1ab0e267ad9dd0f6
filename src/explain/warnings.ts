import { lint, type PolicyChange } from "../policy/index.ts";
import { isWide } from "./changes.ts";
import type { Judgement } from "./judge.ts";
import { serviceAt } from "./services.ts";
import type { Subject } from "./subject.ts";
import { counted, quoted } from "./words.ts";

/** Fewer reports may be anybody's accident. */
const FEW_REPORTS = 5;

/** What to know before following the advice. */
export function warningsFor(
  subject: Subject,
  { verdict, confidence }: Judgement,
  changes: readonly PolicyChange[],
): string[] {
  const { facts, foreignHost, policy, example } = subject;
  const warnings: string[] = [];
  if (changes.some(isWide)) {
    warnings.push(
      "A change below opens the policy wide: it lets in what an attacker could add as well. Prefer the narrower ones, or change the page.",
    );
  } else if (changes.some(({ risk }) => risk === "high")) {
    warnings.push("A change below is of high risk: read what it lets in.");
  }
  if (verdict === "new-dependency" && foreignHost !== null && serviceAt(foreignHost) === null) {
    warnings.push(
      `${quoted(foreignHost)} is no service that Tattle knows: make sure whose it is before you allow it.`,
    );
  }
  if (verdict !== "cannot-tell" && confidence === "low") {
    warnings.push("The evidence is thin: look at the reasons before you act.");
  }
  if (facts.counts.received < FEW_REPORTS) {
    warnings.push(
      `There ${facts.counts.received === 1 ? "is" : "are"} only ${counted(facts.counts.received, "report")} so far, and anybody can send reports.`,
    );
  }
  const changing = verdict === "broken-page" || verdict === "new-dependency";
  if (changing && (example === null || policy === null)) {
    warnings.push("The policy of these reports is not at hand, so no change can be written out.");
  }
  return [...warnings, ...mistakes(subject)];
}

/** Mistakes in the policy, whether or not they have to do with this. */
function mistakes({ policy }: Subject): string[] {
  const texts = (policy === null ? [] : lint(policy))
    .filter(({ code }) =>
      /quote|scheme-without-colon|directive-name|unknown-d|unknown-k/.test(code),
    )
    .map(({ text }) => quoted(text, 40));
  const [first] = texts;
  if (first === undefined) return [];
  return texts.length === 1
    ? [`The policy has a token that browsers do not understand: ${first}.`]
    : [
        `The policy has ${counted(texts.length, "token")} that browsers do not understand, such as ${first}.`,
      ];
}
