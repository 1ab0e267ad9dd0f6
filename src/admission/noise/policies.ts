import { memoized } from "../../report/memo.ts";
import { parseLocation } from "../location.ts";
import { NO_MATCH, type Rank, type Ranked } from "./rank.ts";

/** How far into a policy rules look. */
const MAX_POLICY = 16_384;

const BEFORE = /[\s./*;,]/;
const AFTER = /[\s/:;,]/;

/**
 * Rules about hosts in the source lists of a policy. A document at such a host wrote it itself.
 */
export class PolicyIndex {
  readonly #hosts: readonly { readonly host: string; readonly rank: Rank }[];

  constructor(rules: readonly Ranked[]) {
    this.#hosts = rules.map(({ rank, rule }) => ({ rank, host: rule.value }));
  }

  find(policy: string | null, documentURL: string | null): Rank {
    if (policy === null) return NO_MATCH;
    let best = NO_MATCH;
    for (const { host, rank } of this.#named(policy)) {
      if (rank < best && !isAtHost(documentURL, host)) best = rank;
    }
    return best;
  }

  /** A site's policy comes with each of its reports. */
  readonly #named = memoized((policy) => {
    const text = policy.length > MAX_POLICY ? policy.slice(0, MAX_POLICY) : policy;
    return this.#hosts.filter(({ host }) => namesHost(text, host));
  });
}

/** True where `host` stands in the text by whole labels, with or without subdomains before it. */
function namesHost(text: string, host: string): boolean {
  for (let i = text.indexOf(host); i >= 0; i = text.indexOf(host, i + 1)) {
    const isStart = i === 0 || BEFORE.test(text.charAt(i - 1));
    const after = text.charAt(i + host.length);
    if (isStart && (after === "" || AFTER.test(after))) return true;
  }
  return false;
}

function isAtHost(documentURL: string | null, host: string): boolean {
  const home = documentURL === null ? null : parseLocation(documentURL)?.host;
  return home === host || home?.endsWith(`.${host}`) === true;
}
