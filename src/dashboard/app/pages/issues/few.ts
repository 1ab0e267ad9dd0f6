import { readable } from "../../ui/format.ts";

interface Value {
  readonly value: string | null;
}

/** `Chrome, Firefox and 2 more`: the first of several values, those that name none as `none`. */
export function few(values: readonly Value[], none: string, most = 3): string {
  const names = values.map(({ value }) => (value === null ? none : readable(value).slice(0, 40)));
  if (names.length <= most) return names.join(", ");
  return `${names.slice(0, most - 1).join(", ")} and ${names.length - most + 1} more`;
}
