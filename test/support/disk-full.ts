import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** How the disk refuses: `full` is ENOSPC for all that writes, `sync` is EIO from fsync alone. */
export type Fault = "full" | "sync";

/** A data folder whose disk can be made to refuse while a program uses it. */
export interface FaultyDisk {
  /** For the environment of the program. */
  readonly env: Record<string, string>;
  fail(fault: Fault): void;
  heal(): void;
}

/**
 * Why there can be no faulty disk here, or `null`. In a continuous integration it is never
 * missing: there the test has to fail rather than to be left out.
 */
export function faultyDiskMissing(): string | null {
  if (process.env.CI === "true") return null;
  if (process.platform !== "linux") return `LD_PRELOAD is Linux', this is ${process.platform}`;
  return Bun.which("cc") === null ? "there is no C compiler `cc`" : null;
}

/**
 * Compiles the library that does it into `folder`, which also gets the trigger.
 *
 * @param data absolute path without links; only files below it are concerned
 * @throws Error with the compiler's output
 */
export function faultyDisk(folder: string, data: string): FaultyDisk {
  const library = join(folder, "disk-full.so");
  const source = join(import.meta.dir, "disk-full.c");
  const command = ["cc", "-O2", "-Wall", "-Wextra", "-shared", "-fPIC", "-o", library, source];
  const { exitCode, stderr } = Bun.spawnSync([...command, "-ldl"]);
  if (exitCode !== 0) throw new Error(`cc failed:\n${stderr}`);
  const trigger = join(folder, "fault");
  return {
    env: { LD_PRELOAD: library, TATTLE_FAULT_FOLDER: data, TATTLE_FAULT_TRIGGER: trigger },
    fail: (fault) => writeFileSync(trigger, fault),
    heal: () => rmSync(trigger),
  };
}
