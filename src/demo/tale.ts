import type { Engine } from "./browsers.ts";
import type { Random } from "./random.ts";
import type { Site } from "./sites.ts";
import type { Moment } from "./span.ts";
import type { OtherReport, Source } from "./wire.ts";

/** What one cause makes of the browsers of a site's visitors: in most cases an issue. */
export interface Tale {
  /** Unique, and the seed of its own randomness. */
  readonly name: string;
  readonly site: Site;
  /** Of all reports, relative. */
  readonly share: number;
  /** Reports that there are of it in any case. */
  readonly least: number;
  /** When it begins and ends; `null`: with the span. */
  readonly from: Moment | null;
  readonly to: Moment | null;
  /** Whether it does not happen between those two. */
  readonly pause: readonly [Moment, Moment] | null;
  /** Browsers in which it happens; `null`: in all. */
  readonly engines: readonly Engine[] | null;
  /** Where: whole URLs, the most frequent first. */
  readonly documents: readonly string[];
  /** Reports of one visit. */
  readonly each: number;
  /** What a visit sees. */
  readonly sees: (visit: Visit) => Sight;
  /** What is wrong with the request. */
  readonly fault: Fault | null;
  /** What people said of its issue. */
  readonly marks: readonly SaidOf[];
}

/** A page in a browser. */
export interface Visit {
  readonly document: string;
  readonly engine: Engine;
  readonly random: Random;
}

/** A violation, less what site and visit know. */
export interface Blocked {
  readonly directive: string;
  readonly blocked: string;
  readonly source?: Source | null;
  readonly sample?: string;
  readonly referrer?: string;
}

export type Sight = Blocked | OtherReport;

/** A request that is not as it should be. */
export interface Fault {
  readonly token?: string;
  readonly sampleRate?: string;
  /** The body breaks off. */
  readonly cut?: true;
}

export interface SaidOf {
  readonly at: Moment;
  readonly status: "resolved" | "ignored";
  readonly note: string;
}

/** What a tale needs to say; the rest is as on most pages. */
type Told = Pick<Tale, "name" | "share" | "sees"> & Partial<Tale>;

/** Tales of a site. */
export function talesOf(site: Site, told: readonly Told[], least = 3): Tale[] {
  const documents = site.paths.map((path) => `${site.origin}${path}`);
  return told.map((tale) => ({
    site,
    least,
    from: null,
    to: null,
    pause: null,
    engines: null,
    documents,
    each: 1,
    fault: null,
    marks: [],
    ...tale,
  }));
}

/** Code in a file of the site. */
export function codeAt(file: string, line: number, column: number): Source {
  return { file, line, column };
}
