import type { Findings } from "./findings.ts";
import { describeInput, type Entry, type Input } from "./input.ts";

/** The items of `[[name]]`, none where it is absent; `null`, reported, where it is no list. */
export function tables(
  findings: Findings,
  name: string,
  entry: Entry | undefined,
): readonly Input[] | null {
  if (entry === undefined) return [];
  const { value } = entry;
  if (value.kind === "list") return value.items;
  const message =
    value.kind === "table"
      ? `must be a list: write [[${name}]], not [${name}]`
      : `must be a list of tables, not ${describeInput(value)}`;
  findings.problem(name, entry.origin, message);
  return null;
}

/** Remembers who came first with a value; gives the earlier one where there was one. */
export function claim(taken: Map<string, string>, value: string, path: string): string | null {
  const earlier = taken.get(value) ?? null;
  if (earlier === null) taken.set(value, path);
  return earlier;
}
