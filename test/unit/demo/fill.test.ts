import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { planOf } from "../../../src/demo/index.ts";
import type { DropReason } from "../../../src/report/drop.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { fillIn, keptIn, OPTIONS } from "./support.ts";

setDefaultTimeout(60_000);

interface Count {
  project: string;
  outcome: string;
  count: number;
}

describe("filling", () => {
  test("keeps the same data for the same seed and time, ids included, and others for another seed", async () => {
    using one = temporaryFolder();
    using two = temporaryFolder();
    using three = temporaryFolder();
    await fillIn(one.path);
    await fillIn(two.path);
    await fillIn(three.path, { seed: 2 });
    expect(keptIn(two.path)).toEqual(keptIn(one.path));
    expect(keptIn(three.path).journal).not.toEqual(keptIn(one.path).journal);
  });

  test("counts every report as kept or dropped, for all the reasons that it tells of", async () => {
    using folder = temporaryFolder();
    const { answers } = await fillIn(folder.path);
    const counts = keptIn(folder.path).counts as Count[];
    const sum = counts.reduce((total, { count }) => total + count, 0);
    expect(sum).toBe(OPTIONS.reports - planOf(OPTIONS).mistakes.length);
    const outcomes = new Set(counts.map(({ outcome }) => outcome));
    for (const reason of [
      "sampled_out",
      "unknown_token",
      "origin_not_allowed",
      "rate_limited",
      "retired_project",
      "filtered",
      "malformed",
    ] satisfies DropReason[]) {
      expect(outcomes).toContain(reason);
    }
    expect([...answers.keys()].toSorted()).toEqual([204, 400]);
  });

  test("makes ids that grow, each once", async () => {
    using folder = temporaryFolder();
    await fillIn(folder.path);
    const text = keptIn(folder.path).journal.join("\n");
    const ids = [...text.matchAll(/"id":"([0-9a-f-]{36})","raw"/g)].map(([, id]) => id ?? "");
    expect(ids.length).toBeGreaterThan(1_000);
    expect(ids).toEqual([...new Set(ids)].toSorted());
    for (const id of ids.slice(0, 50)) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });

  test("rejects where there is no folder to be had, and lets go of what it had", async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, "a-file");
    writeFileSync(file, "");
    expect(fillIn(file)).rejects.toMatchObject({ code: "data_unusable" });
    await fillIn(folder.path, { reports: 2_000 });
    expect(keptIn(folder.path).journal.length).toBeGreaterThan(0);
  });
});
