import { type PolicyChange, parseSource, suggest } from "../policy/index.ts";
import type { Verdict } from "./explanation.ts";
import type { Subject } from "./subject.ts";

/** Each change has the whole directive in it, so longer ones are no help. */
const LONGEST = 16_384;
const MOST = 5;

/**
 * Changes that let the thing in, where that is right: none for noise, attacks and what cannot be
 * told, and none where the page is what has to change. What opens a policy wide is of high risk
 * here, however little it opens.
 */
export function changesFor(subject: Subject, verdict: Verdict): PolicyChange[] {
  if (verdict !== "broken-page" && verdict !== "new-dependency") return [];
  const { example, policy, typo } = subject;
  if (typo !== null) return bounded([typo.change]);
  if (example === null || policy === null || isForThePage(subject)) return [];
  return bounded(suggest(example, policy));
}

/** The page asks for what no policy should allow. */
function isForThePage({ blocked, ownSites, facts }: Subject): boolean {
  const plain = blocked.scheme === "http" || blocked.scheme === "ws";
  const secure = facts.topDocuments.some((url) => url.startsWith("https:"));
  return blocked.host !== null && plain && secure && ownSites.size > 0;
}

function bounded(changes: readonly PolicyChange[]): PolicyChange[] {
  // A directive that is given up protects from nothing at all.
  const fitting = changes.filter(({ text }) => text !== null && text.length <= LONGEST);
  const weighed = fitting.map((change) =>
    isWide(change) ? { ...change, risk: "high" as const } : change,
  );
  const order = ["low", "medium", "high"];
  return weighed.toSorted((a, b) => order.indexOf(a.risk) - order.indexOf(b.risk)).slice(0, MOST);
}

/** True where it lets in any code or any host. */
export function isWide({ add }: Pick<PolicyChange, "add">): boolean {
  return add.some(isWideToken);
}

function isWideToken(token: string): boolean {
  const source = parseSource(token);
  if (source.kind === "host") return source.host === "*";
  if (source.kind === "scheme") return /^(?:https?|wss?|javascript)$/.test(source.scheme);
  return source.kind === "keyword" && /^unsafe-(?:inline|eval)$/.test(source.keyword);
}
