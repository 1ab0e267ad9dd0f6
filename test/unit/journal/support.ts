import { randomBytes } from "node:crypto";
import { Journal, JournalReader, type JournalRow } from "../../../src/journal/index.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** A journal in a folder of its own; `using` closes it and removes the folder. */
export interface TestJournal extends Disposable {
  dir: string;
  clock: ManualClock;
  /** The journal that is open now. */
  journal: Journal;
  /** Closes it and opens the same file again, as a restart does. */
  reopen(): Journal;
}

export function testJournal(): TestJournal {
  const folder = temporaryFolder();
  const clock = new ManualClock();
  const open = () => new Journal({ dir: folder.path, durability: "os", clock });
  const test: TestJournal = {
    dir: folder.path,
    clock,
    journal: open(),
    reopen: () => {
      test.journal.close();
      test.journal = open();
      return test.journal;
    },
    [Symbol.dispose]: () => {
      test.journal.close();
      folder[Symbol.dispose]();
    },
  };
  return test;
}

/** An append that holds one text and counts as `reports` reports. */
export function entry(text: string, reports = 1, project = "shop") {
  return { project, text: JSON.stringify(text), reports };
}

/** A text of that many characters that no compression makes much smaller. */
export function noise(length: number): string {
  const bytes = randomBytes(length);
  return bytes.toString("base64").slice(0, length);
}

/** All rows, by a reader of its own. */
export function rowsOf(dir: string): JournalRow[] {
  const reader = new JournalReader(dir);
  try {
    const rows: JournalRow[] = [];
    for (let row = reader.next(0); row !== null; row = reader.next(row.seq)) rows.push(row);
    return rows;
  } finally {
    reader.close();
  }
}

/** The texts of all rows, in order. */
export function textsOf(dir: string): string[] {
  return rowsOf(dir).flatMap((row): string[] => JSON.parse(row.text));
}

/** The code that a promise is rejected with; `null` when it is not. */
export async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
    return null;
  } catch (error) {
    return error instanceof Error && "code" in error ? error.code : error;
  }
}
