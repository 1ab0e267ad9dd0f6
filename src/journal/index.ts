export { type Count, type HourCount, IMPORTED, KEPT } from "./counts.ts";
export { JOURNAL_FILE } from "./database.ts";
export type { JournalEntry, JournalItem } from "./entry.ts";
export { type Append, Journal, type JournalOptions, type JournalState } from "./journal.ts";
export { type DataLock, lockDataFolder } from "./lock.ts";
export { JournalReader, type JournalRow, type RowInfo } from "./reader.ts";
