import type { Browser } from "./browsers.ts";
import type { Random } from "./random.ts";
import { policyOf, type Site, versionAt } from "./sites.ts";
import type { Span } from "./span.ts";
import type { Sight, Tale } from "./tale.ts";
import { type OtherReport, otherWire, type Violation, type Wire, wiresOf } from "./wire.ts";

/** A request to `/report/`, as a browser makes it. */
export interface ReportRequest {
  /** What follows `/report/`, with its question mark. */
  readonly query: string;
  readonly userAgent: string;
  readonly contentType: string;
  readonly body: string;
}

/** Browsers wait a moment for more to report, in milliseconds. */
const LONGEST_AGE = 60_000;

/** Of the pages of a site with a referrer at all. */
const REFERRERS = ["https://www.google.com/", "https://duckduckgo.com/", "https://www.bing.com/"];

/**
 * The requests that a visit makes, `reports` of them in all.
 *
 * @param moment of receipt, which decides about the policy
 */
export function requestsOf(
  tale: Tale,
  span: Span,
  moment: number,
  reports: number,
  random: Random,
): ReportRequest[] {
  const { site, engines, documents } = tale;
  const known = site.browsers.filter(({ engine }) => engines === null || engines.includes(engine));
  const browser = random.weighted(known, ({ share }) => share);
  const document = documentOf(tale, random.zipf(documents), random);
  const visit = { document, engine: browser.engine, random };
  const sights = Array.from({ length: reports }, () => tale.sees(visit));
  const version = versionAt(site, span, moment);
  const page = {
    document,
    referrer: referrerOf(site, random),
    policy: policyOf(site, version, random),
    disposition: version.disposition,
  };
  const query = queryOf(tale, version.name, random);
  const { userAgent } = browser;
  return wires(sights, page, browser, site, random).map((wire) => ({
    ...wire,
    body: tale.fault?.cut ? wire.body.slice(0, Math.floor(wire.body.length / 2)) : wire.body,
    query,
    userAgent,
  }));
}

type Page = Pick<Violation, "document" | "referrer" | "policy" | "disposition">;

function wires(
  sights: readonly Sight[],
  page: Page,
  browser: Browser,
  site: Site,
  random: Random,
): Wire[] {
  const others: OtherReport[] = [];
  const violations: Violation[] = [];
  for (const sight of sights) {
    if ("type" in sight) others.push(sight);
    else violations.push({ source: null, sample: "", ...page, ...sight });
  }
  const age = random.between(0, LONGEST_AGE);
  const told = wiresOf(violations, browser, site.delivery, age);
  return others.length === 0 ? told : [...told, otherWire(others, browser.userAgent, age)];
}

/** Some visitors come by a link that says where from. */
function documentOf(tale: Tale, url: string, random: Random): string {
  if (tale.site.name !== "shop" || !random.chance(0.15)) return url;
  return `${url}?utm_source=${random.pick(["newsletter", "instagram", "spring"])}`;
}

function referrerOf({ origin }: Site, random: Random): string {
  if (random.chance(0.4)) return "";
  return random.chance(0.5) ? `${origin}/` : random.pick(REFERRERS);
}

function queryOf({ site, fault }: Tale, version: string | null, random: Random): string {
  const query = new URLSearchParams({ token: fault?.token ?? site.token });
  if (version !== null) query.set("v", version);
  const rate = fault?.sampleRate ?? site.sampleRate;
  if (rate !== null) query.set("sample_rate", rate);
  if (random.chance(site.named)) query.set("distinct_id", `customer-${random.between(1, 400)}`);
  return `?${query}`;
}
