import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { readSchema } from "../../../src/config/foreign-schema.ts";
import { ConfigError } from "../../../src/config/index.ts";
import { Choice, Duration, Path, Secret, Size, type TSchema, t } from "../../../src/sink/index.ts";
import { load, mail, problemsOf, type World } from "./support.ts";

const MINE = "file:/etc/tattle/mine.ts";

/** A world in which `./mine.ts` brings this schema, as it arrives from its process. */
function bringing(config: unknown): World {
  const schema = JSON.parse(JSON.stringify(config));
  return { manifests: { [MINE]: { ...mail, config: schema } } };
}

const toml = (config: string) => `[[sinks]]\nuse = './mine.ts'\nconfig = ${config}`;
const configOf = (schema: unknown, config: string, env = {}) =>
  load(toml(config), { ...bringing(schema), env }).config.sinks[0]?.config;

/** What is said of a schema, without the sentence around it. */
function complaint(schema: unknown): string {
  const [problem = "", ...rest] = problemsOf(toml("{}"), bringing(schema));
  expect(rest).toEqual([]);
  const head =
    "2:7: sinks[0].use: /etc/tattle/mine.ts cannot be used: the schema of its settings: ";
  expect(problem).toStartWith(head);
  return problem.slice(head.length);
}

const object = (properties: Record<string, unknown>, more = {}) => ({
  type: "object",
  properties,
  ...more,
});

