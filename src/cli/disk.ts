import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Files as the commands that make and test sinks use them. Paths are absolute. */
export interface Disk {
  /** What lies there; `null` for nothing. */
  kind(path: string): "file" | "folder" | null;
  /** Names in a folder, sorted. */
  list(folder: string): string[];
  /** Writes a file and the folders above it; replaces what was there. */
  write(path: string, text: string): void;
  /** Deletes a file, or a folder with all in it. Nothing there is fine. */
  remove(path: string): void;
  /** A new, empty folder for a while. */
  temporary(): string;
}

/** The disk of this machine. Its methods throw what `node:fs` throws. */
export const realDisk: Disk = {
  kind: (path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return null;
    return stat.isDirectory() ? "folder" : "file";
  },
  list: (folder) => readdirSync(folder).sort(),
  write: (path, text) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  },
  remove: (path) => rmSync(path, { recursive: true, force: true }),
  temporary: () => mkdtempSync(join(tmpdir(), "tattle-")),
};

/** Writes texts by their path in `folder`. */
export function writeAll(
  disk: Disk,
  folder: string,
  files: Readonly<Record<string, string>>,
): void {
  for (const [path, text] of Object.entries(files)) disk.write(join(folder, path), text);
}
