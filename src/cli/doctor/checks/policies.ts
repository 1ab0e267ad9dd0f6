import { directiveNamed, lint } from "../../../policy/index.ts";
import { type Check, fail, ok, warn } from "../check.ts";
import { nameOf, type Site } from "../site.ts";

/** Whether the page has policies, and browsers take them as they are meant. */
export function policyChecks(site: Site): Check[] {
  const { policies } = site;
  if (policies.length === 0) {
    return [
      fail(
        "policy-present",
        "The page has no Content-Security-Policy, neither as a header nor in a <meta> element.",
        "Put one on it: the dashboard of Tattle writes it for your stack. If you did, something between strips it: ask the origin itself.",
      ),
    ];
  }
  const names = policies.map((policy) => nameOf(policy, site)).join(", ");
  return [
    ok(
      "policy-present",
      `The page has ${policies.length === 1 ? "one policy" : `${policies.length} policies`}: ${names}.`,
    ),
    ...ascii(site),
    ...mistakes(site),
    ...count(site),
    ...meta(site),
  ];
}

function ascii({ policies }: Site): Check[] {
  const bad = policies.find(({ where, text }) => where === "header" && /\P{ASCII}/u.test(text));
  if (bad === undefined) return [ok("policy-ascii", "All characters of the policies are ASCII.")];
  const at = bad.text.search(/\P{ASCII}/u);
  return [
    fail(
      "policy-ascii",
      `A header holds a byte outside ASCII, at “${bad.text.slice(Math.max(0, at - 20), at + 20)}”: browsers drop the whole header.`,
      "Write hosts in punycode and percent-encode the rest.",
    ),
  ];
}

function mistakes(site: Site): Check[] {
  const found = site.policies.flatMap((each) =>
    lint(each.policy)
      .filter(({ text, code }) => text !== "report-uri" && code !== "non-ascii")
      .map(({ code, text }) => `${code.replaceAll("-", " ")}: ${text} (${nameOf(each, site)})`),
  );
  if (found.length === 0)
    return [ok("policy-mistakes", "Every part of the policies has an effect.")];
  return [
    warn(
      "policy-mistakes",
      `${found.slice(0, 5).join("; ")}${found.length > 5 ? `; and ${found.length - 5} more` : ""}.`,
      "These parts do not do what they seem to: correct or remove them.",
    ),
  ];
}

function count({ policies }: Site): Check[] {
  for (const reportOnly of [false, true]) {
    if (policies.filter((each) => each.reportOnly === reportOnly).length < 2) continue;
    return [
      warn(
        "policy-count",
        "There are several policies of one kind. All of them hold, and each reports for itself.",
        "If a framework and a proxy both add one, leave it to one of them.",
      ),
    ];
  }
  return [];
}

function meta({ policies }: Site): Check[] {
  const elements = policies.filter(({ where }) => where === "meta");
  const checks: Check[] = [];
  if (elements.some(({ reportOnly }) => reportOnly)) {
    checks.push(
      fail(
        "meta-policy",
        "A report-only policy is in a <meta> element, where browsers ignore it.",
        "Send it as a header.",
      ),
    );
  }
  const ignored = ["report-uri", "frame-ancestors", "sandbox"].filter((name) =>
    elements.some(({ policy, reportOnly }) => !reportOnly && directiveNamed(policy, name) !== null),
  );
  if (ignored.length > 0) {
    checks.push(
      fail(
        "meta-policy",
        `Browsers ignore ${ignored.join(", ")} in a <meta> element.`,
        "Send the policy as a header.",
      ),
    );
  }
  return checks;
}
