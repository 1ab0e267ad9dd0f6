import { Database } from "bun:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tallyOf } from "../support/api.ts";
import { eventually } from "../support/eventually.ts";
import { numberedReport } from "../support/reports.ts";
import { ADMIN_TOKEN, TattleProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ISSUE = "9f2c1a7be04d5638";

const folder = temporaryFolder();
const options = { data: join(folder.path, "data"), toml: '[[sinks]]\ntype = "discard"' };
let tattle: TattleProcess;

beforeAll(async () => {
  tattle = await TattleProcess.start(options);
}, 60_000);

afterAll(async () => {
  await tattle[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

interface Project {
  tokens: Array<{ token: string }>;
}

async function call(method: string, path: string, body: object = {}, token = ADMIN_TOKEN) {
  const headers = { authorization: `Bearer ${token}` };
  const init = method === "GET" ? { headers } : { method, headers, body: JSON.stringify(body) };
  const answer = await fetch(`${tattle.adminUrl}/api/v1${path}`, init);
  return { status: answer.status, text: await answer.text() };
}

async function projectOf(method: string, path: string, body: object = {}): Promise<Project> {
  const { status, text } = await call(method, path, body);
  expect(status).toBeOneOf([200, 201]);
  return JSON.parse(text);
}

/** What becomes of one report: `kept`, why it is dropped, or the status. */
async function fate(query: string): Promise<string> {
  const answer = await tattle.report(numberedReport(1), query);
  if (answer.status !== 204) return String(answer.status);
  return answer.headers.get("tattle-dropped") ?? "kept";
}

async function restartAfterKill(): Promise<void> {
  await tattle.kill();
  tattle = await TattleProcess.start(options);
}

describe("what people change at run time", () => {
  let old = "";
  let fresh = "";

  test("a first project takes over from the time without tokens", async () => {
    expect(await fate("")).toBe("kept");
    expect((await call("POST", "/projects", { name: "shop" })).status).toBe(409);
    expect(await fate("")).toBe("kept");
    const body = { name: "shop", requireTokens: true, origins: null };
    old = (await projectOf("POST", "/projects", body)).tokens[0]?.token ?? "";
    expect(await fate("")).toBe("400");
    expect(await fate(`?token=${old}`)).toBe("kept");
  });

  test("its rotated token is good until it ends", async () => {
    const { tokens } = await projectOf("POST", "/projects/shop/rotate", { grace: "3s" });
    fresh = tokens[0]?.token ?? "";
    expect([await fate(`?token=${old}`), await fate(`?token=${fresh}`)]).toEqual(["kept", "kept"]);
    await eventually(async () => expect(await fate(`?token=${old}`)).toBe("unknown_token"));
    expect(await fate(`?token=${fresh}`)).toBe("kept");
  });

  test("is there after kill -9: project, tokens, marks, read-only token", async () => {
    const made = await call("POST", "/tokens", { name: "viewer", role: "read" });
    const { secret }: { secret: string } = JSON.parse(made.text);
    await call("PATCH", `/issues/${ISSUE}`, { status: "resolved", note: "first" });
    await restartAfterKill();
    expect(tattle.stderr).toContain(`/report/?token=${fresh}`);
    expect([await fate(`?token=${old}`), await fate(`?token=${fresh}`)]).toEqual([
      "unknown_token",
      "kept",
    ]);
    expect((await call("GET", "/status", {}, secret)).status).toBe(200);
    const mark = await call("PATCH", `/issues/${ISSUE}`, { note: "second" });
    expect(JSON.parse(mark.text)).toMatchObject({
      status: "resolved",
      history: [{ note: "second" }, { note: "first" }],
    });
  }, 30_000);

  test("a read-only token changes nothing", async () => {
    const made = await call("POST", "/tokens", { name: "reader", role: "read" });
    const { secret }: { secret: string } = JSON.parse(made.text);
    for (const [method, path] of [
      ["POST", "/projects"],
      ["POST", "/projects/shop/retire"],
      ["PATCH", `/issues/${ISSUE}`],
      ["POST", "/tokens"],
      ["POST", "/login-codes"],
    ] as const) {
      const { status, text } = await call(method, path, { status: "open" }, secret);
      expect([status, text]).toEqual([403, expect.stringContaining("read_only")]);
    }
    expect(await fate(`?token=${fresh}`)).toBe("kept");
  });

  test("a rule of the operator's own recognises noise, also after kill -9", async () => {
    const rule = { match: "suffix", fields: ["blocked"], value: "cdn.example", why: "A test." };
    expect((await call("PATCH", "/projects/shop", { noise: "drop" })).status).toBe(200);
    expect(await fate(`?token=${fresh}`)).toBe("kept");
    expect((await call("POST", "/noise-rules", { id: "own/x", ...rule })).status).toBe(201);
    expect(await fate(`?token=${fresh}`)).toBe("filtered");
    await restartAfterKill();
    expect(await fate(`?token=${fresh}`)).toBe("filtered");
    expect((await call("POST", "/noise-rules/disable", { ids: ["own/x"] })).status).toBe(200);
    expect(await fate(`?token=${fresh}`)).toBe("kept");
  }, 30_000);

  test("a retired project drops its reports, counted, also after kill -9", async () => {
    await projectOf("POST", "/projects/shop/retire");
    expect(await fate(`?token=${fresh}`)).toBe("retired_project");
    await eventually(async () => {
      expect((await tallyOf(tattle, "shop")).byReason).toMatchObject({ retired_project: 1 });
    });
    await restartAfterKill();
    expect(await fate(`?token=${fresh}`)).toBe("retired_project");
    await projectOf("POST", "/projects/shop/restore");
    expect(await fate(`?token=${fresh}`)).toBe("kept");
  }, 30_000);

  test("while another program holds the database nothing changes, and reports are taken", async () => {
    const other = new Database(join(options.data, "control.db"));
    other.run("BEGIN IMMEDIATE");
    for (const [method, path, body] of [
      ["PATCH", `/issues/${ISSUE}`, { status: "open" }],
      ["POST", "/projects/shop/rotate", {}],
      ["POST", "/noise-rules/enable", { ids: ["own/x"] }],
    ] as const) {
      const { status, text } = await call(method, path, body);
      expect([status, text]).toEqual([503, expect.stringContaining("control_unavailable")]);
    }
    expect(await fate(`?token=${fresh}`)).toBe("kept");
    other.run("ROLLBACK");
    other.close();
    expect((await call("PATCH", `/issues/${ISSUE}`, { status: "open" })).status).toBe(200);
  });

  test("a damaged database stops no report; the next start refuses it", async () => {
    writeFileSync(join(options.data, "control.db"), "damaged".repeat(10_000));
    const { status } = await call("PATCH", `/issues/${ISSUE}`, { status: "ignored" });
    expect(status).toBeOneOf([200, 503]);
    expect(await fate(`?token=${fresh}`)).toBe("kept");
    await tattle.kill();
    // With its log SQLite would repair the file.
    rmSync(join(options.data, "control.db-wal"), { force: true });
    await using next = await TattleProcess.spawn(options);
    expect((await next.ended()).exitCode).not.toBe(0);
    expect(next.stderr).toContain("data_unusable");
  }, 30_000);
});
