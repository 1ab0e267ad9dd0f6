import { constants } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { errorCode, unusable } from "./failure.ts";
import { NO_FILE, syncFolder } from "./places.ts";
import { soundLength } from "./sound.ts";

/** What every line begins with, so that no file of somebody else's is taken for one of reports. */
const HEAD = '{"id":"';

/** Bytes between two looks at whether the attempt was given up. */
const CHUNK = 1024 * 1024;

/** Bytes that may wait in memory for a sync, so that they can be written again where it fails. */
const MAX_PENDING = 16 * 1024 * 1024;

/** Nothing here waits for another process, as opening a named pipe would, nor follows a link. */
const FLAGS = constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOFOLLOW | constants.O_NOCTTY;

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
   * SinkError for what is no file of reports.
   *
   * @param mode the permissions of a new file
   */
  static async open(path: string, mode: number): Promise<NdjsonFile> {
    const { handle, created } = await openOrMake(path, mode);
    try {
      const info = await handle.stat({ bigint: true });
      if (!info.isFile()) throw unusable(path, NO_FILE);
      const size = Number(info.size);
      if (size > 0 && !(await beginsLikeReports(handle))) {
        throw unusable(path, "it has something else than reports in it");
      }
      const sound = await soundLength(handle, size);
      if (sound < size) await handle.truncate(sound);
      // Whoever wrote it may not have come to make it durable.
      await handle.sync();
      if (created) {
        // The process's mask may have taken permissions away.
        await handle.chmod(mode);
        await syncFolder(dirname(path));
      }
      const born = Number(info.birthtimeMs) || Number(info.mtimeMs);
      return new NdjsonFile(handle, identityOf(info), sound === 0 ? null : born, sound);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Bytes in it. */
  get size(): number {
    return this.#size;
  }

  /** Whether it is still what `path` names. Takes note where another program has changed its length. */
  async isAt(path: string): Promise<boolean> {
    try {
      const info = await stat(path, { bigint: true });
      if (identityOf(info) !== this.identity) return false;
      if (this.#sound && Number(info.size) !== this.#size) await this.#adopt(Number(info.size));
      return true;
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
    if (size < this.#durable) await this.#adopt(size);
    await this.handle.truncate(this.#durable);
    let at = this.#durable;
    for (const bytes of this.#pending) {
      await this.#write(bytes, at);
      at += bytes.length;
    }
    this.#sound = true;
  }

  /** Another program has cut the file or added to it: what is there now is the file. */
  async #adopt(size: number): Promise<void> {
    const sound = await soundLength(this.handle, size);
    if (sound < size) await this.handle.truncate(sound);
    this.#pending = [];
    this.#durable = sound;
    this.#size = sound;
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

async function beginsLikeReports(handle: FileHandle): Promise<boolean> {
  const head = Buffer.alloc(HEAD.length);
  const { bytesRead } = await handle.read(head, 0, head.length, 0);
  // A torn first line may be shorter.
  return HEAD.startsWith(head.toString("latin1", 0, bytesRead));
}

function identityOf({ dev, ino }: { dev: bigint; ino: bigint }): string {
  return `${dev}:${ino}`;
}
