import type { RotatedName } from "./names.ts";
import type { Keep } from "./settings.ts";

/** A rotated file with its size in bytes. */
export interface RotatedFile extends RotatedName {
  readonly size: number;
}

/**
 * The rotated files that a limit says to delete: of each limit, the oldest beyond it.
 *
 * @param now milliseconds since the epoch
 */
export function surplus(
  files: readonly RotatedFile[],
  keep: Keep,
  now: number,
): readonly RotatedFile[] {
  const newestFirst = files.toSorted((a, b) => b.at - a.at);
  let total = 0;
  const kept = newestFirst.findIndex(({ at, size }, index) => {
    total += size;
    const tooMany = keep.files !== undefined && index >= keep.files;
    const tooLarge = keep.size !== undefined && total > keep.size;
    const tooOld = keep.age !== undefined && now - at > keep.age;
    return tooMany || tooLarge || tooOld;
  });
  return kept < 0 ? [] : newestFirst.slice(kept);
}
