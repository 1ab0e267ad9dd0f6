import type { Database } from "bun:sqlite";
import { CodedError } from "../report/errors.ts";
import { closeDatabase, openDatabase } from "../sqlite/index.ts";
import { CONTROL_MIGRATIONS } from "./migrations.ts";

/** The control database's file in the data folder. */
export const CONTROL_FILE = "control.db";

/** What its log may keep of the disk, in bytes. */
const LOG_LIMIT = 1 << 20;

/**
 * How long a change waits for somebody else who writes to the file, in milliseconds. It is made
 * on the thread that takes reports, which must not stand still.
 */
const BUSY_TIMEOUT = 50;

/**
 * Opens the control database: what people change at run time. A change is on disk, power loss
 * included, when it is confirmed: such changes are rare, and somebody was told that they hold.
 *
 * @throws CodedError `data_unusable`, `data_newer`
 */
export function openControl(dir: string): ControlDatabase {
  const db = openDatabase({
    dir,
    file: CONTROL_FILE,
    migrations: CONTROL_MIGRATIONS,
    durability: "fsync",
    logLimit: LOG_LIMIT,
  });
  db.run(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`);
  return new ControlDatabase(db);
}

/** The control database with its failures as coded errors. */
export class ControlDatabase {
  /** @param db migrated to the newest schema; closed by {@link close} */
  constructor(readonly db: Database) {}

  /** Reads at the start. @throws CodedError `data_unusable` */
  load<T>(read: () => T): T {
    return attempt(read, "data_unusable", `${CONTROL_FILE} cannot be read`);
  }

  /** Reads later. @throws CodedError `control_unavailable` */
  read<T>(read: () => T): T {
    return attempt(read, "control_unavailable", `${CONTROL_FILE} cannot be read`);
  }

  /**
   * Writes in one transaction, of which all or nothing is on disk afterwards.
   *
   * @throws CodedError `control_unavailable` when the disk is full or refuses, when somebody else
   *   holds the file, or when it is damaged; nothing has changed then
   */
  change(write: () => void): void {
    const commit = () => this.db.transaction(write).immediate();
    attempt(commit, "control_unavailable", `${CONTROL_FILE} cannot be written`);
  }

  close(): void {
    closeDatabase(this.db);
  }
}

function attempt<T>(work: () => T, code: "data_unusable" | "control_unavailable", what: string): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof CodedError) throw cause;
    throw new CodedError(code, `${what}: ${messageOf(cause)}`, { cause });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
