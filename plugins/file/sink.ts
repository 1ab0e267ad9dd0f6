import { rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Batch, Sink, SinkContext, WriteResult } from "tattle/sink";
import { Archive } from "./archive.ts";
import { encode } from "./encode.ts";
import { asSinkError, unusable } from "./failure.ts";
import { type Lock, lockFile } from "./lock.ts";
import { hasReservedEnding } from "./names.ts";
import { NdjsonFile } from "./ndjson-file.ts";
import { findFile, prepareFolder, syncFolder } from "./places.ts";
import type { Settings } from "./settings.ts";
import { Turns } from "./turns.ts";

/** The file's name in the sink's own folder. */
const DEFAULT_FILE = "reports.ndjson";

/** What an open sink holds. */
interface Held {
  /** Where the file is, without links. */
  readonly path: string;
  readonly lock: Lock;
  readonly archive: Archive;
  file: NdjsonFile;
  /** When the file's first line was written, milliseconds since the epoch; `null` for an empty one. */
  startedAt: number | null;
}

/** Appends reports to a file, and puts the file aside when it is large or old. */
export class FileSink implements Sink {
  readonly #turns = new Turns();
  /** As the settings name it, links included. */
  readonly #path: string;
  readonly #mode: number;
  #held: Held | null = null;

  constructor(
    private readonly settings: Settings,
    private readonly context: SinkContext,
  ) {
    this.#path = settings.path ?? join(context.dataDir, DEFAULT_FILE);
    this.#mode = Number.parseInt(settings.mode, 8);
  }

  open(signal: AbortSignal): Promise<void> {
    return this.#turn(async () => {
      await this.#release();
      await this.#acquire();
    }, signal);
  }

  write(batch: Batch, signal: AbortSignal): Promise<WriteResult> {
    const { bytes, rejected } = encode(batch.reports);
    return this.#turn(async () => {
      const held = this.#open();
      await this.#follow(held);
      if (this.#isDue(held, bytes.length)) await this.#rotate(held);
      await held.file.append(bytes, signal);
      held.startedAt ??= this.context.clock.now();
      return { rejected };
    }, signal);
  }

  sync(): Promise<void> {
    return this.#turn(() => this.#open().file.sync());
  }

  close(): Promise<void> {
    return this.#turn(() => this.#release());
  }

  /** Resolves when no rotated file is being compressed or deleted. */
  async settled(): Promise<void> {
    await this.#held?.archive.settled();
  }

  #open(): Held {
    if (this.#held === null) throw new Error("the file is not open");
    return this.#held;
  }

  async #acquire(): Promise<void> {
    await prepareFolder(this.#path);
    const path = await findFile(this.#path);
    if (hasReservedEnding(path)) {
      throw unusable(path, "names that end in .gz, .zst or .partial are those of rotated files");
    }
    const lock = await lockFile(path);
    try {
      const archive = new Archive(path, this.settings, this.context);
      const file = await this.#openFile(path, archive);
      this.#held = { path, lock, archive, file, startedAt: file.bornAt };
      archive.tidy();
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  async #release(): Promise<void> {
    const held = this.#held;
    this.#held = null;
    if (held === null) return;
    await held.archive.close();
    try {
      await held.file.close();
    } finally {
      held.lock.release();
    }
  }

  /** Goes on in a new file where another program has moved or deleted the old one. */
  async #follow(held: Held): Promise<void> {
    if (await held.file.isAt(held.path)) return;
    await held.file.sync();
    await this.#reopen(held);
  }

  #isDue({ file, startedAt }: Held, bytes: number): boolean {
    const { size, age } = this.settings.rotate;
    if (file.size === 0) return false;
    if (size > 0 && file.size + bytes > size) return true;
    return age !== undefined && startedAt !== null && this.context.clock.now() - startedAt >= age;
  }

  /** The name of a rotated file stands for what is on disk, so it is synced before. */
  async #rotate(held: Held): Promise<void> {
    await held.file.sync();
    await rename(held.path, await held.archive.freePath());
    await syncFolder(dirname(held.path));
    await this.#reopen(held);
    held.archive.tidy();
  }

  async #reopen(held: Held): Promise<void> {
    await prepareFolder(held.path);
    const file = await this.#openFile(held.path, held.archive);
    const old = held.file;
    held.file = file;
    held.startedAt = file.bornAt;
    await old.close();
  }

  #openFile(path: string, archive: Archive): Promise<NdjsonFile> {
    const putAside = async () => {
      const torn = await archive.tornPath();
      await rename(path, torn);
      this.context.log.warn("put aside a file with half of a report and no whole one", { torn });
    };
    return NdjsonFile.open(path, { mode: this.#mode, putAside });
  }

  async #turn<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    try {
      return await this.#turns.take(task, signal);
    } catch (error) {
      if (signal?.aborted) throw error;
      throw asSinkError(error, this.#path);
    }
  }
}
