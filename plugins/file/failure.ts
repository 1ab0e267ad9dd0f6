import { SinkError } from "tattle/sink";

/** Refusals that last until somebody changes the path or who may use it, and what they say. */
const LASTING: ReadonlyMap<string, string> = new Map([
  ["EACCES", "this user may not write it, or may not write its folder"],
  ["EPERM", "this user may not change it"],
  ["EISDIR", "it is a folder"],
  ["ENOTDIR", "a part of its path is no folder"],
  ["ENXIO", "it is no ordinary file"],
  ["ELOOP", "it became a symbolic link"],
  ["ENAMETOOLONG", "its name is too long"],
]);

/** What the operating system's refusal means to the host. A full or failing disk is worth another attempt. */
export function asSinkError(error: unknown, path: string): unknown {
  const code = errorCode(error);
  const lasting = LASTING.get(code);
  if (lasting !== undefined) return unusable(path, lasting, code, error);
  if (code === "") return error;
  return new SinkError(`${path} could not be written (${code})`, { cause: error });
}

/** A fatal error: the file cannot be used as it is. */
export function unusable(path: string, why: string, code = "", cause?: unknown): SinkError {
  const suffix = code === "" ? "" : ` (${code})`;
  return new SinkError(`${path} cannot be written: ${why}${suffix}`, { fatal: true, cause });
}

/** `ENOENT` and the like; empty for errors that are not the operating system's. */
export function errorCode(error: unknown): string {
  const systemic = error instanceof Error && "errno" in error && "code" in error;
  return systemic ? String(error.code) : "";
}
