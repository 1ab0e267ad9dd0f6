import { basename, extname } from "node:path";
import type { Compression } from "./settings.ts";

/** A file that was put aside. */
export interface RotatedName {
  readonly name: string;
  /** When that was, milliseconds since the epoch. */
  readonly at: number;
  readonly compression: Compression;
  /** It was still being compressed: nothing in it counts. */
  readonly partial: boolean;
}

/** What compressed files end with. */
export const SUFFIXES: Readonly<Record<Compression, string>> = {
  none: "",
  gzip: ".gz",
  zstd: ".zst",
};

/** What a file ends with that is still being compressed. */
export const PARTIAL = ".partial";

/** What a file ends with that had no whole line in it; no {@link rotatedNames} name. */
export const TORN = ".torn";

/** Endings that tell one file's rotated ones apart: a file that had one itself would put its own among another's. */
const RESERVED: readonly string[] = [SUFFIXES.gzip, SUFFIXES.zstd, PARTIAL];

/** Whether the path of a file that is written ends as only rotated files may. */
export function hasReservedEnding(path: string): boolean {
  return RESERVED.includes(extname(path));
}

const STAMP = String.raw`(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3})Z`;

/** `reports.ndjson` put aside at a moment: `reports-2026-11-22T10-15-30.123Z.ndjson`. Sorts by time, and no character needs quoting. */
export function rotatedName(path: string, at: number): string {
  const extension = extname(path);
  const stamp = new Date(at).toISOString().replaceAll(":", "-");
  return `${basename(path, extension)}-${stamp}${extension}`;
}

/** Reads names of files as {@link rotatedName} makes them for `path`; `null` for every other file. */
export function rotatedNames(path: string): (name: string) => RotatedName | null {
  const extension = extname(path);
  const [stem, end] = [basename(path, extension), extension].map(RegExp.escape);
  const pattern = new RegExp(`^${stem}-${STAMP}${end}(\\.gz|\\.zst)?(\\.partial)?$`);
  return (name) => {
    const [whole, day, hour, minute, second, suffix = "", partial = ""] = pattern.exec(name) ?? [];
    const at = Date.parse(`${day}T${hour}:${minute}:${second}Z`);
    if (whole === undefined || Number.isNaN(at)) return null;
    // 30 February is read as another day, so that we cannot have written it.
    if (!whole.startsWith(rotatedName(path, at))) return null;
    const compression = suffix === ".gz" ? "gzip" : suffix === ".zst" ? "zstd" : "none";
    return { name, at, compression, partial: partial !== "" };
  };
}
