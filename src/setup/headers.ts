import { directiveNamed, lint, type Policy, serializePolicyList } from "../policy/portable.ts";
import { AdviceList } from "./advice.ts";
import { reportEndpoint } from "./endpoint.ts";
import type { SetupInput } from "./input.ts";
import { type NonceMode, withNonce } from "./nonce.ts";
import { type Pasted, type PastedPolicy, readPasted } from "./pasted.ts";
import { withPostHog } from "./posthog.ts";
import { reportingEndpoints, withReporting } from "./reporting.ts";
import { startPolicy } from "./start-policy.ts";

/** One header of an answer. The value may hold marks of placeholders. */
export interface Header {
  readonly name: string;
  readonly value: string;
  /** The policies in it; none in `Reporting-Endpoints`. */
  readonly policies: readonly Policy[];
}

const ENFORCED = "Content-Security-Policy";
const REPORT_ONLY = "Content-Security-Policy-Report-Only";
const LONG_HEADER = 4096;

/** The headers that a site has to send, and what there is to say of them. */
export function headersFor(
  input: SetupInput,
  nonce: NonceMode,
  advice: AdviceList = new AdviceList(),
): readonly Header[] {
  const endpoint = reportEndpoint(input, advice);
  const { policies, endpoints } = policiesOf(input, advice);
  const keep = input.policy.kind === "start" || input.policy.keepReportUris !== false;
  const all = policies.map(({ policy, reportOnly }) => ({
    reportOnly,
    policy: withReporting(
      withPostHog(withNonce(policy, nonce, advice), input.posthog, advice),
      endpoint,
      keep,
      advice,
    ),
  }));
  if (policies.length > 1) advice.add("several-policies");
  advice.add("report-uri");
  const headers = [false, true].flatMap((reportOnly) => {
    const list = all.filter((one) => one.reportOnly === reportOnly).map(({ policy }) => policy);
    return list.length === 0 ? [] : [policyHeader(list, reportOnly, advice)];
  });
  const value = reportingEndpoints(endpoints, endpoint, advice);
  return [...headers, { name: "Reporting-Endpoints", value, policies: [] }];
}

function policyHeader(
  policies: readonly Policy[],
  reportOnly: boolean,
  advice: AdviceList,
): Header {
  const value = serializePolicyList(policies);
  if (value.length > LONG_HEADER) advice.add("long-header");
  if (reportOnly) ignoredIn(policies, advice);
  return { name: reportOnly ? REPORT_ONLY : ENFORCED, value, policies };
}

function ignoredIn(policies: readonly Policy[], advice: AdviceList): void {
  advice.add("report-only");
  const has = (name: string) => policies.some((policy) => directiveNamed(policy, name) !== null);
  if (has("sandbox")) advice.add("report-only-sandbox");
  if (has("upgrade-insecure-requests")) advice.add("report-only-upgrade");
}

interface Policies {
  readonly policies: readonly { readonly policy: Policy; readonly reportOnly: boolean }[];
  readonly endpoints: Pasted["endpoints"];
}

function policiesOf({ policy, reportOnly }: SetupInput, advice: AdviceList): Policies {
  const pasted = policy.kind === "start" ? null : readPasted(policy.text, advice);
  if (pasted?.policies.some(({ policy: one }) => one.directives.length > 0)) {
    for (const { policy: one } of pasted.policies) mistakesIn(one, advice);
    return { ...pasted, policies: withDisposition(pasted.policies, reportOnly, advice) };
  }
  advice.add(pasted === null ? "start-policy" : "policy-missing");
  const policies = [{ policy: startPolicy(), reportOnly }];
  return { policies, endpoints: pasted?.endpoints ?? new Map() };
}

/** Where both headers were pasted each policy stays in its own; else all go where they are wanted. */
function withDisposition(
  policies: readonly PastedPolicy[],
  wanted: boolean,
  advice: AdviceList,
): Policies["policies"] {
  const named = new Set(policies.map(({ reportOnly }) => reportOnly));
  if (named.has(true) && named.has(false)) {
    return policies.map(({ policy, reportOnly }) => ({ policy, reportOnly: reportOnly ?? wanted }));
  }
  if (named.has(false) && wanted) advice.add("report-only-demotes");
  if (named.has(true) && !wanted) advice.add("report-only-promoted");
  return policies.map(({ policy }) => ({ policy, reportOnly: wanted }));
}

function mistakesIn(policy: Policy, advice: AdviceList): void {
  for (const { code, text } of lint(policy)) {
    // Everybody needs report-uri, deprecated as it is.
    if (text !== "report-uri")
      advice.add("policy-mistake", `${code.replaceAll("-", " ")}: ${text}`);
  }
}
