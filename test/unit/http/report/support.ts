import { Admission, type AdmissionSettings } from "../../../../src/admission/index.ts";
import { BodyReader, Ingest, type IngestOptions } from "../../../../src/http/report/index.ts";
import { POSTHOG_PARAMETERS, reportParameters } from "../../../../src/http/report/parameters.ts";
import type { JournalEntry } from "../../../../src/journal/index.ts";
import { MemoryLog } from "../../../support/memory-log.ts";
import { rowsOf, type TestJournal, testJournal } from "../../journal/support.ts";

export const CSP_REPORT = "application/csp-report";
export const REPORTS_JSON = "application/reports+json";

const SETTINGS: AdmissionSettings = {
  projects: [],
  algorithm: "uniform",
  noise: { action: "tag" },
  addressRateLimit: null,
};

export interface TestIngest extends TestJournal {
  ingest: Ingest;
  bodies: BodyReader;
  log: MemoryLog;
  /** Posts a body to `/report/` and the query. */
  post(body: string, query?: string, headers?: Record<string, string>): Promise<Response>;
  /** Everything that the journal holds, as it was written. */
  entries(): JournalEntry[];
  /** The counters by outcome, over all projects and hours. */
  counts(): Record<string, number>;
}

/** The real path from a request to a real journal; `using` removes it. */
export function testIngest(
  settings: Partial<AdmissionSettings> = {},
  options: Partial<IngestOptions> = {},
): TestIngest {
  const t = testJournal();
  const log = new MemoryLog();
  const bodies = new BodyReader({ body: 100_000, bodiesInFlight: 1_000_000 });
  const { clock } = t;
  const ingest = new Ingest({
    admission: new Admission({ ...SETTINGS, ...settings }, { clock }),
    journal: t.journal,
    bodies,
    reportsPerBody: 100,
    urls: "strip",
    clock,
    log,
    newId: (now) => Bun.randomUUIDv7("hex", now),
    ...options,
  });
  return Object.assign(t, {
    ingest,
    bodies,
    log,
    post: (body: string, query = "", headers: Record<string, string> = {}) => {
      const url = `http://tattle.test/report/${query}`;
      const request = new Request(url, {
        method: "POST",
        body,
        headers: {
          "content-type": CSP_REPORT,
          "content-length": String(Buffer.byteLength(body)),
          ...headers,
        },
      });
      return ingest.handle(request, reportParameters(url, POSTHOG_PARAMETERS), "192.0.2.1");
    },
    entries: () => rowsOf(t.dir).flatMap(({ text }): JournalEntry[] => JSON.parse(text)),
    counts: () => {
      const sums: Record<string, number> = {};
      for (const { outcome, count } of t.journal.counters()) {
        sums[outcome] = (sums[outcome] ?? 0) + count;
      }
      return sums;
    },
  });
}
