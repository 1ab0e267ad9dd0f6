import { readdirSync, readlinkSync } from "node:fs";

/** Where Linux lists what a process has open. */
const OPEN = "/proc/self/fd";

/**
 * Paths under `folder` of the files that this process has open; none on systems that do not say.
 * Sockets are left out: which of them are a runtime's own, kept for the next request, nobody can tell.
 */
export function openFiles(folder: string): string[] {
  return descriptors()
    .map(targetOf)
    .filter((path) => path.startsWith(`${folder}/`));
}

function descriptors(): string[] {
  try {
    return readdirSync(OPEN);
  } catch {
    return [];
  }
}

/** Empty for one that was closed meanwhile. */
function targetOf(descriptor: string): string {
  try {
    return readlinkSync(`${OPEN}/${descriptor}`);
  } catch {
    return "";
  }
}
