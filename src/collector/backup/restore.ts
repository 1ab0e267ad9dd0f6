import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Config } from "../../config/config.ts";
import { lockDataFolder } from "../../journal/index.ts";
import { CodedError } from "../../report/errors.ts";
import { type BackupDeps, copyable, DATA_FILES, digest, syncFolder } from "./back-up.ts";
import { type BackupManifest, type BackupPart, MANIFEST_FILE, readManifest } from "./manifest.ts";
import { copyBytes, type Entry, readEntries } from "./tar.ts";

/** What was done. */
export interface RestoreResult {
  /** When the backup was made, and by which release. */
  createdAt: string;
  tattle: string;
  restored: string[];
  /** Sinks of the backup that the configuration does not have. */
  left: string[];
  /** Where what was there before is now; `null` where nothing was. */
  aside: string | null;
}

/** Files that a stopped Tattle leaves, and that mean nothing. */
const LEFTOVERS: ReadonlySet<string> = new Set(["lock.db", "lock.db-journal", "pid"]);

/**
 * Makes the data folder what it was when the backup was made. All of it is put together beside the
 * folder and takes its place at the end, so that a restore that fails or dies changes nothing.
 *
 * @param force whether what is in the folder already may be moved aside
 * @throws CodedError `backup_unusable`, `data_newer`, `data_locked`, `data_not_empty`
 */
export async function restore(
  config: Config,
  file: string,
  force: boolean,
  deps: BackupDeps,
): Promise<RestoreResult> {
  const { manifest, entries } = open(file);
  const { data } = config;
  const filled = existsSync(data) && readdirSync(data).some((name) => !LEFTOVERS.has(name));
  if (filled && !force) {
    throw new CodedError("data_not_empty", `${data} has something in it.`);
  }
  // Nobody may be at work in it, nor begin.
  const lock = lockDataFolder(data);
  const staged = `${data}.restoring`;
  try {
    rmSync(staged, { recursive: true, force: true });
    mkdirSync(staged, { recursive: true, mode: 0o700 });
    for (const part of manifest.parts) extract(file, part, entries, staged);
    const left = await restoreSinks({ ...config, data: staged }, manifest, deps);
    const aside = filled ? `${data}.before-${deps.clock.now()}` : null;
    if (aside === null) rmSync(data, { recursive: true });
    else renameSync(data, aside);
    renameSync(staged, data);
    syncFolder(dirname(data));
    const { createdAt, tattle, parts } = manifest;
    const restored = parts.map(({ sink, file: name }) => sink ?? name);
    return { createdAt, tattle, restored: restored.filter((n) => !left.includes(n)), left, aside };
  } finally {
    rmSync(staged, { recursive: true, force: true });
    lock.release();
  }
}

function open(file: string): { manifest: BackupManifest; entries: Entry[] } {
  try {
    const archive = openSync(file, "r");
    const entries = readAll(archive, statSync(file).size);
    const [first] = entries ?? [];
    if (entries === null || first?.name !== MANIFEST_FILE || first.bytes > 2 ** 20) {
      throw new CodedError("backup_unusable", `${file} is no backup, or not a whole one.`);
    }
    let text = "";
    copyBytes(openSync(file, "r"), first.offset, first.bytes, (chunk) => {
      text += Buffer.from(chunk).toString();
    });
    return { manifest: readManifest(text, file), entries };
  } catch (cause) {
    if (cause instanceof CodedError) throw cause;
    throw new CodedError("backup_unusable", `${file} cannot be read: ${cause}`, { cause });
  }
}

function readAll(archive: number, length: number): Entry[] | null {
  try {
    return readEntries(archive, length);
  } finally {
    closeSync(archive);
  }
}

function extract(archive: string, part: BackupPart, entries: Entry[], folder: string): void {
  const entry = entries.find(({ name }) => name === part.file);
  const known = part.sink === null ? DATA_FILES.includes(part.file) : isPlain(part.file);
  const { offset = 0, bytes = -1 } = entry ?? {};
  if (!known || bytes !== part.bytes || digest(archive, offset, bytes) !== part.sha256) {
    throw new CodedError("backup_unusable", `${archive} is damaged: ${part.file} is not whole.`);
  }
  const target = openSync(join(folder, part.file), "wx", 0o600);
  try {
    copyBytes(openSync(archive, "r"), offset, bytes, (chunk) => writeSync(target, chunk));
    fsyncSync(target);
  } finally {
    closeSync(target);
  }
}

/** No path: what the file says must not lead anywhere. */
function isPlain(name: string): boolean {
  return /^sink-[A-Za-z0-9_.-]+$/.test(name);
}

/** @returns the sinks of the backup that nobody has */
async function restoreSinks(
  config: Config,
  { parts }: BackupManifest,
  deps: BackupDeps,
): Promise<string[]> {
  const left: string[] = [];
  for (const { sink: name, file } of parts) {
    if (name === null) continue;
    const sink = config.sinks.find((each) => each.name === name);
    const instance = sink && copyable(config.data, sink, deps);
    if (instance?.restore === undefined) left.push(name);
    else await instance.restore(join(config.data, file));
    rmSync(join(config.data, file));
  }
  return left;
}
