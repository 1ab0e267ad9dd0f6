import { nameOf, siteOf } from "./hosts.ts";

/** How one name imitates another. */
export type Imitation =
  /** A few letters differ. */
  | "misspelt"
  /** The same name below another top-level domain. */
  | "elsewhere"
  /** The name with something added. */
  | "extended";

export interface Lookalike {
  readonly kind: Imitation;
  /** The site that it resembles. */
  readonly of: string;
}

/** Shorter names resemble too many others. */
const SHORTEST_MISSPELT = 6;
const SHORTEST_EXTENDED = 6;
/** From this length on two letters may differ. */
const LONG = 10;
/** DNS allows no longer label. */
const LONGEST = 63;

/**
 * The best match among sites that somebody might imitate, or `null`. A host of one of these sites
 * imitates nothing.
 */
export function lookalikeOf(host: string, sites: Iterable<string>): Lookalike | null {
  const site = siteOf(host);
  const name = plain(nameOf(site));
  let weaker: Lookalike | null = null;
  const known = new Set(sites);
  if (known.has(site) || name.length > LONGEST) return null;
  for (const of of known) {
    const kind = imitation(name, site, of);
    if (kind === "misspelt") return { kind, of };
    if (kind !== null && (weaker === null || kind === "elsewhere")) weaker = { kind, of };
  }
  return weaker;
}

function imitation(name: string, site: string, of: string): Imitation | null {
  const original = nameOf(of);
  if (name === original) {
    return original.length >= SHORTEST_MISSPELT && site !== of ? "elsewhere" : null;
  }
  // `shop-example.top` for `shop.example`.
  const joined = of.replaceAll(/[.-]/g, "");
  if (original.length < joined.length && name.replaceAll("-", "") === joined) return "misspelt";
  if (original.length >= SHORTEST_MISSPELT && isMisspelt(name, original)) return "misspelt";
  if (original.length < SHORTEST_MISSPELT && name !== original && looks(name) === looks(original)) {
    return "misspelt";
  }
  return original.length >= SHORTEST_EXTENDED && name.includes(original) ? "extended" : null;
}

function isMisspelt(name: string, original: string): boolean {
  if (looks(name) === looks(original)) return true;
  const most = original.length >= LONG ? 2 : 1;
  return distance(name, original, most) <= most;
}

/** Of an internationalised label only the ASCII letters: the others are those that deceive. */
function plain(name: string): string {
  return name.startsWith("xn--") ? name.slice(4).replace(/-[^-]*$/, "") : name;
}

/** Letters that look alike become one. */
function looks(name: string): string {
  return name
    .replaceAll("rn", "m")
    .replaceAll("vv", "w")
    .replaceAll(/[1i!]/g, "l")
    .replaceAll("0", "o")
    .replaceAll("5", "s")
    .replaceAll("3", "e");
}

/**
 * Letters to add, drop, change or swap with their neighbour to come from one text to the other
 * (optimal string alignment); anything above `most` stands for "more".
 */
export function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          at(last, j) + 1,
          at(row, j - 1) + 1,
          at(last, j - 1) + (same ? 0 : 1),
          swapped ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    before = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
