import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sinkOf } from "../support/api.ts";
import { eventually } from "../support/eventually.ts";
import { numberedList, numberedReport } from "../support/reports.ts";
import { TattleProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const LIST = { headers: { "content-type": "application/reports+json" } };

describe("a restart", () => {
  test("keeps reports, counters and the admin token that it made", async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, "data");
    const env = { TATTLE_ADMIN_TOKEN: "" };
    const token = async () => (await Bun.file(join(data, "admin-token")).text()).trim();
    const projects = async ({ url }: TattleProcess) => {
      const headers = { authorization: `Bearer ${await token()}` };
      return await (await fetch(`${url}/api/v1/projects`, { headers })).json();
    };
    await using first = await TattleProcess.start({ data, env });
    await first.report(numberedList(0, 10), "", LIST);
    await first.report(numberedReport(10), "?sample_rate=0");
    const [before, made] = [await projects(first), await token()];
    expect(await first.stop()).toMatchObject({ exitCode: 0 });
    await using second = await TattleProcess.start({ data, env });
    expect(await token()).toBe(made);
    expect(await projects(second)).toEqual(before);
    expect(second.query<object>("SELECT count(*) AS n FROM reports")).toEqual([{ n: 10 }]);
    expect((await Bun.file(join(data, "admin-token")).stat()).mode & 0o777).toBe(0o600);
  }, 30_000);
});

describe("a start", () => {
  test("that is killed at a random moment leaves a folder that can be started from", async () => {
    for (let times = 0; times < 6; times += 1) {
      using folder = temporaryFolder();
      const data = join(folder.path, "data");
      for (let life = 0; life < 2; life += 1) {
        await using killed = await TattleProcess.spawn({ data });
        await Bun.sleep(Math.random() * 150);
        await killed.kill();
      }
      await using tattle = await TattleProcess.start({ data });
      expect((await tattle.report(numberedReport(1))).status).toBe(204);
      expect(await tattle.stop()).toMatchObject({ exitCode: 0 });
      expect(tattle.query<object>("SELECT count(*) AS n FROM reports")).toEqual([{ n: 1 }]);
    }
  }, 60_000);

  test("of three at once on one new folder succeeds for one", async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, "data");
    await using one = await TattleProcess.spawn({ data });
    await using two = await TattleProcess.spawn({ data });
    await using three = await TattleProcess.spawn({ data });
    const all = [one, two, three];
    await eventually(() => expect(all.filter(({ running }) => running).length).toBe(1));
    const winner = await eventually(() => {
      const found = all.find(({ running, url }) => running && url !== "");
      if (found === undefined) throw new Error("none listens yet");
      return found;
    });
    expect((await winner.report(numberedReport(1))).status).toBe(204);
    for (const loser of all.filter((tattle) => tattle !== winner)) {
      expect(await loser.ended()).toMatchObject({ exitCode: 4 });
    }
  }, 30_000);
});

describe("a second Tattle", () => {
  test("on the same data folder ends with 4 and says who has it", async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, "data");
    await using first = await TattleProcess.start({ data });
    await using second = await TattleProcess.spawn({ data });
    expect(await second.ended()).toMatchObject({ exitCode: 4 });
    expect(second.stderr).toContain(`in use by process ${first.pid}`);
    expect(second.stderr).toContain("[data_locked]");
    expect((await first.report(numberedReport(1))).status).toBe(204);
  }, 30_000);

  test("takes the folder over from one that was killed", async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, "data");
    await using first = await TattleProcess.start({ data });
    await first.kill();
    await using second = await TattleProcess.start({ data });
    expect((await second.report(numberedReport(1))).status).toBe(204);
  }, 30_000);

  test("on the same port ends with 5 and leaves the first one alone", async () => {
    using folder = temporaryFolder();
    await using first = await TattleProcess.start({ data: join(folder.path, "one") });
    const listen = new URL(first.url).host;
    await using second = await TattleProcess.spawn({ data: join(folder.path, "two"), listen });
    expect(await second.ended()).toMatchObject({ exitCode: 5 });
    expect(second.stderr).toContain(listen);
    expect(second.stderr).toContain("[listen_failed]");
    expect((await first.report(numberedReport(1))).status).toBe(204);
  }, 30_000);
});

describe("a folder that cannot be used", () => {
  test.each<[string, string, (data: string) => void]>([
    ["is a file", "data_unusable", (data) => writeFileSync(data, "")],
    [
      "has a journal of a newer Tattle",
      "data_newer",
      (data) => {
        mkdirSync(data);
        const db = new Database(join(data, "journal.db"), { create: true });
        db.run("PRAGMA user_version = 999");
        db.close();
      },
    ],
  ])(
    "because it %s ends it with 4: %s",
    async (_why, code, spoil) => {
      using folder = temporaryFolder();
      const data = join(folder.path, "data");
      spoil(data);
      await using tattle = await TattleProcess.spawn({ data });
      expect(await tattle.ended()).toMatchObject({ exitCode: 4 });
      expect(tattle.stderr).toContain(`[${code}]`);
    },
    30_000,
  );

  test("because reports.db is of a newer Tattle stops that sink, says so and touches nothing", async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, "data");
    await using first = await TattleProcess.start({ data });
    await first.report(numberedReport(1));
    await first.stop();
    const file = join(data, "sqlite/reports.db");
    const newer = new Database(file);
    newer.run("PRAGMA user_version = 999");
    newer.close();
    await using second = await TattleProcess.start({ data });
    expect((await second.report(numberedReport(2))).status).toBe(204);
    await eventually(async () => {
      expect(await sinkOf(second, "sqlite")).toMatchObject({ state: "stopped" });
    });
    expect(await second.stop()).toMatchObject({ exitCode: 0 });
    expect(second.query<object>("PRAGMA user_version")).toEqual([{ user_version: 999 }]);
    expect(second.query<object>("SELECT count(*) AS n FROM reports")).toEqual([{ n: 1 }]);
  }, 30_000);
});

describe("the folder it is started in", () => {
  test("gives it neither settings nor code", async () => {
    using folder = temporaryFolder();
    const marker = join(folder.path, "ran");
    writeFileSync(
      join(folder.path, ".env"),
      "TATTLE_LIMITS_BODY=1KiB\nTATTLE_LISTEN=unix:/no/where",
    );
    writeFileSync(join(folder.path, "tattle.toml"), 'listen = "unix:/no/where"');
    writeFileSync(join(folder.path, "bunfig.toml"), 'preload = ["./preload.ts"]');
    writeFileSync(
      join(folder.path, "preload.ts"),
      `require("node:fs").writeFileSync(${JSON.stringify(marker)}, "");`,
    );
    await using tattle = await TattleProcess.start({ data: join(folder.path, "data") });
    expect((await tattle.report(numberedReport(1).padEnd(2_000))).status).toBe(204);
    expect(existsSync(marker)).toBe(false);
  }, 30_000);
});
