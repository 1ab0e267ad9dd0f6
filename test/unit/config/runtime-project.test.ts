import { expect, test } from "bun:test";
import fc from "fast-check";
import { readNewProject, readProjectSettings } from "../../../src/config/index.ts";
import { isJsonObject, type JsonObject } from "../../../src/report/json.ts";

const NOTHING = { origins: null, types: null, noise: null, rateLimit: null, quotaPerDay: null };

test("what is left out or null is not set", () => {
  const expected = { ok: true, value: { name: "shop", token: null, ...NOTHING } } as const;
  expect(readNewProject({ name: "shop" })).toEqual(expected);
  expect(readNewProject({ name: "shop", origins: null, noise: null })).toEqual(expected);
});

test("values are read as in the config file", () => {
  const settings = {
    origins: ["https://SHOP.example:443", "https://*.shop.example"],
    types: ["crash"],
    noise: "drop" as const,
    rateLimit: { perSecond: 0.5, burst: 2 },
    quotaPerDay: 10,
  };
  const origins = ["https://shop.example", "https://*.shop.example"];
  expect(readProjectSettings(settings)).toEqual({ ok: true, value: { ...settings, origins } });
});

test.each<[string, JsonObject, Array<[path: string, message: RegExp]>]>([
  ["no name", {}, [["name", /required/]]],
  ["a name with a blank", { name: "a b" }, [["name", /letters, digits/]]],
  ["a path as a name", { name: "../x" }, [["name", /letters, digits/]]],
  ["an empty token", { name: "a", token: "" }, [["token", /empty/]]],
  [
    "a URL as an origin",
    { name: "a", origins: ["https://a.example/x"] },
    [["origins[0]", /origin/]],
  ],
  ["null among origins", { name: "a", origins: [null] }, [["origins[0]", /null/]]],
  ["an origin for a list", { name: "a", origins: "https://a.example" }, [["origins", /list/]]],
  ["half a limit", { name: "a", rateLimit: { perSecond: 1 } }, [["rateLimit.burst", /required/]]],
  [
    "a rate of 0",
    { name: "a", rateLimit: { perSecond: 0, burst: 1 } },
    [["rateLimit.perSecond", /0/]],
  ],
  ["a quota of 0", { name: "a", quotaPerDay: 0 }, [["quotaPerDay", /at least 1/]]],
  [
    "a misspelt name",
    { name: "a", quotaPerDai: 1 },
    [["quotaPerDai", /did you mean "quotaPerDay"/]],
  ],
  ["the file's spelling", { name: "a", quota_per_day: 1 }, [["quotaPerDay", /camelCase/]]],
  [
    "the file's other keys",
    { name: "a", state: "retired", tokens: ["b"] },
    [
      ["state", /unknown/],
      ["tokens", /unknown/],
    ],
  ],
])("%s is named with its place", (_, json, expected) => {
  const reading = readNewProject(json);
  if (reading.ok) throw new Error("It was read.");
  expect(reading.problems).toHaveLength(expected.length);
  for (const [index, [path, message]] of expected.entries()) {
    expect(reading.problems[index]).toEqual({ path, message: expect.stringMatching(message) });
  }
});

test("nothing that JSON can hold makes it throw", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const json: unknown = JSON.parse(JSON.stringify(value));
      const fields = isJsonObject(json) ? json : { origins: [null], name: "a" };
      expect(typeof readNewProject({ name: "a", ...fields }).ok).toBe("boolean");
    }),
  );
});

test("what is nested deeply is refused", () => {
  const depth = 5000;
  const json: unknown = JSON.parse(`{"origins":${"[".repeat(depth)}${"]".repeat(depth)}}`);
  expect(readProjectSettings(isJsonObject(json) ? json : {}).ok).toBe(false);
});
