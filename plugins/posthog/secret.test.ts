import { expect, test } from "bun:test";
import { maskKey } from "./secret.ts";

test.each([
  ["phc_0123456789abcdef", "phc_012…"],
  ["phc_short", "…"],
  ["\u001b[31mphc_0123456789abcdef", "…"],
  ["", "…"],
])("what may be shown of the key %p", (key, shown) => expect(maskKey(key)).toBe(shown));
