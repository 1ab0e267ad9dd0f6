import { type Check, fail, ok, warn } from "../check.ts";
import { reportUrls, type Site } from "../site.ts";

const NONCE = /'nonce-[^']*'/gi;

/**
 * Compares two answers of one page, the second asked of the origin past caches: what a cache or a
 * CDN strips, keeps too long or shares between users.
 */
export function cachingChecks(first: Site, second: Site): Check[] {
  if (first.policies.length === 0 && second.policies.length === 0) return [];
  return [...nonces(first, second), sameHeaders(first, second), ...personal(first)];
}

function nonces(first: Site, second: Site): Check[] {
  const [before, after] = [first, second].map(
    ({ policies }) => new Set(policies.flatMap(({ text }) => text.match(NONCE) ?? [])),
  );
  if (before === undefined || after === undefined || before.size === 0) return [];
  const repeated = [...before].some((nonce) => after.has(nonce));
  return repeated
    ? [
        fail(
          "nonce-fresh",
          "Two answers hold the same nonce, which then protects nothing.",
          "Make a new one for each answer, and let no cache keep the page.",
        ),
      ]
    : [ok("nonce-fresh", "Nonces are new in each answer.")];
}

function sameHeaders(first: Site, second: Site): Check {
  if (textOf(first) === textOf(second)) {
    return ok("cache-headers", "Asked past caches, the page has the same headers.");
  }
  return warn(
    "cache-headers",
    first.policies.length < second.policies.length
      ? "Only when asked past caches the page has all its policies: a cache still holds the page without them."
      : "Asked past caches, the page has other policies or endpoints.",
    "Empty the cache or CDN; check that no rule of it strips headers.",
  );
}

/** Policies and endpoints without what is new in each answer. */
function textOf({ policies, page }: Site): string {
  const texts = policies.map(({ text, reportOnly }) => `${reportOnly} ${text}`);
  const endpoints = page.headers.get("reporting-endpoints") ?? "";
  return [...texts, endpoints]
    .join("\n")
    .replace(NONCE, "'nonce-'")
    .replace(/(distinct_id|session_id)=[^&;,"\s]*/g, "$1=");
}

function personal(site: Site): Check[] {
  const named = [...reportUrls(site).keys()].some((url) =>
    /[?&](?:distinct|session)_id=[^&]/.test(url),
  );
  const control = site.page.headers.get("cache-control") ?? "";
  if (!named || /\b(?:private|no-store)\b/i.test(control)) return [];
  return [
    warn(
      "cache-headers",
      "The report URL names a user or session, and Cache-Control lets shared caches keep the page.",
      "Send Cache-Control: private or no-store with such pages.",
    ),
  ];
}
