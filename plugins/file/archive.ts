import { readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { SinkContext } from "tattle/sink";
import { compressFile } from "./compress.ts";
import { type RotatedFile, surplus } from "./keep.ts";
import { type RotatedName, rotatedName, rotatedNames, TORN } from "./names.ts";
import { lookAt } from "./places.ts";
import type { Settings } from "./settings.ts";
import { Troubles } from "./troubles.ts";

type ArchiveSettings = Pick<Settings, "compress" | "keep">;

/**
 * The rotated files beside a file. Tidying looks at what is there and brings it in order, so what
 * a crash has left needs no code of its own. It runs beside the writing and never holds it up, and
 * what fails with one file costs disk and no report, leaves the others to be done, and is tried
 * again after the next rotation.
 */
export class Archive {
  readonly #folder: string;
  readonly #parse: (name: string) => RotatedName | null;
  readonly #stop = new AbortController();
  readonly #troubles: Troubles;
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
    this.#troubles = new Troubles(context.log);
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

  /** A free path for a file without one whole line. What lies there is never touched again. */
  async tornPath(): Promise<string> {
    for (;;) {
      const path = `${await this.freePath()}${TORN}`;
      if ((await lookAt(path)) === null) return path;
    }
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

  async #tidy(): Promise<void> {
    await this.#attempt(this.#folder, async () => {
      await this.#removeLeftovers();
      // Room first: a full disk has none for compressed files.
      await this.#removeSurplus();
      await this.#compress();
      await this.#removeSurplus();
    });
  }

  /** Of a crash: half of a compressed file, or a file beside its whole compressed form. */
  async #removeLeftovers(): Promise<void> {
    const files = await this.#files();
    const whole = files.filter(({ partial }) => !partial);
    const compressed = new Set(
      whole.filter(({ compression }) => compression !== "none").map(({ at }) => at),
    );
    for (const { name, partial, compression, at } of files) {
      if (partial || (compression === "none" && compressed.has(at))) await this.#remove(name);
    }
  }

  async #compress(): Promise<void> {
    const { compress } = this.settings;
    if (compress === "none") return;
    const files = (await this.#files()).filter(({ compression }) => compression === "none");
    for (const { name } of files.toSorted((a, b) => a.at - b.at)) {
      const path = join(this.#folder, name);
      await this.#attempt(path, () => compressFile(path, compress, this.#stop.signal));
    }
  }

  async #removeSurplus(): Promise<void> {
    const files = await this.#files();
    const gone = surplus(files, this.settings.keep, this.context.clock.now());
    let removed = 0;
    for (const { name } of gone) removed += (await this.#remove(name)) ? 1 : 0;
    if (removed > 0) this.context.log.info("deleted rotated files", { files: removed });
  }

  /** Folders, links, pipes under such a name were made by somebody else and are none of these. */
  async #files(): Promise<RotatedFile[]> {
    const files: RotatedFile[] = [];
    for (const rotated of await this.#names()) {
      const info = await lookAt(join(this.#folder, rotated.name));
      if (info?.isFile()) files.push({ ...rotated, size: info.size });
    }
    return files;
  }

  async #names(): Promise<RotatedName[]> {
    return (await readdir(this.#folder)).flatMap((name) => this.#parse(name) ?? []);
  }

  #remove(name: string): Promise<boolean> {
    const path = join(this.#folder, name);
    return this.#attempt(path, () => rm(path, { force: true }));
  }

  /** Does something with a file. Resolves to whether it went well; what did not is told. */
  async #attempt(path: string, act: () => Promise<void>): Promise<boolean> {
    if (this.#stop.signal.aborted) return false;
    try {
      await act();
      this.#troubles.over(path);
      return true;
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#troubles.tell(path, error);
      return false;
    }
  }
}
