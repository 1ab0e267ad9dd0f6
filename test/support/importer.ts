import { Admission, type AdmissionSettings } from "../../src/admission/index.ts";
import { expandRow } from "../../src/delivery/index.ts";
import type { ImportOptions } from "../../src/imports/index.ts";
import { type ExpectedViolation, Importer, type ImporterOptions } from "../../src/imports/index.ts";
import type { Append, JournalEntry } from "../../src/journal/index.ts";
import type { Report } from "../../src/report/report.ts";
import { ManualClock } from "./manual-clock.ts";
import { MemoryLog } from "./memory-log.ts";

/** A journal that keeps everything in memory, in the order of its commits. */
export class FakeJournal {
  readonly appends: Append[] = [];

  append(entry: Append): Promise<void> {
    this.appends.push(entry);
    return Promise.resolve();
  }

  get entries(): JournalEntry[] {
    return this.appends.map(({ text }): JournalEntry => JSON.parse(text));
  }

  /** As sinks get them. */
  get reports(): Report[] {
    return expandRow(`[${this.appends.map(({ text }) => text).join(",")}]`);
  }
}

const UNCONFIGURED: AdmissionSettings = {
  projects: [],
  algorithm: "uniform",
  noise: { action: "tag" },
  addressRateLimit: null,
};

/** An importer and what it works with, around it nothing. */
export class ImportBench {
  readonly clock = new ManualClock(Date.UTC(2026, 10, 29, 12));
  readonly journal = new FakeJournal();
  readonly log = new MemoryLog();
  readonly expected: ExpectedViolation[] = [];
  readonly importer: Importer;

  constructor(over: Partial<ImporterOptions> = {}, settings: Partial<AdmissionSettings> = {}) {
    const { clock, journal, log } = this;
    this.importer = new Importer({
      admission: new Admission({ ...UNCONFIGURED, ...settings }, { clock }),
      journal,
      sinks: [
        { name: "sqlite", reader: true, keeps: 30 * 86_400_000, maxBacklog: 1 << 30 },
        { name: "posthog", reader: false, keeps: null, maxBacklog: 1 << 30 },
      ],
      statuses: async () => [],
      reportsPerBody: 1_000,
      urls: "strip",
      expect: (violations) => this.expected.push(...violations),
      clock,
      log,
      ...over,
    });
  }

  /** Imports a text, in chunks of so many bytes. */
  run(text: string | Uint8Array, options: Partial<ImportOptions> = {}, size = 1_000) {
    const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
    return this.importer.run(chunksOf(bytes, size), {
      format: null,
      project: null,
      sinks: null,
      receivedAt: this.clock.now(),
      ...options,
    });
  }
}

/** Bytes in pieces. */
export async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