const REFUSED: Array<[what: string, schema: unknown, complaint: string]> = [
  ["no table", t.String(), "config must be a table (t.Object)"],
  ["nothing", {}, "config must be a table (t.Object)"],
  ["a list", [], "config must be a schema"],
  ["true for a setting", object({ a: true }), "config.a must be a schema"],
  ["null for a setting", object({ a: null }), "config.a must be a schema"],
  [
    "text for the settings",
    object({ a: {} }, { properties: "x" }),
    "config has no table of properties",
  ],
  [
    "a reference",
    object({ a: { $ref: "#" } }),
    "config.a uses $ref, which no setting can have: spell the schema out where it is used",
  ],
  [
    "itself",
    t.Recursive((self) => t.Object({ child: t.Optional(self) })),
    "config.child uses $ref, which no setting can have: spell the schema out where it is used",
  ],
  [
    "an intersection",
    t.Object({ a: t.Intersect([t.Object({ b: t.String() }), t.Object({ c: t.String() })]) }),
    "config.a uses allOf, which no setting can have: make one table of them (t.Composite does)",
  ],
  ["a tuple", t.Object({ a: t.Tuple([t.String()]) }), "config.a[] must be a schema"],
  [
    "a date",
    t.Object({ a: t.Date() }),
    'config.a has the type "Date"; there are string, integer, number, boolean, array, object',
  ],
  [
    "two types at once",
    object({ a: { type: ["string", "null"] } }),
    "config.a has no single type; there are string, integer, number, boolean, array, object",
  ],
  [
    "a pattern that is none",
    object({ a: { type: "string", pattern: "(" } }),
    "config.a has a pattern that is no regular expression",
  ],
  [
    "a pattern of keys that is none",
    object({}, { patternProperties: { "[": {} } }),
    "config has a pattern that is no regular expression",
  ],
  [
    "a pattern of a megabyte",
    object({ a: { type: "string", pattern: "x".repeat(1e6) } }),
    "config.a has a pattern of more than 2000 characters",
  ],
  [
    "a default of the wrong type",
    object({ a: { type: "integer", default: "x" } }),
    "config.a has a default that breaks its rules: it must be a whole number",
  ],
  [
    "a default beyond its bounds",
    t.Object({ a: t.Integer({ default: 0, minimum: 1 }) }),
    "config.a has a default that breaks its rules: it must be at least 1",
  ],
  [
    "a default that its pattern does not match",
    t.Object({ a: t.String({ default: "b", pattern: "^a$" }) }),
    'config.a has a default that breaks its rules: it must be text that matches ^a$, not "b"',
  ],
  [
    "a default that would match its pattern in more steps than there are",
    t.Object({ a: t.String({ default: "ab".repeat(1_000_000), pattern: "^(?:a|b)*$" }) }),
    "config.a has a default that breaks its rules: it cannot be tested: the pattern ^(?:a|b)*$ takes too many steps",
  ],
  [
    "a duration's default as it would be written",
    object({ a: { type: "integer", unit: "duration", default: "10s" } }),
    'config.a has a default that breaks its rules: it must be a duration such as "250ms", "10s", "5m", "1h" or "30d"',
  ],
  [
    "a default that is no choice",
    object({ a: { anyOf: [{ const: "x" }, { const: "y" }], default: "z" } }),
    'config.a has a default that breaks its rules: it must be "x" or "y"',
  ],
  [
    "a default in a list and a table that is wrong inside",
    object({
      a: { type: "array", items: object({ b: { type: "boolean" } }), default: [{ b: 1 }] },
    }),
    "config.a has a default that breaks its rules: it must be a list",
  ],
  [
    "a default without end",
    object({ a: { default: JSON.parse(`${"[".repeat(200)}${"]".repeat(200)}`) } }),
    "config.a has a default without end",
  ],
  [
    "a bound that is text",
    object({ a: { minimum: "1" } }),
    "config.a needs a number as its minimum",
  ],
  [
    "a pattern that is a number",
    object({ a: { pattern: 1 } }),
    "config.a needs text as its pattern",
  ],
  [
    "a number for what is required",
    object({}, { required: 1 }),
    "config needs a list as its required",
  ],
  ["a union of nothing", object({ a: { anyOf: [] } }), "config.a has no alternatives"],
  ["a union that is none", object({ a: { anyOf: 1 } }), "config.a has no alternatives"],
  [
    "a union beside properties",
    object({ a: { anyOf: [object({})], properties: {} } }),
    "config.a has alternatives beside its properties: put them into each",
  ],
  [
    "tables that nothing tells apart",
    t.Object({ a: t.Union([t.Object({ b: t.String() }), t.Object({ c: Secret() })]) }),
    "config.a may be one of several tables: give them a key whose literals tell them apart, such as type",
  ],
  [
    "a choice of nothing",
    object({ a: { enum: [] } }),
    "config.a must choose between texts, numbers, true and false",
  ],
  [
    "a choice of tables",
    object({ a: { const: {} } }),
    "config.a must choose between texts, numbers, true and false",
  ],
  [
    "a unit of its own",
    object({ a: { type: "integer", unit: "weight" } }),
    "config.a has a unit that is not duration or size of type integer",
  ],
  [
    "a unit of Object's own",
    object({ a: { type: "integer", unit: "constructor" } }),
    "config.a has a unit that is not duration or size of type integer",
  ],
  [
    "a secret number",
    object({ a: { type: "integer", secret: true } }),
    "config.a is secret and no text (Secret)",
  ],
  [
    "a secret choice",
    object({ a: { type: "string", const: "x", secret: true } }),
    "config.a is secret and no text (Secret)",
  ],
  [
    "a secret of another kind",
    object({ a: { type: "string", secret: "yes" } }),
    "config.a is secret and no text (Secret)",
  ],
  [
    "a key that changes prototypes",
    JSON.parse('{"type":"object","properties":{"__proto__":{"type":"string"}}}'),
    "config.__proto__ is a name that cannot be used",
  ],
  [
    "a key that changes JSON",
    object({ toJSON: {} }),
    "config.toJSON is a name that cannot be used",
  ],
  ["no end", nested(5_000), `config${".a".repeat(25)} is nested too deeply`],
  [
    "more parts than anybody needs",
    object(Object.fromEntries(Array.from({ length: 3_000 }, (_, at) => [`k${at}`, {}]))),
    "config.k1999 has more than 2000 parts",
  ],
  [
    "keys that are no names",
    object({ "a\u001b[31m b": { minimum: "x" } }),
    'config."a\\u001b[31m b" needs a number as its minimum',
  ],
];

function nested(levels: number): unknown {
  let schema: unknown = { type: "string" };
  for (let level = 0; level < levels; level += 1) schema = object({ a: schema });
  return schema;
}

