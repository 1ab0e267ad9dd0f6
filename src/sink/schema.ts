import { type TInteger, type TString, Type } from "@sinclair/typebox";

/** What every setting built here takes: the text of the documentation, at least. */
export interface SettingOptions {
  /** One sentence for the generated documentation and the editor. */
  description?: string;
  /** A value as a person would write it, for what has no default. */
  example?: unknown;
}

/** Bounds and default of a {@link Duration} or {@link Size}, as a person writes them: `"10s"`, `"8MiB"`. */
export interface QuantityOptions extends SettingOptions {
  default?: string;
  minimum?: string;
  maximum?: string;
}

/** How a number is written in the config file. */
export type Unit = "duration" | "size";

const DURATION_UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const SIZE_UNITS = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 } as const;

/** The units of each notation, smallest first. */
const UNITS: Record<Unit, Readonly<Record<string, number>>> = {
  duration: DURATION_UNITS,
  size: SIZE_UNITS,
};

/** What to tell somebody whose text was no such quantity. */
export const UNIT_EXAMPLES: Record<Unit, string> = {
  duration: 'a duration such as "250ms", "10s", "5m", "1h" or "30d"',
  size: 'a size such as "512B", "256KiB", "8MiB" or "2GiB"',
};

/**
 * Reads `"10s"` as milliseconds or `"8MiB"` as bytes. Whole numbers only, so that there is one
 * way to say each; `null` for everything else and for what no exact integer can hold.
 */
export function parseQuantity(unit: Unit, text: string): number | null {
  const match = /^(\d{1,15})([A-Za-z]{1,3})$/.exec(text);
  const units = UNITS[unit];
  const name = match?.[2] ?? "";
  const factor = Object.hasOwn(units, name) ? units[name] : undefined;
  if (match === null || factor === undefined) return null;
  const value = Number(match[1]) * factor;
  return Number.isSafeInteger(value) ? value : null;
}

/** The opposite of {@link parseQuantity}, in the largest unit that leaves a whole number. */
export function formatQuantity(unit: Unit, value: number): string {
  const largestFirst = Object.entries(UNITS[unit]).toReversed();
  const [name, factor] = largestFirst.find(([, size]) => value !== 0 && value % size === 0) ?? [
    unit === "duration" ? "s" : "B",
    1,
  ];
  return `${value / factor}${name}`;
}

/**
 * A span of time: written `"250ms"`, `"10s"`, `"5m"`, `"1h"` or `"30d"`, read by the plugin as
 * milliseconds. Throws a RangeError for a default or bound that is no duration.
 *
 * @example t.Object({ flush: Duration({ default: "10s", description: "How long to wait." }) })
 */
export function Duration(options: QuantityOptions = {}): TInteger {
  return quantity("duration", options);
}

/**
 * An amount of bytes: written `"512B"`, `"256KiB"`, `"8MiB"` or `"2GiB"`, read by the plugin as
 * bytes. Throws a RangeError for a default or bound that is no size.
 *
 * @example t.Object({ buffer: Size({ default: "8MiB", description: "How much to hold." }) })
 */
export function Size(options: QuantityOptions = {}): TInteger {
  return quantity("size", options);
}

/**
 * A text that nobody may see: written `{ env = "NAME" }` or `{ file = "path" }`, read by the
 * plugin as a string. It is masked wherever Tattle shows its configuration.
 *
 * @example t.Object({ api_key: Secret({ description: "The account's key." }) })
 */
export function Secret(options: SettingOptions = {}): TString {
  return Type.String({ minLength: 1, ...options, secret: true });
}

/**
 * The path of a file or folder. In the config file relative ones start at the folder of that
 * file; the plugin reads an absolute path.
 *
 * @example t.Object({ path: t.Optional(Path({ description: "The file." })) })
 */
export function Path(options: SettingOptions = {}): TString {
  return Type.String({ minLength: 1, ...options, notation: "path" });
}

/**
 * One of several words: `Choice(["json", "text"], { default: "json" })`. The static type is the
 * union of the words.
 */
export function Choice<const W extends readonly string[]>(
  words: W,
  options: SettingOptions & { default?: W[number] } = {},
) {
  const literals = words.map((word) => Type.Literal(word));
  return Type.Unsafe<W[number]>(Type.Union(literals, options));
}

function quantity(unit: Unit, { default: preset, minimum, maximum, ...rest }: QuantityOptions) {
  const read = (text: string) => {
    const value = parseQuantity(unit, text);
    if (value === null) throw new RangeError(`"${text}" is not ${UNIT_EXAMPLES[unit]}`);
    return value;
  };
  return Type.Integer({
    ...rest,
    unit,
    minimum: minimum === undefined ? 0 : read(minimum),
    ...(maximum === undefined ? {} : { maximum: read(maximum) }),
    ...(preset === undefined ? {} : { default: read(preset) }),
  });
}
