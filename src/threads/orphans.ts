import { dlopen } from "bun:ffi";
import { readFileSync } from "node:fs";

/** Said by a thread when a process of its own starts, and when it has seen it end. */
export interface ChildNote {
  child: number;
  alive: boolean;
}

/** `waitpid` without waiting: 0 while it runs, its id when it has ended and is let go, -1 for no child of ours. */
type Reap = (pid: number) => number;

/** How often is looked whether a process that was killed has ended, in milliseconds, and how many times. */
const LOOK_EVERY = 20;
const LOOKS = 100;

const NO_HANG = 1;

/**
 * The processes that a thread has started. When the thread dies nobody is left who would end them
 * or let go of them, and they stay, as zombies at least, as long as this process does.
 */
export class Orphans {
  readonly #pids = new Set<number>();

  /** Whether what a thread said was about a process. */
  hear(message: unknown): boolean {
    if (!isNote(message)) return false;
    if (message.alive) this.#pids.add(message.child);
    else this.#pids.delete(message.child);
    return true;
  }

  /** Ends what the thread has left, once it is dead. Costs nothing where there is nothing. */
  async end(): Promise<void> {
    const left = [...this.#pids];
    this.#pids.clear();
    const reap = left.length === 0 ? null : systemReap();
    if (reap !== null) await Promise.all(left.map((pid) => endOne(pid, reap)));
  }
}

/** Kills nobody else: a child's id is not given to another process before it was let go of. */
async function endOne(pid: number, reap: Reap): Promise<void> {
  if (reap(pid) !== 0) return;
  process.kill(pid, "SIGKILL");
  for (let look = 0; look < LOOKS && reap(pid) === 0; look++) await Bun.sleep(LOOK_EVERY);
}

/** `null` where the library of the system cannot be found. Bun has no call for it. */
function systemReap(): Reap | null {
  const path = libraryPath();
  if (path === null) return null;
  try {
    const { symbols } = dlopen(path, {
      waitpid: { args: ["i32", "ptr", "i32"], returns: "i32" },
    });
    return (pid) => symbols.waitpid(pid, null, NO_HANG);
  } catch {
    return null;
  }
}

/** The copy that this process runs with. Never one by its name: the working folder may be anybody's. */
function libraryPath(): string | null {
  if (process.platform === "darwin") return "/usr/lib/libSystem.B.dylib";
  try {
    const maps = readFileSync("/proc/self/maps", "utf8");
    return (
      /\s(\/\S*\/(?:libc\.so\.6|libc-[\d.]+\.so|ld-musl-\S+\.so\.1))$/m.exec(maps)?.[1] ?? null
    );
  } catch {
    return null;
  }
}

function isNote(message: unknown): message is ChildNote {
  return typeof message === "object" && message !== null && "child" in message;
}