describe("a third party's schema is refused, module and place named, with", () => {
  for (const [what, schema, expected] of REFUSED) {
    test(what, () => expect(complaint(schema)).toBe(expected));
  }
});

const TAKEN: Array<[what: string, schema: TSchema | object, config: string, result: object]> = [
  ["no settings", t.Object({}), "{}", {}],
  ["no properties", { type: "object" }, "{}", {}],
  ["properties and no type", { properties: { a: { type: "string" } } }, "{ a = 'x' }", { a: "x" }],
  [
    "tables in tables and their defaults",
    t.Object({ a: t.Object({ b: t.Object({ c: Duration({ default: "10s" }) }) }) }),
    "{}",
    { a: { b: { c: 10_000 } } },
  ],
  [
    "lists of tables",
    t.Object({
      a: t.Array(t.Object({ size: Size(), kind: Choice(["x", "y"], { default: "x" }) })),
    }),
    "{ a = [{ size = '1KiB' }, { size = '2B', kind = 'y' }] }",
    {
      a: [
        { size: 1024, kind: "x" },
        { size: 2, kind: "y" },
      ],
    },
  ],
  [
    "a union of text and list in a union",
    t.Object({ a: t.Union([t.Union([t.Integer(), t.Boolean()]), t.Array(t.String())]) }),
    "{ a = ['x'] }",
    { a: ["x"] },
  ],
  [
    "tables that are told apart",
    t.Union([
      t.Object({ type: t.Literal("a"), x: t.Integer({ default: 1 }) }),
      t.Object({ type: t.Literal("b"), y: t.String() }),
    ]),
    "{ type = 'a' }",
    { type: "a", x: 1 },
  ],
  [
    "an enumeration as others write it",
    object({ a: { type: "string", enum: ["x", "y"] } }),
    "{ a = 'y' }",
    { a: "y" },
  ],
  [
    "a value or null, which no file can say",
    t.Object({ a: t.Union([t.Integer(), t.Null()], { default: null }) }),
    "{}",
    { a: null },
  ],
  [
    "anything",
    t.Object({ a: t.Any(), b: t.Unknown() }),
    "{ a = [1], b = { c = 'x' } }",
    { a: [1], b: { c: "x" } },
  ],
  [
    "any keys",
    t.Object({ a: t.Record(t.String(), t.Integer()) }),
    "{ a = { x = 1 } }",
    { a: { x: 1 } },
  ],
  ["other keys", t.Object({}, { additionalProperties: t.Integer() }), "{ x = 1 }", { x: 1 }],
  [
    "keys of Object's own",
    object({ constructor: { type: "string", default: "x" } }),
    "{}",
    { constructor: "x" },
  ],
  [
    "keywords that nobody knows",
    object({ a: { type: "string", format: "uri", "x-y": 1 } }),
    "{ a = '' }",
    { a: "" },
  ],
  [
    "a notation of the host",
    object({ a: { type: "string", notation: "secret" } }),
    "{ a = 'x' }",
    { a: "x" },
  ],
  [
    "a book for a description",
    object({ a: { type: "string", description: "x".repeat(1e6) } }),
    "{ a = 'x' }",
    { a: "x" },
  ],
];

describe("a third party's schema works with", () => {
  for (const [what, schema, config, result] of TAKEN) {
    test(what, () => {
      const taken = configOf(schema, config);
      expect(taken).toEqual(result);
      expect(structuredClone(taken)).toEqual(result);
    });
  }
});

test("a hostile key of an open table stays a key", () => {
  const config = configOf(
    t.Object({ a: t.Record(t.String(), t.Integer()) }),
    '{ a = { "__proto__" = 1 } }',
  );
  expect(JSON.stringify(config)).toBe('{"a":{"__proto__":1}}');
});

