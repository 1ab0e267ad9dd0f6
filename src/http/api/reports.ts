import type { Static } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { Elysia } from "elysia";
import { CodedError } from "../../report/errors.ts";
import type { Page, ReportQuery } from "../../sink/reader.ts";
import type { Services } from "../services.ts";
import { REPORT } from "./examples.ts";
import { filterOf } from "./filter.ts";
import { operation } from "./operation.ts";
import { readQuery } from "./parameters.ts";
import { read } from "./reading.ts";
import {
  ReportIdSchema,
  ReportPageSchema,
  ReportQuerySchema,
  ReportSchema,
  type ReportView,
} from "./schema/report.ts";
import { parseEnds } from "./time.ts";
import { reportPageView, reportView } from "./views.ts";

/** Reports, one by one and by the page. */
export function reportsApi({ reader }: Pick<Services, "reader">) {
  return new Elysia()
    .get(
      "/api/v1/reports",
      async ({ request }): Promise<Page<ReportView>> => {
        const query = readQuery(ReportQuerySchema, request.url);
        return reportPageView(
          await read(reader, (store) => store.reports(reportQuery(query)), query),
        );
      },
      {
        detail: operation({
          operationId: "listReports",
          tag: "Reports",
          query: ReportQuerySchema,
          summary: "List reports",
          description:
            "Newest first; all filters must hold. A cursor stays good while new reports arrive: they do not shift the pages that follow. Only `next` tells the end: conditions that few reports meet are looked for in steps, so that a page may be empty and have a next one.",
          answer: ReportPageSchema,
          answerIs: "A page, which may be empty.",
          example: { items: [REPORT], next: null },
          errors: ["request_invalid", "cursor_invalid", "reader_missing", "reader_unavailable"],
        }),
      },
    )
    .get(
      "/api/v1/reports/:id",
      async ({ params }): Promise<ReportView> => {
        const known = Value.Check(ReportIdSchema, params);
        const report = await read(reader, async (store) =>
          known ? store.report(params.id) : null,
        );
        if (report === null) throw new CodedError("report_not_found", "No report has this id.");
        return reportView(report);
      },
      {
        detail: operation({
          operationId: "getReport",
          tag: "Reports",
          path: ReportIdSchema,
          summary: "Get a report",
          description:
            "A report can be read a moment after it was accepted: once its batch is written.",
          answer: ReportSchema,
          answerIs: "The report.",
          example: REPORT,
          errors: ["report_not_found", "reader_missing", "reader_unavailable"],
        }),
      },
    );
}

/** As the reader takes it. */
function reportQuery(query: Static<typeof ReportQuerySchema>): ReportQuery {
  const { search, limit, cursor } = query;
  return {
    ...filterOf(query),
    ...parseEnds(query),
    ...(search !== undefined && { search }),
    limit,
    ...(cursor !== undefined && { cursor }),
  };
}
