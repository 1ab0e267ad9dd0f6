import { constants } from "node:fs";
import { access, lstat, mkdir, open, realpath } from "node:fs/promises";
import { dirname } from "node:path";
import { errorCode, unusable } from "./failure.ts";

/** What to tell of a folder, a pipe, a device. */
export const NO_FILE = "it is no ordinary file; for pipes there is the sink `stdout`";

/**
 * The file that a path means, through symbolic links, so that its rotated files lie beside it and
 * not beside the link. Throws a fatal SinkError for what is no file and for a link that leads
 * nowhere.
 */
export async function findFile(path: string): Promise<string> {
  if ((await lookAt(path)) === null) return path;
  try {
    const real = await realpath(path);
    const info = await lookAt(real);
    if (info !== null && !info.isFile()) throw unusable(path, NO_FILE);
    return real;
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
    throw unusable(path, "it is a symbolic link that leads nowhere", "ENOENT", error);
  }
}

/** Makes the folder of a file where it is missing. Throws where this user may not make files in it. */
export async function prepareFolder(path: string): Promise<void> {
  const folder = dirname(path);
  try {
    const first = await mkdir(folder, { recursive: true, mode: 0o700 });
    if (first !== undefined) await syncNames(folder, first);
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
    throw unusable(path, "its folder is none", "EEXIST", error);
  }
  await access(folder, constants.W_OK | constants.X_OK);
}

/** Makes new folders, from the innermost up to the first that was made, survive a loss of power. */
async function syncNames(folder: string, first: string): Promise<void> {
  for (let made = folder; made.length >= first.length; made = dirname(made)) {
    await syncFolder(dirname(made));
  }
}

/** Makes the names in a folder survive a loss of power. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** What there is under a name; `null` for nothing. A link is itself, not what it leads to. */
export async function lookAt(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
    return null;
  }
}
