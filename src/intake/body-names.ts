import type { Json, JsonObject } from "../report/json.ts";

const POSITION = {
  source_file: "sourceFile",
  line_number: "lineNumber",
  column_number: "columnNumber",
} as const;

const FEATURE = {
  ...POSITION,
  feature_id: "featureId",
  policy_id: "policyId",
  allow_attribute: "allowAttribute",
  src_attribute: "srcAttribute",
} as const;

const DEPRECATION = { ...POSITION, anticipated_removal: "anticipatedRemoval" } as const;

/**
 * Other spellings of members, by report type: what explainers and older browsers write, to what
 * the specification of that type says. NEL and crash reports are specified in snake case.
 */
const SPELLINGS: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries({
    "csp-hash": { document_url: "documentURL", subresource_url: "subresourceURL" },
    "integrity-violation": {
      document_url: "documentURL",
      blocked_url: "blockedURL",
      report_only: "reportOnly",
    },
    "permissions-policy-violation": FEATURE,
    "potential-permissions-policy-violation": FEATURE,
    "document-policy-violation": FEATURE,
    deprecation: DEPRECATION,
    intervention: DEPRECATION,
    coep: { "blocked-url": "blockedURL", blocked_url: "blockedURL" },
    coop: {
      ...POSITION,
      "effective-policy": "effectivePolicy",
      effective_policy: "effectivePolicy",
      previous_response_url: "previousResponseURL",
      next_response_url: "nextResponseURL",
      opener_url: "openerURL",
      openee_url: "openeeURL",
      other_document_url: "otherDocumentURL",
      initial_popup_url: "initialPopupURL",
    },
    crash: { page_visibility: "visibility_state", crash_id: "crashId" },
  }).map(([type, names]) => [type, new Map<string, string>(Object.entries(names))]),
);

/** The body with its members in the specification's spelling; the same object where nothing had to change. */
export function specifiedNames(type: string, body: JsonObject): JsonObject {
  const names = SPELLINGS.get(type);
  if (names === undefined) return body;
  const keys = Object.keys(body);
  if (!keys.some((key) => names.has(key))) return body;
  return Object.fromEntries(
    keys.map((key): [string, Json] => [nameOf(key, names, body), body[key] ?? null]),
  );
}

function nameOf(key: string, names: ReadonlyMap<string, string>, body: JsonObject): string {
  const name = names.get(key);
  return name === undefined || Object.hasOwn(body, name) ? key : name;
}
