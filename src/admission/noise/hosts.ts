import { ipv4 } from "../address.ts";
import type { Location } from "../location.ts";
import { NO_MATCH, type Rank, type Ranked } from "./rank.ts";

interface HostEntry {
  /** For exactly this host. */
  host: Rank;
  /** For it and its subdomains. */
  suffix: Rank;
  /** For a path under either. */
  readonly paths: { readonly prefix: string; readonly rank: Rank }[];
}

const FILTER_BITS = 0x3ff;

interface Range {
  readonly base: number;
  readonly mask: number;
  readonly rank: Rank;
}

/** Rules about a URL's authority: `host`, `suffix`, `location`, `cidr` and `port`. */
export class HostIndex {
  readonly #hosts = new Map<string, HostEntry>();
  /** Rules out nearly every domain without cutting it out of the host. */
  readonly #filter = new Uint8Array(FILTER_BITS + 1);
  readonly #ports = new Map<string, Rank>();
  readonly #ranges: Range[] = [];

  constructor(rules: readonly Ranked[]) {
    for (const ranked of rules) this.#add(ranked);
  }

  /** The best rank of the rules that hold for the URL; `text` is what `location` was read from. */
  find(location: Location, text: string): Rank {
    const port = location.port === null ? undefined : this.#ports.get(location.port);
    return Math.min(this.#byName(location, text), port ?? NO_MATCH, this.#byRange(location.host));
  }

  #add({ rank, rule: { match, value } }: Ranked): void {
    if (match === "host") this.#entry(value).host = rank;
    else if (match === "suffix") this.#entry(value).suffix = rank;
    else if (match === "port") this.#ports.set(value, rank);
    else if (match === "cidr") this.#ranges.push(range(value, rank));
    else if (match === "location") {
      const slash = value.indexOf("/");
      this.#entry(value.slice(0, slash)).paths.push({ prefix: value.slice(slash), rank });
    }
  }

  #entry(host: string): HostEntry {
    const known = this.#hosts.get(host);
    if (known) return known;
    const entry: HostEntry = { host: NO_MATCH, suffix: NO_MATCH, paths: [] };
    this.#hosts.set(host, entry);
    this.#filter[hash(host, 0)] = 1;
    return entry;
  }

  /** The host itself, then each domain above it: by whole labels, never by the text's end. */
  #byName({ host, path }: Location, text: string): Rank {
    const own = this.#lookUp(host, 0);
    let best = own ? Math.min(own.host, under(own, text, path)) : NO_MATCH;
    for (let dot = host.indexOf("."); dot >= 0; dot = host.indexOf(".", dot + 1)) {
      const parent = this.#lookUp(host, dot + 1);
      if (parent) best = Math.min(best, under(parent, text, path));
    }
    return best;
  }

  #lookUp(host: string, from: number): HostEntry | undefined {
    return this.#filter[hash(host, from)] === 1 ? this.#hosts.get(host.slice(from)) : undefined;
  }

  #byRange(host: string): Rank {
    const first = host.charCodeAt(0);
    if (first < 48 || first > 57) return NO_MATCH;
    const address = ipv4(host);
    if (address === null) return NO_MATCH;
    let best = NO_MATCH;
    for (const { base, mask, rank } of this.#ranges) {
      if ((address & mask) >>> 0 === base) best = Math.min(best, rank);
    }
    return best;
  }
}

/** Of the domain that begins at `from`: its length and first characters tell most apart. */
function hash(host: string, from: number): number {
  const start = (host.charCodeAt(from) * 37) ^ host.charCodeAt(from + 1);
  return (start ^ ((host.length - from) * 59)) & FILTER_BITS;
}

function under(entry: HostEntry, text: string, path: number): Rank {
  let best = entry.suffix;
  for (const { prefix, rank } of entry.paths) {
    if (rank < best && text.startsWith(prefix, path)) best = rank;
  }
  return best;
}

function range(cidr: string, rank: Rank): Range {
  const [address = "", bits = "32"] = cidr.split("/");
  const mask = (0xffff_ffff << (32 - Number(bits))) >>> 0;
  return { base: ((ipv4(address) ?? 0) & mask) >>> 0, mask, rank };
}
