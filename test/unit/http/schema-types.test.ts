import { expect, test } from "bun:test";
import type { SinkStatus } from "../../../src/delivery/index.ts";
import type { Problem } from "../../../src/http/api/schema/common.ts";
import type { OverviewView } from "../../../src/http/api/schema/overview.ts";
import type { ReportQuerySchema, ReportView } from "../../../src/http/api/schema/report.ts";
import type { SinkView } from "../../../src/http/api/schema/sink.ts";
import type { StatusView } from "../../../src/http/api/schema/status.ts";
import type { ProblemCode } from "../../../src/http/problems.ts";
import type { JournalState } from "../../../src/journal/index.ts";
import type { Report, Violation } from "../../../src/report/report.ts";
import type { Overview, ReportQuery } from "../../../src/sink/reader.ts";

/** True where each type can stand for the other. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** The same with all moments as texts, as the API writes them. */
type Written<T, K extends keyof T> = Omit<T, K> & { [P in K]: Exclude<T[P], number> | string };

/** One line per schema: the compiler refuses `true` where schema and domain have drifted apart. */
const SAME: {
  report: Same<ReportView, Written<Report, "receivedAt" | "occurredAt">>;
  violation: Same<NonNullable<ReportView["violation"]>, Violation>;
  sink: Same<keyof SinkView, keyof SinkStatus>;
  sinkState: Same<SinkView["state"], SinkStatus["state"]>;
  overview: Same<keyof OverviewView, Exclude<keyof Overview, "covers"> | "from" | "to">;
  query: Same<
    (typeof ReportQuerySchema)["static"],
    Pick<ReportQuery, "project" | "type" | "limit" | "cursor">
  >;
  journal: Same<StatusView["journal"]["state"], JournalState>;
  problem: Same<Problem["code"], ProblemCode>;
} = {
  report: true,
  violation: true,
  sink: true,
  sinkState: true,
  overview: true,
  query: true,
  journal: true,
  problem: true,
};

test("the schemas of the API describe the domain's own types", () => {
  expect(Object.values(SAME)).not.toContain(false);
});
