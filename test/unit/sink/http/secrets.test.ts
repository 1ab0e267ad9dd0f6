import { describe, expect, test } from "bun:test";
import { excerpt } from "../../../../src/sink/http/excerpt.ts";
import { fieldSecrets, urlSecrets } from "../../../../src/sink/http/secrets.ts";

describe("urlSecrets", () => {
  const url = "https://hooks.example/services/T000/SECRETPART?v=2&key=a+b%2Fc+d+e+f&TOKENALONE";

  test.each([
    ["the whole", `no ${url} here`, "no … here"],
    ["what a request line has", `POST ${url.slice(21)}`, "POST …"],
    ["a part of the path", "bad SECRETPART", "bad …"],
    ["a value as written", "bad a+b%2Fc+d+e+f", "bad …"],
    ["a value decoded", "bad a b/c d e f", "bad …"],
    ["a value but for its pluses", "bad a+b/c+d+e+f", "bad …"],
    ["what stands in the query alone", "bad TOKENALONE", "bad …"],
    ["not what is short, nor the host", "T000 v=2 hooks.example", "T000 v=2 hooks.example"],
  ])("are %s", (_what, said, shown) => {
    expect(excerpt(said, { hide: urlSecrets(url) })).toBe(shown);
  });

  test("are user name and password, raw and decoded, the password of any length", () => {
    const found = urlSecrets("https://a-token-itself:p%40s@x.example/");
    expect(found).toEqual(expect.arrayContaining(["a-token-itself", "p%40s", "p@s"]));
  });

  test("are none where only an origin is given, which messages show", () => {
    for (const origin of ["http://localhost:4318", "http://localhost:4318/"]) {
      expect(urlSecrets(origin)).toEqual([]);
    }
  });

  test("are the text itself where that is no URL or has a broken escape", () => {
    expect(urlSecrets("no url")).toEqual(["no url"]);
    expect(urlSecrets("https://x.example/100%broken%")).toContain("100%broken%");
  });
});

describe("fieldSecrets", () => {
  const basic = `Basic ${Buffer.from("instance:hunter2-hunter2:x").toString("base64")}`;

  test.each([
    ["Bearer hunter2-hunter2", "no hunter2-hunter2, Bearer!", "no …, Bearer!"],
    ["a-key-alone", "no a-key-alone", "no …"],
    [basic, "instance may not use hunter2-hunter2:x", "… may not use …"],
    [basic, `got ${basic.slice(6)}`, "got …"],
  ])("of %p: %p", (value, said, shown) => {
    expect(excerpt(said, { hide: fieldSecrets(value) })).toBe(shown);
  });
});
