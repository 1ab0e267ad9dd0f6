import { describe, expect, test } from "bun:test";
import { masking, secretsOf } from "../../../src/external/mask.ts";
import { Secret, t } from "../../../src/sink/index.ts";

describe("the secrets of a configuration are", () => {
  const schema = t.Object({
    key: Secret(),
    name: t.String(),
    list: t.Array(t.Object({ token: Secret() })),
    headers: t.Record(t.String(), Secret()),
    either: t.Optional(t.Union([t.Object({ inner: Secret() }), t.Integer()])),
  });

  test("the texts that its schema marks, wherever they stand", () => {
    const config = {
      key: "k1",
      name: "public",
      list: [{ token: "k2" }, { token: "k3" }],
      headers: { a: "k4" },
      either: { inner: "k5" },
    };
    expect(secretsOf(JSON.parse(JSON.stringify(schema)), config).sort()).toEqual([
      "k1",
      "k2",
      "k3",
      "k4",
      "k5",
    ]);
  });

  test.each([
    [null, {}],
    [42, {}],
    [schema, null],
    [schema, []],
    [{ properties: null }, { a: 1 }],
  ])("none where schema or configuration make no sense (%j, %j)", (odd, config) =>
    expect(secretsOf(odd, config)).toEqual([]),
  );
});

describe("masking", () => {
  test.each([
    ["hides a secret wherever it stands", ["abc"], "abc-abc", "********-********"],
    ["hides it in URLs and JSON", ['a b"'], 'a%20b%22 a b\\"', "******** ********"],
    ["hides the longer one of two whole", ["ab", "abcd"], "abcd", "********"],
    ["takes no secret for a pattern", ["$&.*"], "$&.* x", "******** x"],
    ["leaves all as it is without secrets", [""], "text", "text"],
  ])("%s", (_, secrets, text, masked) => expect(masking(secrets)(text)).toBe(masked));
});
