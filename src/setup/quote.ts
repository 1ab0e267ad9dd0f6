import { type Part, type Placeholder, partsOf } from "./template.ts";

/** How a language writes a string, puts strings together, and names what is known at run time. */
export interface Language {
  quote(text: string): string;
  readonly operator: string;
  readonly values: Partial<Readonly<Record<Placeholder, string>>>;
}

/** JavaScript and JSON. */
export function quoteJson(text: string): string {
  return JSON.stringify(text);
}

/** Python, Java and C#. */
export function quoteC(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

export function quotePhp(text: string): string {
  return `"${text.replace(/["\\$]/g, "\\$&")}"`;
}

export function quoteRuby(text: string): string {
  return `"${text.replace(/["\\#]/g, "\\$&")}"`;
}

/** nginx has no escape for a dollar: {@link repairPolicy} leaves none in a policy. */
export function quoteNginx(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/** The value of Apache's `Header`: a percent sign is doubled, and `expr=` must not begin it. */
export function quoteApache(text: string): string {
  return `"${text
    .replace(/^expr=/, " $&")
    .replaceAll("%", "%%")
    .replace(/["\\]/g, "\\$&")}"`;
}

/** Caddy's raw string, which knows no escape: {@link repairPolicy} leaves no backtick in a policy. */
export function quoteCaddy(text: string): string {
  return `\`${text}\``;
}

/** An expression for a value with placeholders, one line for each directive. */
export function expression(value: string, language: Language, indent: string): string {
  return linesOf(value)
    .map((line) => line.map((part) => term(part, language)).join(` ${language.operator} `))
    .join(` ${language.operator}\n${indent}`);
}

/** A text for a format that has variables within strings. */
export function interpolated(
  value: string,
  escaped: (text: string) => string,
  values: Language["values"],
): string {
  return partsOf(value)
    .map((part) => (typeof part === "string" ? escaped(part) : (values[part.placeholder] ?? "")))
    .join("");
}

function term(part: Part, { quote, values }: Language): string {
  return typeof part === "string" ? quote(part) : (values[part.placeholder] ?? quote(""));
}

function linesOf(value: string): Part[][] {
  return value.split(/(?<=[;,] )/).map(partsOf);
}
