import { IMPORTED, type JournalEntry } from "../journal/index.ts";
import { CodedError } from "../report/errors.ts";
import { Account, type ImportResult } from "./account.ts";
import { type Line, LineSplitter } from "./lines.ts";
import type { ImporterOptions, ImportOptions, ImportSink } from "./options.ts";
import { Pace } from "./pace.ts";
import { LineTaker } from "./take.ts";

/** Characters of lines that are dealt with at once: some milliseconds of work. */
const SLICE = 16_384;

/** One import: a chunk at a time from lines to the journal. */
export class ImportRun {
  readonly #o: ImporterOptions;
  readonly #account: Account;
  readonly #pace: Pace;
  readonly #taker: LineTaker;

  constructor(o: ImporterOptions, options: ImportOptions, sinks: readonly ImportSink[]) {
    this.#o = o;
    const names = sinks.map(({ name }) => name);
    const { statuses, clock } = o;
    this.#account = new Account(names);
    this.#pace = new Pace({ statuses, clock, limits: o.sinks, sinks: names });
    this.#taker = new LineTaker(o, options, sinks, this.#account);
  }

  /** @throws CodedError that says how far it came */
  async all(body: AsyncIterable<Uint8Array>): Promise<ImportResult> {
    const { result } = this.#account;
    const { log } = this.#o;
    try {
      const lines = new LineSplitter();
      for await (const chunk of chunksOf(body)) await this.#chunk(lines.add(chunk));
      await this.#chunk(lines.end());
    } catch (error) {
      const { imported, lines } = result;
      log.warn("an import ended before its end", { imported, lines, error: String(error) });
      if (!(error instanceof CodedError)) throw error;
      const far = `${imported} reports of the first ${lines} lines were imported.`;
      throw new CodedError(error.code, `${error.message} ${far}`, { cause: error });
    }
    const { lines, malformed, imported, duplicates } = result;
    const dropped = Object.values(result.dropped).reduce((sum, count) => sum + count, 0);
    log.info("reports were imported", { lines, malformed, imported, duplicates, dropped });
    return result;
  }

  async #chunk(lines: Iterable<Line>): Promise<void> {
    let entries: JournalEntry[] = [];
    let length = 0;
    let added = 0;
    for (const line of lines) {
      const entry = this.#taker.take(line);
      if (entry !== null) entries.push(entry);
      length += line.text?.length ?? 0;
      if (length < SLICE) continue;
      added += await this.#append(entries);
      entries = [];
      length = 0;
      // What browsers send has its turn, also while nothing was appended.
      await nextTurn();
    }
    added += await this.#append(entries);
    await this.#pace.keep(added);
    // Chunks that are there already come without a turn of the loop between them.
    await nextTurn();
  }

  /** All in one commit, so that what was appended is a prefix. Returns how many characters that took. */
  async #append(entries: readonly JournalEntry[]): Promise<number> {
    this.#o.expect(this.#taker.news());
    let length = 0;
    const appends = entries.map((entry) => {
      const text = JSON.stringify(entry);
      length += text.length;
      const { project, items } = entry;
      return this.#o.journal.append({ project, text, reports: items.length, outcome: IMPORTED });
    });
    await Promise.all(appends);
    for (const { receivedAt, items } of entries) this.#account.imported(receivedAt, items.length);
    return length;
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** @throws CodedError `import_broken` where the stream breaks off */
async function* chunksOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  try {
    yield* body;
  } catch (cause) {
    throw new CodedError("import_broken", "The file was not sent to its end.", { cause });
  }
}
