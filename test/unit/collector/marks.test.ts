import { expect, test } from "bun:test";
import type { Collector } from "../../../src/collector/collector.ts";
import { eventually } from "../../support/eventually.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { ADMIN_TOKEN, ask, send, startIn } from "./support.ts";

const SQLITE = '[[sinks]]\ntype = "sqlite"\nbatch.max_age = "10ms"';

async function issuesOf(collector: Collector, status: string): Promise<string[]> {
  const answer = await ask(collector, `/api/v1/issues?status=${status}`);
  const { items }: { items: Array<{ id: string }> } = JSON.parse(await answer.text());
  return items.map(({ id }) => id);
}

async function say(collector: Collector, id: string, status: string): Promise<void> {
  const { ok } = await fetch(`${collector.adminUrl}/api/v1/issues/${id}`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({ status }),
  });
  expect(ok).toBe(true);
}

test("a list of issues knows what was just said of one, and knows it after a restart", async () => {
  using folder = temporaryFolder();
  const first = await startIn(folder.path, SQLITE);
  await send(first, 1);
  await eventually(async () => expect(await issuesOf(first, "open")).toHaveLength(1));
  const [id = ""] = await issuesOf(first, "open");
  for (const status of ["ignored", "open", "ignored"]) {
    await say(first, id, status);
    expect(await issuesOf(first, status)).toEqual([id]);
  }
  await first.stop();
  const second = await startIn(folder.path, SQLITE);
  expect(await issuesOf(second, "ignored")).toEqual([id]);
  expect(await issuesOf(second, "open")).toEqual([]);
  await second.stop();
}, 60_000);
