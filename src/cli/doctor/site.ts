import { directiveNamed, type Policy, parsePolicyList } from "../../policy/index.ts";
import { parseReportingEndpoints } from "../../setup/index.ts";
import type { Page } from "./page.ts";

/** One policy of a page. */
export interface SitePolicy {
  readonly where: "header" | "meta";
  readonly reportOnly: boolean;
  /** The whole header or attribute that it stood in. */
  readonly text: string;
  readonly policy: Policy;
}

/** How a report URL is named by a page. */
export type Use = "report-uri" | "report-to" | "default";

/** What a page says of its policies and of where reports go. */
export interface Site {
  readonly page: Page;
  readonly policies: readonly SitePolicy[];
  /** Groups of `Reporting-Endpoints`. */
  readonly endpoints: ReadonlyMap<string, string>;
  /** Groups of the older `Report-To`, which Chromium alone knows. */
  readonly legacy: ReadonlyMap<string, string>;
}

/** Reads a page's headers and elements. */
export function siteOf(page: Page): Site {
  const { headers, metas } = page;
  const policies = [false, true].flatMap((reportOnly) => {
    const name = `content-security-policy${reportOnly ? "-report-only" : ""}`;
    const elements = metas.filter((meta) => meta.name === name);
    return [
      ...policiesIn("header", reportOnly, headers.get(name) ?? ""),
      ...elements.flatMap(({ content }) => policiesIn("meta", reportOnly, content)),
    ];
  });
  return {
    page,
    policies,
    endpoints: parseReportingEndpoints(headers.get("reporting-endpoints") ?? ""),
    legacy: legacyGroups(headers.get("report-to") ?? ""),
  };
}

function policiesIn(where: SitePolicy["where"], reportOnly: boolean, text: string): SitePolicy[] {
  return parsePolicyList(text).map((policy) => ({ where, reportOnly, text, policy }));
}

/** `Report-To` is a list of JSON objects without the brackets. */
function legacyGroups(value: string): Map<string, string> {
  const groups = new Map<string, string>();
  for (const each of parsedList(value)) {
    const url = each?.endpoints?.[0]?.url;
    if (typeof url === "string") groups.set(String(each?.group ?? "default"), url);
  }
  return groups;
}

interface LegacyGroup {
  readonly group?: unknown;
  readonly endpoints?: ReadonlyArray<{ readonly url?: unknown } | null>;
}

function parsedList(value: string): readonly (LegacyGroup | null)[] {
  try {
    const list: unknown = JSON.parse(`[${value}]`);
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

/** The value of a directive, or `[]`. */
export function valueOfDirective({ policy }: SitePolicy, name: string): readonly string[] {
  return directiveNamed(policy, name)?.value ?? [];
}

/** Every report URL as written, and how it is named. */
export function reportUrls(site: Site): ReadonlyMap<string, ReadonlySet<Use>> {
  const urls = new Map<string, Set<Use>>();
  const add = (url: string, use: Use) => urls.set(url, (urls.get(url) ?? new Set()).add(use));
  for (const policy of site.policies) {
    if (policy.where === "header") {
      for (const url of valueOfDirective(policy, "report-uri")) add(url, "report-uri");
    }
    const [group] = valueOfDirective(policy, "report-to");
    const url =
      group === undefined ? undefined : (site.endpoints.get(group) ?? site.legacy.get(group));
    if (url !== undefined) add(url, "report-to");
  }
  const other = site.endpoints.get("default");
  if (other !== undefined) add(other, "default");
  return urls;
}

/** How a check calls a policy: `the enforced policy`, `report-only policy 2`. */
export function nameOf(policy: SitePolicy, { policies }: Site): string {
  const kind = policy.reportOnly ? "report-only" : "enforced";
  const alike = policies.filter(({ reportOnly }) => reportOnly === policy.reportOnly);
  const number = alike.length > 1 ? ` ${alike.indexOf(policy) + 1}` : "";
  return `${kind} policy${number}${policy.where === "meta" ? " (<meta>)" : ""}`;
}
