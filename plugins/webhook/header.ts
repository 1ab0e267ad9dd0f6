/** What the placeholders of header values stand for. */
export interface HeaderValues {
  readonly batch_id: string;
  readonly count: number;
  readonly sink: string;
  /** `null` where a request may hold reports of several projects. */
  readonly project: string | null;
}

/** A further header whose name and value have been checked. */
export interface HeaderTemplate {
  readonly name: string;
  readonly value: string;
}

/** A field name by RFC 9110 §5.1. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Visible ASCII, blanks and tabs: nothing that ends a line, nothing that is read in two ways. */
const VALUE = /^[\t\x20-\x7e]*$/;

/** Framing, hop-by-hop fields (RFC 9110 §7.6.1) and what this sink says itself. */
const RESERVED =
  /^(?:host|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|accept-encoding|content-.*|webhook-.*)$/i;

const PLACEHOLDER = /\{([a-z_]+)\}/g;

/**
 * Checks the `headers` setting. Values may be secrets, so no message repeats one.
 *
 * @param single each request holds one report, and so has one project
 * @throws TypeError that names the first header which cannot be sent
 */
export function parseHeaders(
  headers: Readonly<Record<string, string>>,
  single: boolean,
): HeaderTemplate[] {
  const seen = new Set<string>();
  return Object.entries(headers).map(([name, value]) => {
    const problem = nameProblem(name, seen) ?? valueProblem(value, single);
    if (problem !== null) throw new TypeError(`${JSON.stringify(name)} ${problem}`);
    seen.add(name.toLowerCase());
    return { name, value };
  });
}

function nameProblem(name: string, seen: ReadonlySet<string>): string | null {
  if (!NAME.test(name)) return "is no name of a header";
  if (RESERVED.test(name)) return "is a header that Tattle sets itself or must not set";
  return seen.has(name.toLowerCase()) ? "is given twice" : null;
}

function valueProblem(value: string, single: boolean): string | null {
  if (!VALUE.test(value)) return "has a value with line breaks or other than ASCII characters";
  const words = [...value.matchAll(PLACEHOLDER)].map(([, word]) => word ?? "");
  if (words.includes("project") && !single) {
    return 'has {project}, which needs body = "single": a batch may hold several projects';
  }
  const known = ["batch_id", "count", "sink", "project"];
  return words.every((word) => known.includes(word))
    ? null
    : "has an unknown placeholder; there are {batch_id}, {count}, {sink} and {project}";
}

/** What of a value stays the same in every request. */
export function fixedParts(value: string): string[] {
  return value.split(/\{[a-z_]+\}/);
}

/** Fills in the placeholders. */
export function renderHeaders(
  templates: readonly HeaderTemplate[],
  values: HeaderValues,
): Record<string, string> {
  const texts = new Map(Object.entries(values).map(([word, value]) => [word, printable(value)]));
  const fill = (_match: string, word: string) => texts.get(word) ?? "";
  return Object.fromEntries(
    templates.map(({ name, value }) => [name, value.replace(PLACEHOLDER, fill)]),
  );
}

function printable(value: string | number | null): string {
  return String(value ?? "").replace(/[^\x20-\x7e]/g, "?");
}
