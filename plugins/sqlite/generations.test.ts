import { expect, test } from "bun:test";
import { Generations } from "./generations.ts";

test("what is used stays, what is not goes", () => {
  const cache = new Generations<number, string>(10);
  cache.set(0, "used");
  cache.set(1, "unused");
  for (let key = 2; key < 50; key++) {
    cache.set(key, "passing");
    expect(cache.get(0)).toBe("used");
  }
  expect(cache.get(1)).toBeUndefined();
});

test("a value is made once for as long as it is kept", () => {
  const cache = new Generations<string, number>(10, 3);
  let made = 0;
  const make = () => ++made;
  expect([cache.ensure("a", make), cache.ensure("a", make)]).toEqual([1, 1]);
  cache.clear();
  expect(cache.ensure("a", make)).toBe(2);
});

test("a key that is too long is never kept", () => {
  const cache = new Generations<string, number>(10, 3);
  expect(cache.set("abcd", 1)).toBe(1);
  expect(cache.get("abcd")).toBeUndefined();
});
