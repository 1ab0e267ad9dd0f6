import { memoized } from "../../report/memo.ts";
import { parseLocation, schemeOf } from "../location.ts";
import { HostIndex } from "./hosts.ts";
import { NO_MATCH, type Rank, type Ranked } from "./rank.ts";
import type { NoiseField, NoiseMatch, NoiseRule } from "./rule.ts";
import { SubstringIndex } from "./substrings.ts";

/** How far into a path rules look. Real ones that matter are far shorter; hostile ones are not. */
const MAX_PATH = 2048;

/** What rules say of a URL alone: those that hold on any document, and those about its host. */
interface Inspected {
  readonly anywhere: Rank;
  readonly atHost: Rank;
  readonly host: string;
}

/** Rules about one URL of a report. */
export class UrlIndex {
  readonly #exact = new Map<string, Rank>();
  readonly #longestExact: number;
  readonly #schemes = new Map<string, Rank>();
  readonly #hosts: HostIndex;
  readonly #paths: SubstringIndex;
  readonly #rules: readonly NoiseRule[];
  /** There are rules that look at a part of the URL. */
  readonly #looksInside: boolean;

  /** `rules` in the order of their ranks; those of other texts are left out. */
  constructor(rules: readonly NoiseRule[], field: NoiseField) {
    const mine = ofField(rules, field);
    for (const { rank, rule } of of(mine, "exact")) this.#exact.set(rule.value, rank);
    for (const { rank, rule } of of(mine, "scheme")) this.#schemes.set(rule.value, rank);
    this.#longestExact = Math.max(0, ...[...this.#exact.keys()].map((value) => value.length));
    this.#hosts = new HostIndex(mine);
    this.#paths = new SubstringIndex(of(mine, "substring"));
    this.#rules = rules;
    this.#looksInside = mine.some(({ rule }) => rule.match !== "exact");
  }

  /**
   * The best rank of the rules that hold for `url`. Rules about hosts do not hold on documents
   * that live in such a place themselves: what a site loads from itself, or a developer's page
   * from his own machine, is no noise.
   */
  find(url: string | null, documentURL: string | null): Rank {
    if (url === null) return NO_MATCH;
    const { anywhere, atHost, host } = this.#inspect(url);
    if (atHost === NO_MATCH || this.#isAtHome(atHost, host, documentURL)) return anywhere;
    return Math.min(anywhere, atHost);
  }

  /** The same few URLs come with nearly all reports of a site. */
  readonly #inspect = memoized((url): Inspected => {
    const whole = this.#whole(url);
    const location = this.#looksInside ? parseLocation(url) : null;
    if (location === null) {
      const scheme = this.#looksInside ? this.#scheme(schemeOf(url)) : NO_MATCH;
      return { anywhere: Math.min(whole, scheme), atHost: NO_MATCH, host: "" };
    }
    const path = this.#paths.find(url, location.path, location.path + MAX_PATH);
    return {
      anywhere: Math.min(whole, this.#scheme(location.scheme), path),
      atHost: this.#hosts.find(location, url),
      host: location.host,
    };
  });

  #whole(url: string): Rank {
    if (url.length > this.#longestExact) return NO_MATCH;
    return this.#exact.get(url.toLowerCase()) ?? NO_MATCH;
  }

  #scheme(scheme: string | null): Rank {
    return scheme === null ? NO_MATCH : (this.#schemes.get(scheme) ?? NO_MATCH);
  }

  #isAtHome(rank: Rank, host: string, documentURL: string | null): boolean {
    const home = documentURL === null ? null : parseLocation(documentURL);
    if (home === null || documentURL === null) return false;
    if (home.host === host) return true;
    const own = this.#rules[this.#hosts.find(home, documentURL)];
    return own !== undefined && own.kind === this.#rules[rank]?.kind;
  }
}

/** The rules of one text, with their ranks. */
export function ofField(rules: readonly NoiseRule[], field: NoiseField): Ranked[] {
  return rules
    .map((rule, rank) => ({ rule, rank }))
    .filter(({ rule }) => rule.fields.includes(field));
}

/** The rules of one way of matching. */
export function of(rules: readonly Ranked[], match: NoiseMatch): Ranked[] {
  return rules.filter(({ rule }) => rule.match === match);
}
