import { Database } from "bun:sqlite";
import { chmodSync } from "node:fs";
import { SinkError } from "tattle/sink";

/** A file that no other sink writes meanwhile. */
export interface Lock {
  release(): void;
}

/**
 * Takes a file for one sink alone, also among sinks of this process. The lock is one of the
 * operating system, held by an open SQLite transaction on the empty file `<path>.lock`: it goes
 * with the process however that dies. Throws a {@link SinkError} while another sink has it.
 */
export function lockFile(path: string): Lock {
  const name = `${path}.lock`;
  const db = new Database(name, { create: true });
  try {
    chmodSync(name, 0o600);
    db.run("PRAGMA busy_timeout = 0");
    db.run("PRAGMA journal_mode = MEMORY");
    db.run("BEGIN EXCLUSIVE");
    return { release: () => db.close(false) };
  } catch (cause) {
    db.close(false);
    if (cause instanceof Error && "code" in cause && cause.code === "SQLITE_BUSY") {
      throw new SinkError(`${path} is written by another sink; give each a \`path\` of its own`, {
        cause,
      });
    }
    throw cause;
  }
}
