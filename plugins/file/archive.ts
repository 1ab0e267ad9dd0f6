import { readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { SinkContext } from "tattle/sink";
import { compressFile } from "./compress.ts";
import { type RotatedFile, surplus } from "./keep.ts";
import { type RotatedName, rotatedName, rotatedNames } from "./names.ts";
import { lookAt } from "./places.ts";
import type { Settings } from "./settings.ts";

type ArchiveSettings = Pick<Settings, "compress" | "keep">;

/**
 * The rotated files beside a file. Tidying looks at what is there and brings it in order, so what
 * a crash has left needs no code of its own. It runs beside the writing and never holds it up.
 */
export class Archive {
  readonly #folder: string;
  readonly #parse: (name: string) => RotatedName | null;
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #waiting = false;
  /** The moment in the name that was given last. */
  #newest = 0;

  /** @param path of the file that is rotated */
  constructor(
    private readonly path: string,
    private readonly settings: ArchiveSettings,
    private readonly context: Pick<SinkContext, "clock" | "log">,
  ) {
    this.#folder = dirname(path);
    this.#parse = rotatedNames(path);
  }

  /**
   * A path for the file to be put aside under: that of this moment, or of the next one that is
   * free. Later than any before, also where the clock was set back.
   */
  async freePath(): Promise<string> {
    const taken = new Set((await this.#names()).map(({ at }) => at));
    let at = Math.max(this.context.clock.now(), this.#newest + 1);
    while (taken.has(at)) at += 1;
    this.#newest = at;
    return join(this.#folder, rotatedName(this.path, at));
  }

  /** Compresses what is not, and deletes what is too much; once more where it is doing so already. */
  tidy(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    this.#running = this.#running.then(() => {
      this.#waiting = false;
      return this.#tidy();
    });
  }

  /** Gives up what {@link tidy} is doing; the next one does it. */
  async close(): Promise<void> {
    this.#stop.abort(new Error("closed"));
    await this.#running;
  }

  /** Resolves when nothing is being tidied. */
  settled(): Promise<void> {
    return this.#running;
  }

  /** What fails here costs disk and no report, and is tried again after the next rotation. */
  async #tidy(): Promise<void> {
    try {
      await this.#removeLeftovers();
      await this.#removeSurplus();
      await this.#compress();
      await this.#removeSurplus();
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      this.context.log.error("rotated files could not be compressed or deleted", {
        folder: this.#folder,
        error: message,
      });
    }
  }

  /** Of a crash: half of a compressed file, or a file beside its whole compressed form. */
  async #removeLeftovers(): Promise<void> {
    const names = await this.#names();
    const whole = names.filter(({ partial }) => !partial);
    const compressed = new Set(
      whole.filter(({ compression }) => compression !== "none").map(({ at }) => at),
    );
    for (const { name, partial, compression, at } of names) {
      if (partial || (compression === "none" && compressed.has(at))) await this.#remove(name);
    }
  }

  async #compress(): Promise<void> {
    const { compress } = this.settings;
    if (compress === "none") return;
    const names = (await this.#names()).filter(({ compression }) => compression === "none");
    for (const { name } of names.toSorted((a, b) => a.at - b.at)) {
      this.#stop.signal.throwIfAborted();
      await compressFile(join(this.#folder, name), compress, this.#stop.signal);
    }
  }

  async #removeSurplus(): Promise<void> {
    const files: RotatedFile[] = [];
    for (const rotated of await this.#names()) {
      const info = await lookAt(join(this.#folder, rotated.name));
      if (info !== null) files.push({ ...rotated, size: info.size });
    }
    const gone = surplus(files, this.settings.keep, this.context.clock.now());
    for (const { name } of gone) await this.#remove(name);
    if (gone.length > 0) this.context.log.info("deleted rotated files", { files: gone.length });
  }

  async #names(): Promise<RotatedName[]> {
    return (await readdir(this.#folder)).flatMap((name) => this.#parse(name) ?? []);
  }

  #remove(name: string): Promise<void> {
    return rm(join(this.#folder, name), { force: true });
  }
}
