import { NO_MATCH, type Rank, type Ranked } from "./rank.ts";

interface Bug {
  /** The first version without it. */
  readonly fixedIn: number;
  readonly directive: string;
  readonly rank: Rank;
}

const FIREFOX = /\bFirefox\/(\d{1,4})/;
/** Where a user agent's version stands, at the latest. */
const MAX_USER_AGENT = 512;

/** Reports that old Firefox versions sent for violations that were none. */
export class FirefoxBugs {
  readonly #byBlocked = new Map<string, Bug[]>();

  constructor(rules: readonly Ranked[]) {
    for (const { rank, rule } of rules) {
      const [fixedIn = "", directive = "", ...blocked] = rule.value.split(" ");
      for (const text of blocked) {
        const bug = { fixedIn: Number(fixedIn), directive, rank };
        this.#byBlocked.set(text, [...(this.#byBlocked.get(text) ?? []), bug]);
      }
    }
  }

  find(blockedURL: string | null, directive: string | null, userAgent: string | null): Rank {
    if (blockedURL === null || userAgent === null) return NO_MATCH;
    const bugs = this.#byBlocked.get(blockedURL);
    if (bugs === undefined) return NO_MATCH;
    const version = FIREFOX.exec(userAgent.slice(0, MAX_USER_AGENT))?.[1];
    if (version === undefined) return NO_MATCH;
    const bug = bugs.find((each) => each.directive === directive && Number(version) < each.fixedIn);
    return bug?.rank ?? NO_MATCH;
  }
}
