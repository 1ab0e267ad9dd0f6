import { expect, test } from "bun:test";
import { join } from "node:path";
import { startChild } from "../../support/child.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { rowsOf, textsOf } from "./support.ts";

const CHILD = join(import.meta.dir, "append.child.ts");

test("everything acknowledged is there after kill -9, once, and the next process goes on from it", async () => {
  using folder = temporaryFolder();
  let before: string[] = [];
  for (const round of [1, 2, 3]) {
    using child = startChild(CHILD, folder.path);
    await child.lines(200 * round);
    const acknowledged = await child.kill();
    const texts = textsOf(folder.path);
    expect(texts.slice(0, before.length)).toEqual(before);
    const added = texts.slice(before.length);
    expect(new Set(added).size).toBe(added.length);
    const kept = new Set(added);
    expect(acknowledged.filter((number) => !kept.has(number))).toEqual([]);
    // What was under way may be there or not; nothing else is.
    expect(added.length - acknowledged.length).toBeLessThanOrEqual(8);
    const rows = rowsOf(folder.path);
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1));
    expect(rows.at(-1)?.totalReports).toBe(texts.length);
    before = texts;
  }
}, 30_000);
