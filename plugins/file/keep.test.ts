import { expect, test } from "bun:test";
import { type RotatedFile, surplus } from "./keep.ts";
import type { Keep } from "./settings.ts";

/** Rotated at 0, 1, 2 and 3 s, of 10 bytes each. */
const FILES = [2, 0, 3, 1].map(
  (n): RotatedFile => ({
    name: `${n}`,
    at: n * 1_000,
    size: 10,
    compression: "none",
    partial: false,
  }),
);

test.each<[string, Keep, string[]]>([
  ["no limit", {}, []],
  ["a number of files", { files: 3 }, ["0"]],
  ["no file at all", { files: 0 }, ["0", "1", "2", "3"]],
  ["bytes that two fit in", { size: 25 }, ["0", "1"]],
  ["bytes that all fit in exactly", { size: 40 }, []],
  ["an age", { age: 2_500 }, ["0"]],
  [
    "several limits, of which the strictest counts",
    { files: 3, size: 15, age: 2_500 },
    ["0", "1", "2"],
  ],
])("%s: the oldest beyond it are too much", (_name, keep, gone) => {
  const names = surplus(FILES, keep, 3_000).map(({ name }) => name);
  expect(names.toSorted()).toEqual(gone);
});
