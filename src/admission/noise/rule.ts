/** How sure a rule is that no change of the site ends what it recognises. */
export type Confidence = "high" | "medium" | "low";

/** A text of a report that rules look at. */
export type NoiseField = "blocked" | "source" | "document" | "referrer" | "policy" | "sample";

/**
 * How a rule's value is compared.
 *
 * - `exact`: the whole text.
 * - `scheme`: the scheme of `x://…`, the bare word `x`, or `x:2:…`.
 * - `host`: exactly this host. `suffix`: this host and its subdomains, by label.
 * - `location`: `host/path`: the host or a subdomain, and a path that begins so.
 * - `cidr`: an IPv4 range. `port`: the port of any host.
 * - `substring`: anywhere in the text. `policy-host`: a host in a policy's source lists, by label.
 * - `firefox-bug`: `version directive blocked`: older than the version, and one of the blocked texts.
 */
export type NoiseMatch =
  | "exact"
  | "scheme"
  | "host"
  | "suffix"
  | "location"
  | "cidr"
  | "port"
  | "substring"
  | "policy-host"
  | "firefox-bug";

/** One way to recognise noise. */
export interface NoiseRule {
  /** `kind/name`, stable: it is stored with every report that it recognised. */
  readonly id: string;
  /** What causes such reports; the part of the id before the slash. */
  readonly kind: string;
  readonly match: NoiseMatch;
  /** The rule holds where one of these texts matches. */
  readonly fields: readonly NoiseField[];
  /** Lower case, but for `substring`, which is compared as it stands. */
  readonly value: string;
  readonly confidence: Confidence;
  /** One sentence for people. */
  readonly why: string;
}

/** A rule as listed in its group. A bare text is name and value in one. */
export type ListedRule =
  | string
  | {
      /** The part of the id after the slash. */
      readonly name: string;
      /** Where it is not the name. */
      readonly value?: string;
      /** Where it is not the group's. */
      readonly why?: string;
    };

/** Rules that are alike in all but what is listed. */
export interface NoiseRuleGroup extends Omit<NoiseRule, "id" | "value"> {
  readonly rules: readonly ListedRule[];
}

/** The single rules of groups. */
export function expand(groups: readonly NoiseRuleGroup[]): NoiseRule[] {
  return groups.flatMap(({ rules, ...shared }) =>
    rules.map((entry) => {
      const { name, value, why } = typeof entry === "string" ? { name: entry } : entry;
      return {
        ...shared,
        id: `${shared.kind}/${name}`,
        value: value ?? name,
        why: why ?? shared.why,
      };
    }),
  );
}
