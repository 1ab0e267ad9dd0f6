import { CodedError } from "../report/errors.ts";
import type { ImportResult } from "./account.ts";
import type { ImporterOptions, ImportOptions, ImportSink } from "./options.ts";
import { ImportRun } from "./run.ts";

/** Brings reports of files into the journal: the way of those that browsers send, from intake on, one file at a time. */
export class Importer {
  readonly #o: ImporterOptions;
  #running = false;

  constructor(options: ImporterOptions) {
    this.#o = options;
  }

  /**
   * Imports what a stream brings. What was appended before it fails or breaks off stays, and is a
   * whole prefix of it; running it again goes on.
   *
   * @throws CodedError `import_running`, `sink_unknown`, `project_unknown`, `reader_missing`,
   *   `import_stalled`, `import_broken`, `journal_unavailable`, `alerts_unavailable`, `delivery_unavailable`
   */
  async run(body: AsyncIterable<Uint8Array>, options: ImportOptions): Promise<ImportResult> {
    const sinks = this.#sinksOf(options);
    if (options.project !== null && !this.#o.admission.hasProject(options.project)) {
      throw new CodedError("project_unknown", "There is no project of the name that was given.");
    }
    if (this.#running) throw new CodedError("import_running", "Another import is under way.");
    this.#running = true;
    try {
      return await new ImportRun(this.#o, options, sinks).all(body);
    } finally {
      this.#running = false;
    }
  }

  #sinksOf({ sinks: names }: ImportOptions): ImportSink[] {
    const { sinks } = this.#o;
    if (names === null) {
      const readable = sinks.filter(({ reader }) => reader);
      if (readable.length > 0) return readable;
      throw new CodedError("reader_missing", "No sink can be read from, and none was named.");
    }
    return [...new Set(names)].map((name) => {
      const found = sinks.find((sink) => sink.name === name);
      if (found !== undefined) return found;
      throw new CodedError("sink_unknown", "No sink of the configuration has the name given.");
    });
  }
}
