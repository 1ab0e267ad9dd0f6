import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Demo, followLink } from "../support/demo.ts";
import { eventually } from "../support/eventually.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

interface List<T> {
  items: T[];
}

const FEW = ["--reports", "2000"];

describe("the compiled demo", () => {
  test("shows its reports, goes on sending, and leaves nothing when it ends", async () => {
    using folder = temporaryFolder();
    await using demo = new Demo(folder.path, FEW);
    const { ask } = await followLink(await demo.told("dashboard"));
    const data = await demo.told("data");
    expect(data).toStartWith(folder.path);
    const received = async () => {
      const { items } = await ask<List<{ total: { received: number } }>>("/api/v1/projects");
      return items.reduce((sum, { total }) => sum + total.received, 0);
    };
    expect(await received()).toBeGreaterThanOrEqual(2_000);
    expect((await ask<List<object>>("/api/v1/issues?limit=100")).items.length).toBeGreaterThan(20);
    await eventually(async () => expect(await received()).toBeGreaterThan(2_003));
    expect(await demo.stop("SIGTERM")).toBe(0);
    expect(existsSync(data)).toBe(false);
    expect(readdirSync(folder.path)).toEqual([]);
  }, 120_000);

  test("shows the same twice with the same seed and time", async () => {
    using folder = temporaryFolder();
    const shown: unknown[] = [];
    for (let times = 0; times < 2; times += 1) {
      const args = [...FEW, "--seed", "4", "--now", "2026-05-01T12:00:00Z", "--no-live"];
      await using demo = new Demo(folder.path, args);
      const { ask } = await followLink(await demo.told("dashboard"));
      shown.push([
        await ask("/api/v1/overview?from=2026-04-17T12:00:00Z&to=2026-05-01T12:00:00Z"),
        await ask("/api/v1/issues?limit=100&from=2026-04-17T12:00:00Z&to=2026-05-01T12:00:00Z"),
        // Its cursor is another one each time.
        (await ask<List<object>>("/api/v1/reports?limit=50")).items,
        await ask("/api/v1/projects"),
        await ask("/api/v1/status"),
      ]);
      expect(await demo.stop("SIGINT")).toBe(0);
    }
    expect(shown[1]).toEqual(shown[0]);
    expect(JSON.stringify(shown[0])).toContain("plausible.io");
  }, 120_000);

  test("keeps the data in a folder that it was given, and fills none twice", async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, "kept");
    await using demo = new Demo(folder.path, [...FEW, "--data", data, "--no-live"]);
    await demo.told("dashboard");
    expect(await demo.stop("SIGTERM")).toBe(0);
    expect(existsSync(join(data, "sqlite/reports.db"))).toBe(true);
    await using again = new Demo(folder.path, [...FEW, "--data", data, "--no-live"]);
    await eventually(() => expect(again.stderr).toContain("[demo_data_not_empty]"), 60_000);
  }, 120_000);
});
