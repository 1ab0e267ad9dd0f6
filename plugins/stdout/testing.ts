import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Report } from "tattle/sink";

/** A report for the tests of this folder. */
export function aReport(given: Partial<Report> = {}): Report {
  return {
    id: Bun.randomUUIDv7(),
    project: "default",
    receivedAt: 0,
    occurredAt: 0,
    type: "deprecation",
    url: null,
    age: null,
    userAgent: null,
    disposition: null,
    violation: null,
    body: {},
    raw: {},
    request: {
      id: Bun.randomUUIDv7(),
      token: null,
      version: null,
      distinctId: null,
      sessionId: null,
      userAgent: null,
    },
    sampling: null,
    weight: 1,
    noise: null,
    ...given,
  };
}

/** Runs `use` with the path of a new named pipe, and removes it. */
export async function withPipe(use: (path: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tattle-stdout-"));
  const path = join(folder, "pipe");
  try {
    if ((await Bun.spawn(["mkfifo", path]).exited) !== 0) throw new Error("no mkfifo");
    await use(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
