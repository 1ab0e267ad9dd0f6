import type { Subject } from "./subject.ts";
import { counted, listed, percent, quoted } from "./words.ts";

/** From here on many documents. */
const MANY = 10;
const LARGE_SHARE = 0.25;
/** Up to here few. */
const FEW = 3;
const SMALL_SHARE = 0.1;
/** An issue of a page itself comes again whenever the page is opened. */
const AGAIN = 3;
const ENOUGH = 10;

/** On a good part of the project's documents. */
export function isWidespread({ facts, share }: Subject): boolean {
  return (
    facts.documents >= MANY || (share !== null && share >= LARGE_SHARE && facts.documents > FEW)
  );
}

/** On very few documents of a project that has more. */
export function isNarrow({ facts, share }: Subject): boolean {
  return facts.documents <= FEW && (share === null || share <= SMALL_SHARE);
}

/** Hardly ever twice on the same document: it follows visitors, not pages. */
export function isScattered({ facts, perDocument }: Subject): boolean {
  return facts.documents >= 5 && perDocument < 2;
}

/** Again and again on the same documents, as what the page itself does. */
export function isRecurring({ facts, perDocument }: Subject): boolean {
  return perDocument >= AGAIN && facts.counts.received >= ENOUGH;
}

/** `on 12 of the project's 60 documents` */
export function where({ facts, share }: Subject): string {
  const documents = counted(facts.documents, "document");
  return share === null
    ? `on ${documents}`
    : `on ${documents} (${percent(share)} of the project's)`;
}

const PLAIN = /^[\w .-]{1,40}$/;

/** What a store calls a browser that it does not know. */
const OTHER = "other";

/** `in Chrome, Edge and Firefox` */
export function inBrowsers({ facts }: Subject): string {
  const values = facts.browsers.map(({ value }) => value).filter((value) => value !== null);
  const known = values.filter((value) => value !== OTHER);
  const names = known.map((value) => (PLAIN.test(value) ? value : quoted(value, 40)));
  return names.length === 0 ? "in browsers that are not known" : `in ${listed(names)}`;
}
