import type { RemoteReader } from "../../src/http/services.ts";
import { READER_METHODS } from "../../src/sink/reader.ts";

const NONE = { received: 0, estimated: 0 };

/** The reader of a store that has nothing. */
export function emptyReader(): RemoteReader {
  const side = (version: string | null) => {
    return { version, ...NONE, issues: 0, firstSeen: null, lastSeen: null };
  };
  return {
    reports: async () => ({ items: [], next: null }),
    report: async () => null,
    overview: async ({ from, to }) => ({
      total: NONE,
      issues: 0,
      series: [],
      byDirective: [],
      byDisposition: [],
      covers: { from, to },
    }),
    series: async ({ from, to, bucket = "hour" }) => {
      return { bucket, total: NONE, points: [], groups: [], rest: null, covers: { from, to } };
    },
    top: async ({ from, to }) => {
      return { total: NONE, items: [], rest: NONE, values: 0, covers: { from, to } };
    },
    types: async () => [],
    facets: async () => {
      return { projects: [], types: [], directives: [], versions: [], browsers: [], noise: [] };
    },
    issues: async ({ from, to }) => ({ items: [], next: null, total: 0, covers: { from, to } }),
    issue: async () => null,
    versions: async ({ a, b }) => ({
      a: side(a),
      b: side(b),
      new: [],
      gone: [],
      changed: [],
      totals: { new: 0, gone: 0, changed: 0 },
    }),
  };
}

/** A reader of which every question fails so. */
export function failingReader(error: unknown): RemoteReader {
  const fail = () => Promise.reject(error);
  const reader = emptyReader();
  for (const name of READER_METHODS) reader[name] = fail;
  return reader;
}

/** Another reader, and what it was asked. */
export function askedReader(reader = emptyReader()): { reader: RemoteReader; asked: unknown[] } {
  const asked: unknown[] = [];
  const noting =
    <Q, A>(answer: (query: Q) => Promise<A>) =>
    (query: Q) => {
      asked.push(query);
      return answer(query);
    };
  return {
    asked,
    reader: {
      overview: noting(reader.overview),
      series: noting(reader.series),
      top: noting(reader.top),
      issues: noting(reader.issues),
      issue: noting(reader.issue),
      versions: noting(reader.versions),
      types: noting(reader.types),
      facets: noting(reader.facets),
      reports: noting(reader.reports),
      report: noting(reader.report),
    },
  };
}
