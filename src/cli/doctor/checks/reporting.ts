import { type Check, fail, ok, warn } from "../check.ts";
import { nameOf, type Site, type SitePolicy, valueOfDirective } from "../site.ts";

const RECOMMENDED =
  'Use report-uri alone, and Reporting-Endpoints: default="…" for what is no violation.';

/** Whether browsers find out of the page where reports go. */
export function reportingChecks(site: Site): Check[] {
  const checks = site.policies
    .filter(({ where, reportOnly }) => where === "header" || !reportOnly)
    .flatMap((policy) => [...directives(policy, site), ...group(policy, site)]);
  return site.policies.length === 0 ? [] : [...checks, ...fallback(site), ...secure(site)];
}

function directives(policy: SitePolicy, site: Site): Check[] {
  const name = nameOf(policy, site);
  const uris = policy.where === "header" ? valueOfDirective(policy, "report-uri") : [];
  const groups = valueOfDirective(policy, "report-to");
  if (uris.length > 0 && groups.length > 0) return [shadowed(name, groups[0] ?? "", site)];
  if (uris.length > 0) return [ok("policy-reports", `The ${name} reports by report-uri.`)];
  if (groups.length > 0) {
    return [
      warn(
        "policy-reports",
        `The ${name} reports by report-to alone: reports of workers (Chromium), of srcdoc, blank, data: and blob: children, and of frame-ancestors are lost.`,
        RECOMMENDED,
      ),
    ];
  }
  return [
    fail(
      "policy-reports",
      `The ${name} reports nowhere.`,
      "Add report-uri with the URL that Tattle shows.",
    ),
  ];
}

function shadowed(name: string, group: string, { endpoints }: Site): Check {
  const text = `The ${name} has report-to beside report-uri, which browsers then ignore`;
  return endpoints.has(group)
    ? warn(
        "report-uri-shadowed",
        `${text}; reports of workers (Chromium), of srcdoc, blank, data: and blob: children, and of frame-ancestors are lost.`,
        "Take report-to out.",
      )
    : fail(
        "report-uri-shadowed",
        `${text}, and its group “${group}” is not defined: no report is sent.`,
        "Take report-to out.",
      );
}

function group(policy: SitePolicy, { endpoints, legacy }: Site): Check[] {
  const [name] = valueOfDirective(policy, "report-to");
  if (name === undefined) return [];
  if (endpoints.has(name)) return [ok("group-defined", `Reporting-Endpoints defines “${name}”.`)];
  return [
    legacy.has(name)
      ? warn(
          "group-defined",
          `Only the old Report-To header defines “${name}”: Firefox and Safari send nothing.`,
          `Send Reporting-Endpoints: ${name}="…" as well.`,
        )
      : fail(
          "group-defined",
          `No header defines the group “${name}” of report-to: browsers send nothing.`,
          RECOMMENDED,
        ),
  ];
}

function fallback({ endpoints }: Site): Check[] {
  return endpoints.has("default")
    ? [ok("default-endpoint", "Reporting-Endpoints has the endpoint default.")]
    : [
        warn(
          "default-endpoint",
          "Reporting-Endpoints has no default: crashes, deprecations and interventions are not reported.",
          'Send Reporting-Endpoints: default="…" with the same URL.',
        ),
      ];
}

function secure({ page, endpoints, policies }: Site): Check[] {
  if (page.url.protocol === "https:") return [ok("page-secure", "The page is https.")];
  const needed = policies.some((policy) => valueOfDirective(policy, "report-to").length > 0);
  if (needed) {
    return [
      fail(
        "page-secure",
        "The page is http, where Chromium and Firefox ignore Reporting-Endpoints, and so report-to.",
        "Serve it by https, or use report-uri.",
      ),
    ];
  }
  if (endpoints.size === 0) return [];
  return [
    warn(
      "page-secure",
      "The page is http, where Chromium and Firefox ignore Reporting-Endpoints; report-uri works.",
      "Serve it by https.",
    ),
  ];
}
