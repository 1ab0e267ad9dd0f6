import { Database } from "bun:sqlite";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { SinkError } from "tattle/sink";
import { errorCode, unusable } from "./failure.ts";
import { lookAt } from "./places.ts";

/** A file that no other sink writes meanwhile. */
export interface Lock {
  release(): void;
}

/**
 * Takes a file for one sink alone, also among sinks of this process. The lock is one of the
 * operating system, held by an open SQLite transaction on the empty file `<path>.lock`: it goes
 * with the process however that dies. Throws a {@link SinkError} while another sink has it, and a
 * fatal one where something else lies in its place, which is left as it was.
 */
export async function lockFile(path: string): Promise<Lock> {
  const name = `${path}.lock`;
  await prepare(name);
  const db = new Database(name, { create: false, readwrite: true });
  try {
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

/** Sees to it that there is an empty file, for its user alone where it is new. */
async function prepare(name: string): Promise<void> {
  const found = await lookAt(name);
  if (found === null) return make(name);
  if (!found.isFile()) {
    throw unusable(name, "it is a link, a folder or a device where the sink needs a file to lock");
  }
  if (found.size > 0) {
    throw unusable(name, "another program's data are where the sink needs an empty file to lock");
  }
}

async function make(name: string): Promise<void> {
  const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW;
  try {
    await (await open(name, flags, 0o600)).close();
  } catch (error) {
    // Another sink of the same path has made it at this very moment.
    if (errorCode(error) !== "EEXIST") throw error;
  }
}
