import type { NoiseRuleView } from "../../../../../http/api/schema/noise-rule.ts";

/** Rules that have all words of the search somewhere; case is ignored. */
export function matching(rules: readonly NoiseRuleView[], search: string): NoiseRuleView[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return rules.filter(({ id, value, why }) => {
    const text = `${id} ${value} ${why}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Rules by the part of their id before the slash, in the order in which the kinds come. */
export function byKind(rules: readonly NoiseRuleView[]): Array<[string, NoiseRuleView[]]> {
  return [...Map.groupBy(rules, ({ kind }) => kind)];
}
