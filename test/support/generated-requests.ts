import fc from "fast-check";
import { isJsonObject, type Json, type JsonObject } from "../../src/report/json.ts";

/** An operation of an OpenAPI document. */
export interface Operation {
  readonly method: string;
  /** `/api/v1/issues/{id}` */
  readonly path: string;
  readonly description: JsonObject;
}

/** A request that the document describes, more or less. */
export interface Generated {
  readonly path: string;
  readonly body: Json | undefined;
  /** A body that is no JSON. */
  readonly text: string | undefined;
}

/** Every operation under `/api/v1`. */
export function operationsOf(document: JsonObject): Operation[] {
  return entries(document.paths).flatMap(([path, item]) =>
    path.startsWith("/api/v1/")
      ? entries(item).map(([method, description]) => ({
          method: method.toUpperCase(),
          path,
          description: isJsonObject(description) ? description : {},
        }))
      : [],
  );
}

/** What senders and clients of bad will write, alone or in the middle of something. */
const HOSTILE = [
  "",
  " ",
  "\0",
  "\u202e",
  "\ud800",
  "\u001b[2J",
  "' OR 1=1 --",
  "%",
  "_%\\",
  "<script>alert(1)</script>",
  "=cmd|' /C calc'!A0",
  "../../etc/passwd",
  "__proto__",
  "constructor",
  "null",
  "NaN",
  "-1",
  "0",
  "1e308",
  "9999999999999999999999",
  "1970-01-01",
  "0001-01-01T00:00:00Z",
  "9999-12-31T23:59:59+23:59",
  "8640000000000000",
  "A".repeat(9000),
];

const hostile = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.integer().map(String),
);

/** Requests of an operation: parameters in and out of bounds, missing, unknown and repeated. */
export function requestsOf(document: JsonObject, { path, description }: Operation) {
  const parameters = list(description.parameters).filter(isJsonObject);
  const inPath = parameters.filter((one) => one.in === "path");
  const inQuery = parameters.filter((one) => one.in === "query");
  return fc.record({
    path: fc
      .tuple(
        fc.tuple(...inPath.map((one) => fc.tuple(fc.constant(nameOf(one)), textFor(one)))),
        fc.tuple(...inQuery.map((one) => maybe(one))),
        fc.oneof(
          { weight: 20, arbitrary: fc.constant([]) },
          { weight: 1, arbitrary: fc.tuple(hostile, hostile).map((pair) => [pair]) },
        ),
      )
      .map(([segments, query, extra]) => {
        const filled = segments.reduce(
          (filledSoFar, [name, value]) =>
            filledSoFar.replace(`{${name}}`, () => encode(value) || "%00"),
          path,
        );
        const pairs = [...query.flat(), ...extra];
        const text = pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
        return text === "" ? filled : `${filled}?${text}`;
      }),
    body: bodyOf(document, description),
    text: textOf(description),
  });
}

function maybe(parameter: JsonObject): fc.Arbitrary<Array<[string, string]>> {
  const pair = textFor(parameter).map((value): [string, string] => [nameOf(parameter), value]);
  const weight = parameter.required === true ? 20 : 1;
  return fc.oneof(
    { weight: 100, arbitrary: fc.constant<Array<[string, string]>>([]) },
    { weight: weight * 20, arbitrary: pair.map((one) => [one]) },
    { weight: 1, arbitrary: pair.map((one) => [one, one]) },
  );
}

/** Mostly what the schema allows. */
function textFor(parameter: JsonObject): fc.Arbitrary<string> {
  const schema = isJsonObject(parameter.schema) ? parameter.schema : {};
  return fc.oneof(
    { weight: 12, arbitrary: allowed(nameOf(parameter), schema, parameter.example) },
    { weight: 1, arbitrary: hostile },
  );
}

const MOMENTS: Readonly<Record<string, readonly string[]>> = {
  from: ["2026-05-01", "2026-05-01T12:00:00Z", "1777593600000"],
  to: ["2026-05-02", "2026-05-03T00:00:00.5+02:00"],
};

const WORDS = ["default", "shop", "blog", "43", "script-src-elem", "csp-violation"];

function allowed(
  name: string,
  schema: JsonObject,
  example: Json | undefined,
): fc.Arbitrary<string> {
  const { minimum, maximum } = schema;
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum.map(String));
  if (typeof minimum === "number" && typeof maximum === "number") {
    return fc.integer({ min: minimum - 1, max: maximum + 1 }).map(String);
  }
  if (typeof schema.pattern === "string") {
    const hex = fc.stringMatching(/^[0-9a-f]{16}$/);
    return typeof example === "string" ? fc.oneof(fc.constant(example), hex) : hex;
  }
  return fc.constantFrom(...(MOMENTS[name] ?? WORDS));
}

function bodyOf(document: JsonObject, description: JsonObject): fc.Arbitrary<Json | undefined> {
  const media = at(description, "requestBody", "content", "application/json");
  const { example } = media;
  if (!isJsonObject(example)) return fc.constant(undefined);
  const names = Object.keys(at(resolve(document, at(media, "schema")), "properties"));
  const changed = fc
    .array(fc.tuple(fc.constantFrom(...names, "unknown"), fc.oneof(hostile, fc.jsonValue())), {
      maxLength: 2,
    })
    .map(
      (changes): Json => JSON.parse(JSON.stringify({ ...example, ...Object.fromEntries(changes) })),
    );
  const anything = fc.jsonValue().map((value): Json => JSON.parse(JSON.stringify(value)));
  return fc.oneof({ weight: 6, arbitrary: changed }, { weight: 1, arbitrary: anything });
}

/** Lines of the examples, some of them changed, among others. */
function textOf(description: JsonObject): fc.Arbitrary<string | undefined> {
  const examples = Object.values(at(description, "requestBody", "content"))
    .map((media) => (isJsonObject(media) ? media.example : null))
    .filter((example) => typeof example === "string");
  if (examples.length === 0) return fc.constant(undefined);
  const changed = fc
    .tuple(fc.constantFrom(...examples), fc.nat({ max: 600 }), fc.nat({ max: 3 }), hostile)
    .map(([line, start, length, text]) => line.slice(0, start) + text + line.slice(start + length));
  const line = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...examples) },
    { weight: 3, arbitrary: changed },
    { weight: 1, arbitrary: hostile },
    { weight: 1, arbitrary: fc.json() },
  );
  return fc.array(line, { maxLength: 6 }).map((lines) => lines.join("\n"));
}

function resolve(document: JsonObject, schema: JsonObject): JsonObject {
  const { $ref } = schema;
  if (typeof $ref !== "string") return schema;
  return at(document, ...$ref.slice(2).split("/"));
}

/** As a hostile client writes it: what is no Unicode is sent as it cannot be. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function nameOf({ name }: JsonObject): string {
  return typeof name === "string" ? name : "";
}

function entries(value: Json | undefined): Array<[string, Json]> {
  return isJsonObject(value) ? Object.entries(value) : [];
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function at(value: JsonObject, ...path: string[]): JsonObject {
  let here: Json | undefined = value;
  for (const key of path) here = isJsonObject(here) ? here[key] : undefined;
  return isJsonObject(here) ? here : {};
}
