import { type Clock, settledWithin } from "../sink/context.ts";
import { excerpt } from "../sink/http/excerpt.ts";
import type { Explained, Finding } from "./finding.ts";

/** Explains an issue; `null` where it is not there any more. May reject. */
export type Explain = (issue: string) => Promise<Explained | null>;

/** Issues of one message that are explained: each costs several questions to the store. */
const MAX_EXPLAINED = 20;

/** Directives by which code or data could get where it should not: these are explained first. */
const GRAVE = /^(?:default|script|connect|object|frame|worker)-src|^(?:form-action|base-uri)/;

/** How long a message waits for its explanations, in milliseconds. */
const LIMIT = 10_000;

/** Longest sentence of a message, in UTF-16 units. */
const MAX_SENTENCE = 300;

const LABELS: Readonly<Record<Explained["verdict"], string>> = {
  attack: "Attack",
  "new-dependency": "New dependency",
  "broken-page": "Broken page",
  "cannot-tell": "Cannot tell what it is",
  noise: "Noise",
};

/**
 * Findings with an explanation where they are about an issue and have none yet. What cannot be
 * explained in time stays as it is: nobody is told later because of that.
 *
 * @param failed called with why the rest is not explained
 */
export async function withExplanations(
  findings: readonly Finding[],
  explain: Explain,
  clock: Clock,
  failed: (error: unknown) => void,
): Promise<Finding[]> {
  const found = [...findings];
  let over = false;
  const work = async () => {
    for (const [at, finding] of chosen(findings)) {
      if (over || finding.issue === null || finding.explained !== undefined) continue;
      found[at] = { ...finding, explained: await explain(finding.issue) };
    }
  };
  if (!(await settledWithin(clock, LIMIT, work().catch(failed)))) failed("it took too long");
  over = true;
  return [...found];
}

/** Those that are explained, with their places. */
function chosen(findings: readonly Finding[]): Array<[at: number, finding: Finding]> {
  const grave = ({ details }: Finding) => GRAVE.test(String(details.directive ?? ""));
  const all = [...findings.entries()];
  return all
    .toSorted(([, a], [, b]) => Number(grave(b)) - Number(grave(a)))
    .slice(0, MAX_EXPLAINED);
}

/** What looks like an attack first, noise last, the rest as it came. */
export function bySeverity(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => severity(a) - severity(b));
}

function severity({ explained }: Finding): number {
  if (explained?.verdict === "attack") return 0;
  return explained?.verdict === "noise" ? 2 : 1;
}

/** What it is, in our own words: `Attack (high confidence)`. */
export function labelOf({ verdict, confidence }: Explained): string {
  const label = LABELS[verdict];
  return verdict === "cannot-tell" ? label : `${label} (${confidence} confidence)`;
}

/** What happened and what to do, each on one line. They hold texts that others wrote. */
export function sentencesOf({ happened, advice }: Explained): [happened: string, advice: string] {
  const short = (text: string) => excerpt(text, { length: MAX_SENTENCE });
  return [short(happened), `What to do: ${short(advice)}`];
}
