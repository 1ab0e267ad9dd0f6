import type { Input } from "./input.ts";

/**
 * Every variable of the environment that secrets of a configuration come from, by what its file
 * says alone: each `{ env = "NAME" }`, whatever setting it is, also one that nobody knows.
 */
export function variablesIn(input: Input): string[] {
  return [...new Set(namesIn(input))];
}

function namesIn(input: Input): string[] {
  if (input.kind === "list") return input.items.flatMap(namesIn);
  if (input.kind !== "table") return [];
  const { entries } = input;
  const name = entries.size === 1 ? entries.get("env")?.value : undefined;
  if (name?.kind === "scalar" && typeof name.value === "string") return [name.value];
  return [...entries.values()].flatMap(({ value }) => namesIn(value));
}
