import { Value } from "@sinclair/typebox/value";
import { Elysia } from "elysia";
import { CodedError } from "../../report/errors.ts";
import type { Page } from "../../sink/reader.ts";
import type { Services } from "../services.ts";
import { REPORT } from "./examples.ts";
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
import { reportPageView, reportView } from "./views.ts";

/** Reports, one by one and by the page. */
export function reportsApi({ reader }: Pick<Services, "reader">) {
  return new Elysia()
    .get(
      "/api/v1/reports",
      async ({ request }): Promise<Page<ReportView>> => {
        const query = readQuery(ReportQuerySchema, request.url);
        return reportPageView(await read(reader, (store) => store.reports(query)));
      },
      {
        detail: operation({
          operationId: "listReports",
          tag: "Reports",
          query: ReportQuerySchema,
          summary: "List reports",
          description:
            "Newest first. A cursor stays good while new reports arrive: they do not shift the pages that follow.",
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
