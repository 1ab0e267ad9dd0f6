import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { allReports, assertDelivered } from "../support/api.ts";
import { tattleBinary } from "../support/binary.ts";
import { eventually } from "../support/eventually.ts";
import { startFakePostHog } from "../support/fake-posthog.ts";
import { numberedList, numberedReport } from "../support/reports.ts";
import { ADMIN_TOKEN, TattleProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const PERSON = "person-4f8c1e77-of-somebody";
const LIST_TYPE = { headers: { "content-type": "application/reports+json" } };

interface Erasure {
  id: string;
  state: string;
  sinks: Array<{ sink: string; state: string; reports: number; deadLetters: number }>;
}

/** All files below a folder that have the text anywhere in them. */
function filesWith(dir: string, text: string): string[] {
  const names = readdirSync(dir, { recursive: true }).map(String);
  return names.filter((name) => {
    const path = join(dir, name);
    return statSync(path).isFile() && readFileSync(path).includes(text);
  });
}

/** Sends requests of five reports each, every second one for the person, until it is told to end. */
async function send(tattle: TattleProcess, requests: number, distinctId = PERSON): Promise<void> {
  for (let n = 0; n < requests; n++) {
    const who = n % 2 === 0 ? distinctId : `other-${n}`;
    await tattle.report(numberedList(n * 5, 5), `?distinct_id=${who}`, LIST_TYPE);
    await tattle.report(numberedReport(n), `?distinct_id=${who}`);
  }
}

async function request(tattle: TattleProcess): Promise<Erasure> {
  const answer = await fetch(`${tattle.adminUrl}/api/v1/erasures`, {
    method: "POST",
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({ distinctId: PERSON }),
  });
  expect(answer.status).toBe(202);
  return JSON.parse(await answer.text());
}

async function done(tattle: TattleProcess, id: string): Promise<Erasure> {
  return eventually(async () => {
    const erasure = await tattle.api<Erasure>(`/api/v1/erasures/${id}`);
    expect(erasure.state).toBe("done");
    return erasure;
  });
}

describe("an erasure", () => {
  test("by the command line leaves no byte of the id in any file, while reports go on to come", async () => {
    using folder = temporaryFolder();
    const posthog = await startFakePostHog();
    const toml = `
      [[sinks]]
      type = "sqlite"
      [[sinks]]
      type = "posthog"
      host = "${posthog.url}"
      api_key = "phc_erase"
    `;
    await using tattle = await TattleProcess.start({ data: join(folder.path, "data"), toml });
    await send(tattle, 100);
    const others = send(tattle, 60, "somebody-else");
    const command = ["erase", "--distinct-id", PERSON, "--yes", "--url", tattle.adminUrl];
    const child = Bun.spawn([tattleBinary(), ...command], {
      cwd: tattle.data,
      env: { PATH: process.env.PATH, TATTLE_ADMIN_TOKEN: ADMIN_TOKEN },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    const out = await child.stdout.text();
    expect([await child.exited, out]).toEqual([0, expect.stringMatching(/sqlite +done +300 +0/)]);
    expect(out).toMatch(/posthog +not asked +0 +0/);
    expect(filesWith(tattle.data, PERSON)).toEqual([]);
    const { items } = await tattle.api<{ items: Erasure[] }>("/api/v1/erasures");
    expect(items).toMatchObject([{ state: "done", sinks: [{}, {}] }]);
    await others;
    await eventually(() => assertDelivered(tattle));
    expect(await allReports(tattle)).toHaveLength(300 + 360);
    expect((await tattle.stop()).exitCode).toBe(0);
    expect(filesWith(tattle.data, PERSON)).toEqual([]);
  }, 60_000);

  test("goes on where kill -9 has cut it off, at any moment", async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, "data");
    for (const pause of [0, 5, 20, 60, 150, 400]) {
      let id = "";
      {
        await using tattle = await TattleProcess.start({ data });
        await send(tattle, 40);
        ({ id } = await request(tattle));
        await Bun.sleep(pause);
        await tattle.kill();
      }
      await using tattle = await TattleProcess.start({ data });
      const { sinks } = await done(tattle, id);
      expect(sinks[0]).toMatchObject({ sink: "sqlite", state: "done" });
      expect(filesWith(data, PERSON)).toEqual([]);
      expect((await tattle.stop()).exitCode).toBe(0);
    }
    expect(filesWith(data, PERSON)).toEqual([]);
    expect(filesWith(data, "other-39")).not.toEqual([]);
  }, 60_000);
});
