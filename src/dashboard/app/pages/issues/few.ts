import { cut, readable } from "../../ui/format.ts";

/** Longer names are cut: these are but the first of several. */
const NAME = 24;

interface Value {
  readonly value: string | null;
}

/** `Chrome, Firefox and 2 more`: the first of several values, those that name none as `none`. */
export function few(values: readonly Value[], none: string, most = 3): string {
  const names = values.map(({ value }) => (value === null ? none : readable(cut(value, NAME))));
  if (names.length <= most) return names.join(", ");
  return `${names.slice(0, most - 1).join(", ")} and ${names.length - most + 1} more`;
}
