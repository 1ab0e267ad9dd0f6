import type { Request } from "../io.ts";
import { type Check, fail, ok, warn } from "./check.ts";
import { cachingChecks } from "./checks/caching.ts";
import { deliveryChecks, preflightChecks } from "./checks/delivery.ts";
import { isOurs, urlChecks } from "./checks/endpoint.ts";
import { policyChecks } from "./checks/policies.ts";
import { reportingChecks } from "./checks/reporting.ts";
import { fetchPage, type Page } from "./page.ts";
import { adviceFor, preflight, reasonOf, sendReport } from "./probe.ts";
import { shownEndpoint, shownPage, withoutSecrets } from "./shown-url.ts";
import { reportUrls, type Site, type SitePolicy, siteOf, type Use } from "./site.ts";

/** What `tattle doctor` found out. */
export interface Examination {
  /** Without credentials and query. */
  readonly url: string;
  readonly redirects: readonly string[];
  readonly status: number | null;
  readonly policies: readonly PolicyFound[];
  readonly endpoints: readonly EndpointFound[];
  /** Those of the page. Those of an endpoint are with it. */
  readonly checks: readonly Check[];
}

export interface PolicyFound {
  readonly where: "header" | "meta";
  readonly reportOnly: boolean;
  readonly text: string;
}

export interface EndpointFound {
  readonly url: string;
  readonly uses: readonly Use[];
  /** Whether it was asked; other people's collectors are not. */
  readonly asked: boolean;
  readonly checks: readonly Check[];
}

export interface ExamineOptions {
  readonly fetch: Request;
  /** Of Tattle. */
  readonly version: string;
  /** Whether a report is sent. */
  readonly send: boolean;
}

/** Endpoints looked at; more is nobody's site. */
const MOST_ENDPOINTS = 10;

/** Looks at a site as browsers do. Never rejects: what goes wrong is a check. */
export async function examine(url: URL, options: ExamineOptions): Promise<Examination> {
  let page: Page;
  try {
    page = await fetchPage(url, options.fetch);
  } catch (error) {
    return unreachable(url, reasonOf(error));
  }
  const site = siteOf(page);
  const again = await fetchPage(url, options.fetch, {
    "cache-control": "no-cache",
    pragma: "no-cache",
  }).catch(() => null);
  const urls = [...reportUrls(site)].slice(0, MOST_ENDPOINTS);
  return {
    url: shownPage(page.url),
    redirects: page.redirects,
    status: page.status,
    policies: site.policies.map(policyFound),
    endpoints: await Promise.all(urls.map(([text, uses]) => endpoint(text, uses, site, options))),
    checks: [
      answered(page),
      ...policyChecks(site),
      ...reportingChecks(site),
      ...(again === null ? [] : cachingChecks(site, siteOf(again))),
    ],
  };
}

function policyFound({ where, reportOnly, text }: SitePolicy): PolicyFound {
  return { where, reportOnly, text: withoutSecrets(text) };
}

function unreachable(url: URL, reason: string): Examination {
  const check = fail(
    "site-answers",
    `The page cannot be fetched: ${reason}.`,
    adviceFor(reason, "Check the address; a browser on this machine must be able to open it."),
  );
  return {
    url: shownPage(url),
    redirects: [],
    status: null,
    policies: [],
    endpoints: [],
    checks: [check],
  };
}

function answered({ status, redirects, url }: Page): Check {
  const led =
    redirects.length === 0
      ? ""
      : `, after ${redirects.length === 1 ? "a redirect" : `${redirects.length} redirects`} to ${shownPage(url)}`;
  return status < 400
    ? ok("site-answers", `The page answers ${status}${led}.`)
    : warn(
        "site-answers",
        `The page answers ${status}${led}.`,
        "Name a page that visitors see; error pages often have other headers.",
      );
}

async function endpoint(
  text: string,
  uses: ReadonlySet<Use>,
  { page }: Site,
  { fetch, version, send }: ExamineOptions,
): Promise<EndpointFound> {
  const url = URL.parse(text, page.url.href);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    const check = fail(
      "endpoint-url",
      `“${text}” is no http(s) URL.`,
      "Use the URL that Tattle shows.",
    );
    return { url: withoutSecrets(text), uses: [...uses], asked: false, checks: [check] };
  }
  const found = { url: shownEndpoint(url), uses: [...uses] };
  const checks = urlChecks(url, page.url, uses);
  if (!isOurs(url)) return { ...found, asked: false, checks };
  const byReportUri = uses.has("report-uri");
  const needsPreflight = uses.has("report-to") || uses.has("default");
  const [before, sent] = await Promise.all([
    needsPreflight && url.origin !== page.url.origin ? preflight(url, page.url, fetch) : null,
    send ? sendReport(url, page.url, byReportUri, version, fetch) : null,
  ]);
  if (before !== null) checks.push(...preflightChecks(before, page.url.origin));
  if (sent !== null) checks.push(...deliveryChecks(sent, page.url.origin));
  return { ...found, asked: before !== null || sent !== null, checks };
}
