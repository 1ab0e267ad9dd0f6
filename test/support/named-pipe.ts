import { closeSync, constants, openSync, readSync } from "node:fs";
import { join } from "node:path";

/** A pipe for a program's standard output, of which the test decides whether anybody reads. */
export interface NamedPipe extends Disposable {
  /** For the program that writes. Closed by {@link handedOver}. */
  readonly writer: number;
  /** The program has its own copy of the writing end. */
  handedOver(): void;
  /** Takes what is there, at most `bytes` of it. */
  read(bytes: number): string;
  /** The reader goes away: writes fail with EPIPE from now on. */
  closeReader(): void;
}

/** @param folder where the pipe's name lies */
export function namedPipe(folder: string): NamedPipe {
  const path = join(folder, "pipe");
  if (Bun.spawnSync(["mkfifo", path]).exitCode !== 0) throw new Error("mkfifo failed");
  // In this order neither of the two waits for the other.
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, constants.O_WRONLY);
  const open = new Set([reader, writer]);
  const close = (fd: number) => {
    if (open.delete(fd)) closeSync(fd);
  };
  return {
    writer,
    handedOver: () => close(writer),
    read: (bytes) => {
      const buffer = Buffer.alloc(bytes);
      return buffer.toString("utf8", 0, readSync(reader, buffer));
    },
    closeReader: () => close(reader),
    [Symbol.dispose]: () => {
      close(writer);
      close(reader);
    },
  };
}
