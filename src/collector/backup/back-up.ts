import { Database } from "bun:sqlite";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { ALERTS_FILE } from "../../alerts/index.ts";
import type { Config, SinkConfig } from "../../config/config.ts";
import { CONTROL_FILE } from "../../control/index.ts";
import { DELIVERY_FILE } from "../../delivery/index.ts";
import { JOURNAL_FILE } from "../../journal/index.ts";
import { CodedError } from "../../report/errors.ts";
import type { Clock, Log } from "../../sink/context.ts";
import type { Sink } from "../../sink/sink.ts";
import type { Plugins } from "../setup.ts";
import { type BackupManifest, type BackupPart, FORMAT, MANIFEST_FILE } from "./manifest.ts";
import { appendFile, copyBytes, endArchive } from "./tar.ts";

/** What a backup and its restoring need of the program. */
export interface BackupDeps {
  plugins: Plugins;
  version: string;
  clock: Clock;
  log: Log;
}

/** What was done. */
export interface BackupResult {
  /** Bytes of the file. */
  bytes: number;
  /** Sinks whose copy is in it, and those that keep nothing that could be copied. */
  included: string[];
  left: string[];
}

/**
 * Files of the data folder, in the order in which they are copied. The journal comes first: what it
 * no longer has by then every sink has for good, and sinks are copied last. A sink's place that was
 * written down since is taken back to the end of the journal's copy; what it had delivered
 * by then comes to it again, and the store knows it by its id.
 */
export const DATA_FILES = [JOURNAL_FILE, DELIVERY_FILE, CONTROL_FILE, ALERTS_FILE];

/**
 * Copies everything that Tattle keeps into one new file, also while it runs: SQLite lets another
 * process read one state while the other writes. The admin token is not in it.
 *
 * @throws CodedError `backup_unusable` where the file exists or nothing is there to be copied
 */
export async function backUp(
  config: Config,
  file: string,
  deps: BackupDeps,
): Promise<BackupResult> {
  if (existsSync(file)) throw new CodedError("backup_unusable", `${file} is there already.`);
  if (!existsSync(join(config.data, JOURNAL_FILE))) {
    throw new CodedError("backup_unusable", `${config.data} is no data folder of Tattle.`);
  }
  const work = mkdtempSync(join(dirname(file), `.${basename(file)}.`));
  try {
    const parts = DATA_FILES.flatMap((name) => copyDatabase(config.data, name, work));
    const included: string[] = [];
    for (const sink of config.sinks) {
      const part = await copySink(config.data, sink, work, deps);
      if (part !== null) included.push(sink.name);
      if (part !== null) parts.push(part);
    }
    const createdAt = new Date(deps.clock.now()).toISOString();
    const unfinished = join(work, "archive");
    write(unfinished, { format: FORMAT, tattle: deps.version, createdAt, parts }, work);
    renameSync(unfinished, file);
    syncFolder(dirname(file));
    const left = config.sinks.map(({ name }) => name).filter((name) => !included.includes(name));
    return { bytes: statSync(file).size, included, left };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** A sink of this configuration that nobody opens; `null` for one that cannot be copied. */
export function copyable(data: string, sink: SinkConfig, deps: BackupDeps): Sink | null {
  const plugin = sink.kind === "builtin" ? deps.plugins[sink.type] : undefined;
  if (!plugin?.supports.backup) return null;
  const dataDir = join(data, sink.name);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const { clock, log } = deps;
  return plugin.create(sink.config, { name: sink.name, log, clock, fetch, dataDir });
}

/** SHA-256 of a part of a file, hexadecimal. */
export function digest(path: string, offset: number, bytes: number): string {
  const hash = new Bun.CryptoHasher("sha256");
  copyBytes(openSync(path, "r"), offset, bytes, (chunk) => hash.update(chunk));
  return hash.digest("hex");
}

function copyDatabase(data: string, name: string, work: string): BackupPart[] {
  if (!existsSync(join(data, name))) return [];
  const db = new Database(join(data, name), { readonly: true });
  try {
    db.run("PRAGMA busy_timeout = 5000");
    db.query("VACUUM INTO ?").run(join(work, name));
  } finally {
    db.close(true);
  }
  return [partOf(work, name, null)];
}

async function copySink(
  data: string,
  sink: SinkConfig,
  work: string,
  deps: BackupDeps,
): Promise<BackupPart | null> {
  const instance = copyable(data, sink, deps);
  if (instance?.backup === undefined) return null;
  const file = `sink-${sink.name}`;
  await instance.backup(join(work, file));
  return partOf(work, file, sink.name);
}

function partOf(work: string, file: string, sink: string | null): BackupPart {
  const path = join(work, file);
  const bytes = statSync(path).size;
  return { file, sink, bytes, sha256: digest(path, 0, bytes) };
}

function write(path: string, manifest: BackupManifest, work: string): void {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  writeFileSync(join(work, MANIFEST_FILE), text);
  const archive = openSync(path, "wx", 0o600);
  try {
    appendFile(archive, MANIFEST_FILE, join(work, MANIFEST_FILE), Buffer.byteLength(text));
    for (const { file, bytes } of manifest.parts) {
      appendFile(archive, file, join(work, file), bytes);
      // Each copy is there twice for no longer than it has to be.
      rmSync(join(work, file));
    }
    endArchive(archive);
    fsyncSync(archive);
  } finally {
    closeSync(archive);
  }
}

/** Makes what was renamed in a folder survive a loss of power. */
export function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
