import { type Browser, COLLEAGUES, VISITORS } from "./browsers.ts";
import type { Random } from "./random.ts";
import { ALWAYS, after, EVENINGS, type Moment, OFFICE, type Rhythm, type Span } from "./span.ts";
import type { Delivery } from "./wire.ts";

export type SiteName = "shop" | "blog" | "intranet";

/** A site that sends reports. */
export interface Site {
  readonly name: SiteName;
  readonly token: string;
  readonly origin: string;
  /** Paths, the most visited first. */
  readonly paths: readonly string[];
  readonly browsers: readonly Browser[];
  readonly rhythm: Rhythm;
  readonly delivery: Delivery;
  /** As the report URL says it; `null` for all. */
  readonly sampleRate: string | null;
  /** Share of its visitors whose requests name them. */
  readonly named: number;
  /** Oldest first. */
  readonly versions: readonly Version[];
}

/** A policy that a site had from some moment on. */
export interface Version {
  /** What the report URL calls it; `null` for nothing. */
  readonly name: string | null;
  readonly from: Moment;
  readonly disposition: "enforce" | "report";
  /** Without the directives that say where reports go. `NONCE` is another one on each page. */
  readonly policy: string;
}

/** The release in the middle of the time, which brings the shop's second policy. */
export const RELEASE: Moment = after(0.5);

const START: Moment = after(0);

const PRODUCTS = [
  "harbour-blend",
  "smoked-lapsang",
  "first-flush-darjeeling",
  "jasmine-pearls",
  "rooibos-orange",
  "matcha-ceremonial",
  "earl-grey-reserve",
  "mint-and-verbena",
  "assam-breakfast",
  "white-peony",
  "genmaicha",
  "oolong-iron-goddess",
  "chamomile-whole-flower",
  "stoneware-teapot",
  "bamboo-whisk",
  "travel-infuser",
  "tasting-box-small",
  "tasting-box-large",
];

/** Where the shop's pictures are. */
export const SHOP_CDN = "https://cdn.harborlane.example";

export const SHOP: Site = {
  name: "shop",
  token: "phc_demo_harborlane_shop",
  origin: "https://www.harborlane.example",
  paths: [
    "/",
    "/collections/black-tea",
    ...PRODUCTS.slice(0, 6).map((name) => `/products/${name}`),
    "/collections/green-tea",
    "/cart",
    "/search",
    ...PRODUCTS.slice(6).map((name) => `/products/${name}`),
    "/collections/gifts",
    "/account",
    "/pages/delivery",
    "/pages/about",
    "/stories/how-we-buy",
    "/stories/water-temperature",
    "/pages/returns",
    "/pages/imprint",
    "/pages/jobs",
  ],
  browsers: VISITORS,
  rhythm: EVENINGS,
  delivery: "report-uri",
  sampleRate: null,
  named: 0.3,
  versions: [
    {
      name: "1",
      from: START,
      disposition: "report",
      policy:
        "default-src 'self'; script-src 'self' 'unsafe-eval' https://plausible.io https://js.stripe.com 'report-sample'; style-src 'self' 'report-sample'; img-src 'self'; connect-src 'self' https://plausible.io https://api.stripe.com; font-src 'self'; frame-src https://js.stripe.com; frame-ancestors 'self'; worker-src 'self'; object-src 'none'",
    },
    {
      name: "2",
      from: RELEASE,
      disposition: "enforce",
      policy:
        "default-src 'self'; script-src 'self' 'nonce-NONCE' https://js.stripe.com 'report-sample'; style-src 'self' 'report-sample'; img-src 'self'; connect-src 'self' https://api.stripe.com; font-src 'self'; frame-src https://js.stripe.com; frame-ancestors 'self'; worker-src 'self'; form-action 'self'; object-src 'none'; base-uri 'self'; require-trusted-types-for 'script'; trusted-types app dompurify",
    },
  ],
};

export const BLOG: Site = {
  name: "blog",
  token: "phc_demo_fieldnotes_blog",
  origin: "https://fieldnotes.example",
  paths: [
    "/",
    ..."kettles,a-week-in-uji,water,notes-on-clay,the-slow-morning,markets,winter-reading,letters,two-harvests,archive"
      .split(",")
      .map((name) => `/posts/${name}/`),
    "/about/",
    "/tags/travel/",
    "/tags/recipes/",
    "/subscribe/",
  ],
  browsers: VISITORS,
  rhythm: ALWAYS,
  delivery: "report-to",
  sampleRate: "0.1",
  named: 0,
  versions: [
    {
      name: null,
      from: START,
      disposition: "report",
      policy:
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' https://images.fieldnotes.example; font-src 'self'; frame-src 'none'; object-src 'none'; report-to csp",
    },
  ],
};

export const INTRANET: Site = {
  name: "intranet",
  token: "phc_demo_harborlane_intranet",
  origin: "https://intranet.harborlane.example",
  paths: [
    "/start",
    "/news",
    "/people",
    "/rooms",
    "/holidays",
    "/expenses/new",
    "/wiki/onboarding",
    "/wiki/warehouse",
    "/canteen",
    "/login",
  ],
  browsers: COLLEAGUES,
  rhythm: OFFICE,
  delivery: "report-uri",
  sampleRate: null,
  named: 0,
  versions: [
    {
      name: "2026.1",
      from: START,
      disposition: "enforce",
      policy:
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; object-src 'none'",
    },
  ],
};

export const SITES: readonly Site[] = [SHOP, BLOG, INTRANET];

/** The policy that a site had at a moment. @throws RangeError before its first */
export function versionAt(site: Site, span: Span, moment: number): Version {
  const version = site.versions.findLast(({ from }) => from(span) <= moment);
  if (version === undefined) throw new RangeError(`${site.name} has no policy yet`);
  return version;
}

/** The header's text as a page of that version has it. */
export function policyOf(site: Site, version: Version, random: Random): string {
  const nonce = Buffer.from(random.hex(32), "hex").toString("base64");
  const query = new URLSearchParams({ token: site.token });
  if (version.name !== null) query.set("v", version.name);
  if (site.sampleRate !== null) query.set("sample_rate", site.sampleRate);
  const policy = version.policy.replace("NONCE", nonce);
  return `${policy}; report-uri https://csp.harborlane.example/report/?${query}`;
}
