import { MASK } from "./secret.ts";

/**
 * Gives plain data a `toJSON` and an inspection in which the texts that `isSecret` names are
 * masked. Both are hidden members: the data itself is unchanged, spreads and clones as before.
 */
export function masked(data: object, isSecret: (text: string) => boolean): object {
  const show = () => mask(data, isSecret);
  return Object.defineProperties(data, {
    toJSON: { value: show },
    [Symbol.for("nodejs.util.inspect.custom")]: { value: show },
  });
}

function mask(value: unknown, isSecret: (text: string) => boolean): unknown {
  if (typeof value === "string") return isSecret(value) ? MASK : value;
  if (Array.isArray(value)) return value.map((item) => mask(item, isSecret));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, mask(member, isSecret)]),
  );
}
