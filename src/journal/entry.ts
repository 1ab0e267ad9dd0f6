import type { JsonObject } from "../report/json.ts";
import type { RequestContext, Sampling } from "../report/report.ts";

/** One kept report as the journal holds it: what was decided on receipt, and what the browser sent. */
export interface JournalItem {
  /** UUIDv7, the report's id for ever. */
  id: string;
  /** Redacted already. Every other field of a report is decoded from it again when it is read. */
  raw: JsonObject;
  sampling?: Sampling;
  /** Left out for 1. */
  weight?: number;
  /** Left out for none. */
  noise?: string;
}

/** What one request brought. A journal row is a JSON array of these. */
export interface JournalEntry {
  /** Its id is that of the first item, unless an import brings another. */
  request: Omit<RequestContext, "id"> & { id?: string };
  project: string;
  /** Milliseconds since the epoch. */
  receivedAt: number;
  items: JournalItem[];
  /** Names of the only sinks that are to have it. Left out for all, as for everything that browsers send. */
  sinks?: readonly string[];
}
