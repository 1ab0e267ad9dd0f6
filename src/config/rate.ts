import { formatQuantity, parseQuantity } from "../sink/schema.ts";

/** So many in a time. */
export interface Rate {
  readonly count: number;
  /** Milliseconds. */
  readonly per: number;
}

/** Reads `4/1h`; `null` for anything else, none at all included. */
export function parseRate(text: string): Rate | null {
  const [, digits = "", time = ""] = /^(\d{1,4})\/(\w+)$/.exec(text) ?? [];
  const [count, per] = [Number(digits), parseQuantity("duration", time) ?? 0];
  return count > 0 && per > 0 ? { count, per } : null;
}

/** The opposite of {@link parseRate}. */
export function formatRate({ count, per }: Rate): string {
  return `${count}/${formatQuantity("duration", per)}`;
}
