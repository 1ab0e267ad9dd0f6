import { Database } from "bun:sqlite";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CodedError } from "../report/errors.ts";

/** A held data folder. */
export interface DataLock {
  release(): void;
}

/**
 * Creates the data folder where it is missing and takes it for this process alone. The lock is a
 * file lock of the operating system (held by an open SQLite transaction), so it goes with the
 * process however that dies, and nothing stale is left behind.
 *
 * @throws CodedError `data_locked`, `data_unusable`
 */
export function lockDataFolder(dir: string): DataLock {
  let db: Database | null = null;
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    db = new Database(join(dir, "lock.db"), { create: true });
    chmodSync(join(dir, "lock.db"), 0o600);
    db.run("PRAGMA busy_timeout = 0");
    db.run("PRAGMA journal_mode = MEMORY");
    db.run("BEGIN EXCLUSIVE");
    writeFileSync(join(dir, "pid"), `${process.pid}\n`);
    const held = db;
    return { release: () => held.close(false) };
  } catch (cause) {
    db?.close(false);
    if (isBusy(cause))
      throw new CodedError("data_locked", `${dir} is in use${holder(dir)}.`, { cause });
    throw new CodedError("data_unusable", `Cannot use ${dir} as data folder: ${cause}`, { cause });
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "SQLITE_BUSY";
}

/** Only for the message: the lock itself does not depend on it. */
function holder(dir: string): string {
  try {
    return ` by process ${Number.parseInt(readFileSync(join(dir, "pid"), "utf8"), 10)}`;
  } catch {
    return "";
  }
}
