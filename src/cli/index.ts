import { CommanderError } from "commander";
import { CodedError } from "../report/errors.ts";
import type { Deps } from "./deps.ts";
import { EXIT, exitCode } from "./exit.ts";
import type { Io } from "./io.ts";
import { createProgram } from "./program.ts";

export type { Started } from "./banner.ts";
export type { Deps, Describe, Running, Start, VersionInfo } from "./deps.ts";
export { type Disk, realDisk } from "./disk.ts";
export { EXIT } from "./exit.ts";
export type { BunRun, Input, Io, Request, Signal } from "./io.ts";
export { createProgram } from "./program.ts";

/**
 * Runs one command line (without the program's own name) and gives its exit code. Never rejects:
 * what went wrong has been printed to stderr.
 */
export async function runCli(args: readonly string[], io: Io, deps: Deps): Promise<number> {
  try {
    await createProgram(io, deps).parseAsync([...args], { from: "user" });
    return EXIT.ok.code;
  } catch (error) {
    // Commander has printed its own message, and help is no error.
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? EXIT.ok.code : EXIT.usage.code;
    io.stderr(explain(error));
    return error instanceof CodedError ? exitCode(error.code) : EXIT.unexpected.code;
  }
}

function explain(error: unknown): string {
  if (error instanceof CodedError) {
    return `tattle: ${error.message}\n${error.advice} [${error.code}]\n`;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `tattle: unexpected error\n${detail}\n`;
}