test("an author's words in a message are one bearable line", () => {
  const words = ["\u001b[2J\n", "x".repeat(1_900), ...Array.from({ length: 500 }, String)];
  const schema = object({ a: { enum: words }, b: { type: "string", pattern: "\u001b]0;\u0007" } });
  const problems = problemsOf(toml("{ a = 'y', b = '' }"), bringing(schema));
  expect(problems.length).toBe(2);
  for (const problem of problems) {
    expect(problem).not.toMatch(/\p{Cc}/u);
    expect(problem.length).toBeLessThan(2_100);
  }
});

test("a null branch takes no other value", () => {
  const schema = t.Object({ a: t.Union([t.Integer(), t.Null()]) });
  expect(problemsOf(toml("{ a = 'x' }"), bringing(schema))).toEqual([
    "3:16: sinks[0].config.a: must be a whole number or null, not text",
  ]);
});

test("a secret that its author has made a default is masked like others", () => {
  const schema = object({ key: { type: "string", secret: true, default: "hunter2" } });
  const loaded = load(toml("{}"), bringing(schema));
  expect(loaded.config.sinks[0]?.config).toEqual({ key: "hunter2" });
  expect(JSON.stringify(loaded)).not.toContain("hunter2");
});

test.each([
  [{ maxReports: 0 }, "batch.max_reports"],
  [{ maxReports: 1e9 }, "batch.max_reports"],
  [{ maxAge: -1 }, "batch.max_age"],
  [{ maxAge: Number.NaN }, "batch.max_age"],
])("a default batch of %p is refused", (batch, setting) => {
  const manifests = { [MINE]: { ...mail, config: { type: "object" }, batch } };
  expect(problemsOf(toml("{}"), { manifests })).toEqual([
    `2:7: sinks[0].use: /etc/tattle/mine.ts cannot be used: its default of ${setting} is out of bounds`,
  ]);
});

describe("a path", () => {
  const schema = t.Object({ folder: Path() });
  const written = [
    ["relative", "logs/./new", "/etc/tattle/logs/new"],
    ["absolute", "/var/log", "/var/log"],
  ] as const;

  test.each(written)("that is %s starts at the folder of the config file", (_name, text, read) => {
    expect(configOf(schema, `{ folder = '${text}' }`)).toEqual({ folder: read });
    const manifests = { own: { ...mail, name: "own", config: schema } };
    const { config } = load(`[[sinks]]\ntype = 'own'\nfolder = '${text}'`, { manifests });
    expect(config.sinks[0]?.config).toEqual({ folder: read });
  });

  test("that is none is a mistake", () => {
    expect(problemsOf(toml("{ folder = '' }"), bringing(schema))).toEqual([
      expect.stringContaining("sinks[0].config.folder: must be"),
    ]);
  });
});

describe("whatever JSON a third party sends as its schema", () => {
  const keyword = fc.constantFrom(
    ...["type", "properties", "items", "anyOf", "required", "default", "const", "enum", "pattern"],
    ...["minimum", "maxLength", "unit", "secret", "additionalProperties", "patternProperties", "a"],
    ...["__proto__", "toJSON", "$ref"],
  );
  const scalar = fc.constantFrom<unknown>(
    ...["object", "string", "integer", "array", "duration", "a", "(", "", "10s"],
    ...[0, -1, 1.5, true, false, null],
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: "medium" },
      scalar,
      fc.array(tie("value"), { maxLength: 3 }),
      fc.array(fc.tuple(keyword, tie("value")), { maxLength: 5 }).map(Object.fromEntries),
    ),
  }));
  const table = fc
    .array(fc.tuple(keyword, value), { maxLength: 4 })
    .map((pairs) => object(Object.fromEntries(pairs)));

  test("there is a config or a ConfigError", () => {
    const config = fc.constantFrom(
      "{}",
      "{ a = 'x' }",
      "{ a = [1], type = {} }",
      "{ items.a = 1 }",
    );
    fc.assert(
      fc.property(fc.oneof(table, value), config, (schema, written) => {
        try {
          structuredClone(configOf(schema, written));
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

test("every schema of the tests' own sink is read as it is", () => {
  const reading = readSchema(JSON.parse(JSON.stringify(mail.config)));
  expect(reading).toMatchObject({ ok: true });
});
