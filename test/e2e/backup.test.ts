import { describe, expect, test } from "bun:test";
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tattleBinary } from "../support/binary.ts";
import { eventually } from "../support/eventually.ts";
import { numberedList } from "../support/reports.ts";
import { TattleProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const LIST_TYPE = { headers: { "content-type": "application/reports+json" } };

function start(command: "backup" | "restore", data: string, file: string, ...more: string[]) {
  return Bun.spawn([tattleBinary(), command, file, "--data", data, ...more], {
    env: { PATH: process.env.PATH },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
}

async function run(...args: Parameters<typeof start>) {
  const child = start(...args);
  const [out, err] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { code: await child.exited, out, err };
}

async function stored(tattle: TattleProcess): Promise<number> {
  const rows = () => tattle.query<{ n: number }>("SELECT count(*) AS n FROM reports")[0]?.n ?? 0;
  try {
    return rows();
  } catch {
    return 0;
  }
}

/** Sends lists of ten reports until it is told to stop. Returns how many were accepted. */
function load(tattle: TattleProcess) {
  let accepted = 0;
  let stopped = false;
  const sending = (async () => {
    for (let from = 0; !stopped; from += 10) {
      const answer = await tattle.report(numberedList(from, 10), "", LIST_TYPE);
      if (answer.status === 204) accepted += 10;
    }
  })();
  return {
    accepted: () => accepted,
    stop: async () => {
      stopped = true;
      await sending;
      return accepted;
    },
  };
}

describe("a backup of a running Tattle", () => {
  test("has everything that was accepted before it began, and counts that agree with the reports", async () => {
    using folder = temporaryFolder();
    const [data, other, file] = ["data", "other", "b.tar"].map((name) => join(folder.path, name));
    if (!data || !other || !file) throw new Error("no paths");
    await using tattle = await TattleProcess.start({ data });
    const sending = load(tattle);
    await eventually(() => expect(sending.accepted()).toBeGreaterThan(300));
    const before = sending.accepted();
    expect(await run("backup", data, file)).toMatchObject({ code: 0, err: "" });
    const accepted = await sending.stop();
    expect(accepted).toBeGreaterThan(before);
    expect(await run("restore", other, file)).toMatchObject({ code: 0, err: "" });
    expect(existsSync(join(other, "admin-token"))).toBe(false);
    await using again = await TattleProcess.start({ data: other });
    await eventually(async () => expect(await stored(again)).toBeGreaterThanOrEqual(before));
    await again.stop();
    const [counts] = again.query<Record<string, number>>(
      `SELECT (SELECT count(*) FROM reports) AS reports, (SELECT sum(received) FROM issues) AS issues,
              (SELECT sum(received) FROM hours) AS hours`,
    );
    const reports = counts?.reports ?? 0;
    expect(counts).toEqual({ reports, issues: reports, hours: reports });
    expect(reports).toBeLessThanOrEqual(accepted);
    expect(again.query("PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
  }, 60_000);

  test("that is killed leaves no file of its name, and the other at work", async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, "data");
    await using tattle = await TattleProcess.start({ data });
    await tattle.report(numberedList(0, 10), "", LIST_TYPE);
    await eventually(async () => expect(await stored(tattle)).toBe(10));
    for (const [n, wait] of [1, 40, 80, 120].entries()) {
      const file = join(folder.path, `${n}.tar`);
      const child = start("backup", data, file);
      await Bun.sleep(wait);
      child.kill("SIGKILL");
      await child.exited;
      // Where it was quicker than the signal, it is whole.
      if (!existsSync(file)) continue;
      expect((await run("restore", join(folder.path, `of-${n}`), file)).code).toBe(0);
    }
    expect((await tattle.report(numberedList(10, 10), "", LIST_TYPE)).status).toBe(204);
    await eventually(async () => expect(await stored(tattle)).toBe(20));
    expect((await run("backup", data, join(folder.path, "last.tar"))).code).toBe(0);
  }, 60_000);
});

describe("a backup of a stopped Tattle", () => {
  async function backedUp(
    test: (paths: { data: string; file: string; path: string }) => Promise<void>,
  ) {
    using folder = temporaryFolder();
    const paths = { data: join(folder.path, "data"), file: join(folder.path, "b.tar") };
    const tattle = await TattleProcess.start({ data: paths.data });
    await tattle.report(numberedList(0, 10), "", LIST_TYPE);
    await eventually(async () => expect(await stored(tattle)).toBe(10));
    await tattle.stop();
    expect((await run("backup", paths.data, paths.file)).code).toBe(0);
    await test({ ...paths, path: folder.path });
  }

  test("overwrites nothing, and leaves nothing beside its file", async () => {
    await backedUp(async ({ data, file, path }) => {
      const again = await run("backup", data, file);
      expect([again.code, again.err]).toEqual([
        expect.any(Number),
        expect.stringContaining("is there already"),
      ]);
      expect(again.code).not.toBe(0);
      expect(readdirSync(path).sort()).toEqual(["b.tar", "data", "data.toml"]);
    });
  });

  test("is restored into an empty folder only, or with --force, which moves aside what was there", async () => {
    await backedUp(async ({ data, file, path }) => {
      const refused = await run("restore", data, file);
      expect(refused.err).toContain("data_not_empty");
      const forced = await run("restore", data, file, "--force");
      expect(forced.code).toBe(0);
      expect(readdirSync(path).filter((name) => name.startsWith("data.before-"))).toHaveLength(1);
      expect(existsSync(join(data, "sqlite/reports.db"))).toBe(true);
    });
  });

  test("is not restored under a Tattle that runs", async () => {
    await backedUp(async ({ data, file }) => {
      await using tattle = await TattleProcess.start({ data });
      expect((await run("restore", data, file, "--force")).err).toContain("data_locked");
      expect(tattle.running).toBe(true);
    });
  });

  test.each<[string, (bytes: Buffer) => Buffer, string]>([
    ["cut short", (bytes) => bytes.subarray(0, bytes.length - 4096), "backup_unusable"],
    ["no backup at all", () => Buffer.from("x".repeat(2000)), "backup_unusable"],
    ["empty", () => Buffer.alloc(0), "backup_unusable"],
    [
      "damaged by one bit",
      (bytes) => {
        const copy = Buffer.from(bytes);
        copy.writeUInt8(copy.readUInt8(60_000) ^ 1, 60_000);
        return copy;
      },
      "backup_unusable",
    ],
    [
      "of a newer release",
      (bytes) => {
        const copy = Buffer.from(bytes);
        copy.write('"format": 9', copy.indexOf('"format": 1'));
        return copy;
      },
      "data_newer",
    ],
  ])("that is %s changes nothing", async (_, change, code) => {
    await backedUp(async ({ file, path }) => {
      const bad = join(path, "bad.tar");
      writeFileSync(bad, change(readFileSync(file)));
      const target = join(path, "target");
      const { code: exit, err } = await run("restore", target, bad);
      expect(err).toContain(code);
      expect(exit).not.toBe(0);
      expect(readdirSync(path).filter((name) => name.startsWith("target."))).toEqual([]);
      expect(existsSync(join(target, "journal.db"))).toBe(false);
    });
  });

  test("can be read by any tar", async () => {
    await backedUp(async ({ file, path }) => {
      copyFileSync(file, join(path, "x.tar"));
      const { stdout } = Bun.spawnSync(["tar", "-tf", join(path, "x.tar")]);
      expect(stdout.toString().trim().split("\n")).toEqual(
        expect.arrayContaining(["manifest.json", "journal.db", "delivery.db", "sink-sqlite"]),
      );
    });
  });
});
