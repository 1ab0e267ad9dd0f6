import { join } from "node:path";
import { type ExternalPlugin, externalPlugin } from "../../../src/external/index.ts";
import { systemClock } from "../../../src/sink/context.ts";
import type { Sink, Supports } from "../../../src/sink/sink.ts";
import type { ExternalPart } from "../../../src/threads/index.ts";
import { MemoryLog } from "../../support/memory-log.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

export const SUPPORTS: Supports = { reader: false, idempotent: true };

/** A module whose sink has these members, each the source text of a method. */
export function sinkText(members: string, supports: Supports = SUPPORTS): string {
  return `
    import { defineSink, SinkError, t } from "tattle/sink";
    import { writeSync } from "node:fs";
    export default defineSink({
      name: "test", summary: "A test.", config: t.Object({}), supports: ${JSON.stringify(supports)},
      create: (config, context) => ({
        async open() {}, async write() { return {}; }, async close() {}, ${members}
      }),
    });`;
}

/** A sink of a file that the test writes, as the delivery loop sees it. */
export class Bench implements AsyncDisposable {
  readonly #folder = temporaryFolder();
  readonly log = new MemoryLog();
  #external: ExternalPlugin | null = null;

  get folder(): string {
    return this.#folder.path;
  }

  /** Writes a file and gives its path. */
  async file(text: string, name = "sink.ts"): Promise<string> {
    const path = join(this.folder, name);
    await Bun.write(path, text);
    return path;
  }

  /** The sink of a module's text. */
  async sink(text: string, part: Partial<ExternalPart> = {}, config: unknown = {}): Promise<Sink> {
    const module = await this.file(text);
    const external = externalPlugin({
      ref: { module, from: this.folder },
      memory: 512 << 20,
      supports: SUPPORTS,
      secrets: [],
      hidden: [],
      timeout: 5_000,
      ...part,
    });
    this.#external = external;
    return external.plugin.create(config, {
      name: "test",
      log: this.log,
      clock: systemClock,
      fetch,
      dataDir: this.folder,
    });
  }

  get restarts(): number {
    return this.#external?.restarts() ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#external?.kill();
    this.#folder[Symbol.dispose]();
  }
}
