import type { RemoteReader } from "../../../../src/http/services.ts";
import type { Report } from "../../../../src/report/report.ts";
import { emptyReader } from "../../../support/readers.ts";
import { REPORT } from "./examples.ts";

/** A store of these reports; pages by index. */
export function fakeReader(reports: readonly Report[] = [REPORT]): RemoteReader {
  return {
    ...emptyReader(),
    reports: async ({ project, type, limit, cursor }) => {
      const from = cursor === undefined ? 0 : Number(cursor);
      if (!Number.isInteger(from)) throw new RangeError("not a cursor");
      const found = reports.filter(
        (report) =>
          (project === undefined || report.project === project) &&
          (type === undefined || report.type === type),
      );
      const more = from + limit < found.length;
      return { items: found.slice(from, from + limit), next: more ? `${from + limit}` : null };
    },
    report: async (id) => reports.find((report) => report.id === id) ?? null,
    overview: async ({ from, to }) => ({
      covers: { from, to },
      total: { received: 1, estimated: 2 },
      issues: 1,
      series: [{ at: from, received: 1, estimated: 2 }],
      byDirective: [{ directive: "script-src-elem", received: 1, estimated: 2 }],
      byDisposition: [{ disposition: null, received: 1, estimated: 2 }],
    }),
  };
}
