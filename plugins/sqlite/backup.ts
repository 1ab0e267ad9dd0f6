import type { Database } from "bun:sqlite";
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statfsSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { Glob } from "bun";
import { SinkError } from "tattle/sink";
import { openReader } from "./connection.ts";
import { checkOwner } from "./migrate.ts";

/** Bytes that must stay free beside the copy and what the upgrade itself writes. */
const RESERVE = 64 * 2 ** 20;

/** Free bytes for this user on the disk that holds `dir`. */
export function freeBytes(dir: string): number {
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize;
}

/** Where the copy of a database of that schema version goes. */
export function backupPath(path: string, version: number): string {
  return `${path}.v${version}.bak`;
}

/** Deletes the copies that upgrades have made: they have what is to be forgotten. */
export function deleteBackups(path: string): void {
  const names = new Glob(`${basename(path)}.v*.bak*`).scanSync(dirname(path));
  for (const name of names) rmSync(join(dirname(path), name), { force: true });
}

/**
 * Copies the database beside itself, complete and on disk when this returns. An older copy of
 * the same version is replaced.
 *
 * @throws SinkError when the disk has no room for the copy and the upgrade
 */
export function backUp(db: Database, path: string, version: number, free: typeof freeBytes): void {
  const dir = dirname(path);
  const size = db
    .query<{ bytes: number }, []>(
      "SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size",
    )
    .get();
  const needed = 2 * (size?.bytes ?? 0) + RESERVE;
  const there = free(dir);
  if (there < needed) {
    throw new SinkError(
      `upgrading ${path} needs ${mebibytes(needed)} MiB of free disk for a backup copy and the new form, ${mebibytes(there)} MiB are there`,
    );
  }
  const target = backupPath(path, version);
  const unfinished = `${target}.tmp`;
  rmSync(unfinished, { force: true });
  // A copy through SQLite sees one state of the data; one through the file system would release
  // this process's locks on the database when it closes the file.
  db.query("VACUUM INTO ?").run(unfinished);
  syncPath(unfinished);
  renameSync(unfinished, target);
  syncPath(dir);
}

/** Copies a database that others may be writing into a new file, as it is at one moment. */
export function copyInto(path: string, file: string): void {
  const db = openReader(path);
  try {
    checkOwner(db, path);
    db.query("VACUUM INTO ?").run(file);
  } finally {
    db.close(true);
  }
  syncPath(file);
}

/**
 * Puts a copy in the place of a database that is not there.
 *
 * @throws SinkError where there is one, and for a copy that is not ours to read
 */
export function restoreFrom(file: string, path: string): void {
  if (existsSync(path)) throw new SinkError(`${path} is there already`, { fatal: true });
  const db = openReader(file);
  try {
    checkOwner(db, file);
  } finally {
    db.close(true);
  }
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(file, path);
  syncPath(path);
  syncPath(dirname(path));
}

/** Makes a file or folder survive a loss of power. */
export function syncPath(path: string): void {
  const fd = openSync(path, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}
