import { constants } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { SinkError } from "tattle/sink";
import { errorCode, unusable } from "./failure.ts";
import { beginningOf } from "./ours.ts";
import { NO_FILE, syncFolder } from "./places.ts";
import { soundLength } from "./sound.ts";

/** Bytes between two looks at whether the attempt was given up. */
const CHUNK = 1024 * 1024;

/** Bytes that may wait in memory for a sync, so that they can be written again where it fails. */
const MAX_PENDING = 16 * 1024 * 1024;

/** Nothing here waits for another process, as opening a named pipe would, nor follows a link. */
const FLAGS = constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOFOLLOW | constants.O_NOCTTY;

/** How a file of lines is opened. */
export interface OpenOptions {
  /** The permissions of a new file. */
  readonly mode: number;
  /**
   * Called for a file that has nothing but the torn beginning of a line: has to put it elsewhere.
   * It was never acknowledged, but what has no whole line of ours in it is not ours to empty.
   */
  readonly putAside: (path: string) => Promise<void>;
}

/**
 * An open file of whole lines. What a write that failed has left is cut off again, and what a
 * sync that failed may have lost is written again: after such a failure the kernel holds those
 * bytes for written, and a second sync alone would report success.
 */
export class NdjsonFile {
  /** Bytes that survive a loss of power. */
  #durable: number;
  /** What was appended since. */
  #pending: Uint8Array[] = [];
  #size: number;
  /** The file is `#size` bytes long, and `#pending` is its end. */
  #sound = true;
  /** Another program has cut off what this one had made durable. */
  #cut = false;

  private constructor(
    private readonly handle: FileHandle,
    private readonly identity: string,
    /** When it was made, milliseconds since the epoch; `null` for an empty one. */
    readonly bornAt: number | null,
    size: number,
  ) {
    this.#durable = size;
    this.#size = size;
  }

  /**
   * Opens the file, or makes it, and cuts off what is not whole at its end. Throws a fatal
   * SinkError for what is no file of reports, and leaves that as it was.
   */
  static async open(path: string, options: OpenOptions): Promise<NdjsonFile> {
    const file = await NdjsonFile.#tryOpen(path, options.mode);
    if (file !== null) return file;
    await options.putAside(path);
    return NdjsonFile.open(path, options);
  }

  /** `null` for a file that has only the torn beginning of a line. */
  static async #tryOpen(path: string, mode: number): Promise<NdjsonFile | null> {
    const { handle, created } = await openOrMake(path, mode);
    let file: NdjsonFile | null = null;
    try {
      const info = await handle.stat({ bigint: true });
      if (!info.isFile()) throw unusable(path, NO_FILE);
      const size = Number(info.size);
      const whole = await wholeLines(handle, size, path);
      if (whole === 0 && size > 0) return null;
      if (whole < size) await handle.truncate(whole);
      // Whoever wrote it may not have come to make it durable.
      await handle.sync();
      if (created) {
        // The process's mask may have taken permissions away.
        await handle.chmod(mode);
        await syncFolder(dirname(path));
      }
      const born = Number(info.birthtimeMs) || Number(info.mtimeMs);
      file = new NdjsonFile(handle, identityOf(info), whole === 0 ? null : born, whole);
      return file;
    } finally {
      if (file === null) await handle.close();
    }
  }

  /** Bytes in it. */
  get size(): number {
    return this.#size;
  }

  /** Whether it is still what `path` names, and as long as it was left. If not, it has to be opened anew. */
  async isAt(path: string): Promise<boolean> {
    try {
      const info = await stat(path, { bigint: true });
      if (identityOf(info) !== this.identity || this.#cut) return false;
      return !this.#sound || Number(info.size) === this.#size;
    } catch (error) {
      if (errorCode(error) === "ENOENT") return false;
      throw error;
    }
  }

  /** Appends whole lines, all or nothing. Throws the reason of `signal` when it aborts. */
  async append(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    if (this.#size - this.#durable > MAX_PENDING) await this.sync();
    await this.#repair();
    this.#sound = false;
    try {
      await this.#write(bytes, this.#size, signal);
    } catch (error) {
      await this.#rollBack();
      throw error;
    }
    this.#sound = true;
    this.#pending.push(bytes);
    this.#size += bytes.length;
  }

  /** Makes everything that was appended survive a loss of power. */
  async sync(): Promise<void> {
    await this.#repair();
    if (this.#durable === this.#size) return;
    try {
      await this.handle.datasync();
    } catch (error) {
      this.#sound = false;
      throw error;
    }
    this.#durable = this.#size;
    this.#pending = [];
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  async #write(bytes: Uint8Array, at: number, signal?: AbortSignal): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      signal?.throwIfAborted();
      const length = Math.min(CHUNK, bytes.length - done);
      done += (await this.handle.write(bytes, done, length, at + done)).bytesWritten;
    }
    signal?.throwIfAborted();
  }

  /** Cuts off what an append has left. Where even that is refused, the next call repairs. */
  async #rollBack(): Promise<void> {
    this.#sound = await this.handle.truncate(this.#size).then(
      () => true,
      () => false,
    );
  }

  async #repair(): Promise<void> {
    if (this.#sound) return;
    const { size } = await this.handle.stat();
    if (size < this.#durable) this.#giveUp();
    await this.handle.truncate(this.#durable);
    let at = this.#durable;
    for (const bytes of this.#pending) {
      await this.#write(bytes, at);
      at += bytes.length;
    }
    this.#sound = true;
  }

  /** What is there is another program's now. The next write comes to a file that is opened anew. */
  #giveUp(): never {
    this.#cut = true;
    this.#sound = true;
    this.#pending = [];
    this.#durable = this.#size;
    throw new SinkError("another program has cut the file meanwhile");
  }
}

async function openOrMake(path: string, mode: number) {
  try {
    return { handle: await open(path, FLAGS), created: false };
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
  const flags = FLAGS | constants.O_CREAT | constants.O_EXCL;
  return { handle: await open(path, flags, mode), created: true };
}

/**
 * How many bytes of whole lines a file of reports has; 0 where it has only the torn beginning of
 * one. Throws a fatal SinkError for a file of anything else.
 */
async function wholeLines(handle: FileHandle, size: number, path: string): Promise<number> {
  if (size === 0) return 0;
  const beginning = await beginningOf(handle);
  const sound = await soundLength(handle, size);
  if (beginning === "foreign" || (beginning === "torn" && sound > 0)) {
    throw unusable(path, "it has something else than reports in it");
  }
  return sound;
}

function identityOf({ dev, ino }: { dev: bigint; ino: bigint }): string {
  return `${dev}:${ino}`;
}
