import type { Static } from "@sinclair/typebox";
import { Elysia } from "elysia";
import type { Report } from "../../../report/report.ts";
import { ndjsonLine } from "../../../sink/line.ts";
import type { ReportQuery } from "../../../sink/reader.ts";
import type { Services } from "../../services.ts";
import { filterOf } from "../filter.ts";
import { readQuery } from "../parameters.ts";
import { read } from "../reading.ts";
import { ExportQuerySchema } from "../schema/export.ts";
import { parseEnds } from "../time.ts";
import { CSV_HEADER, csvLine } from "./csv.ts";
import { EXPORT } from "./docs.ts";
import { pagesOf } from "./pages.ts";
import { bodyOf } from "./stream.ts";

/** How reports are written. */
interface Format {
  readonly type: string;
  readonly header: string;
  readonly line: (report: Report) => string;
}

const FORMATS: Readonly<Record<"ndjson" | "csv", Format>> = {
  ndjson: { type: "application/x-ndjson", header: "", line: ndjsonLine },
  csv: { type: "text/csv; charset=utf-8; header=present", header: CSV_HEADER, line: csvLine },
};

/** All reports of a query in one answer. */
export function exportApi({ reader, log }: Pick<Services, "reader" | "log">) {
  return new Elysia().get(
    "/api/v1/export",
    async ({ request }) => {
      const query = readQuery(ExportQuerySchema, request.url);
      const { format = "ndjson", limit } = query;
      const ask = (page: ReportQuery) => read(reader, (store) => store.reports(page), page);
      const pages = pagesOf(ask, reportsOf(query), limit);
      // What is wrong with the question is found before the answer begins.
      const first = await pages.next();
      const chunks = textsOf(FORMATS[format], first.value ?? [], pages);
      const failed = (error: unknown) => {
        log.error("an export ended before its end", { error: String(error) });
      };
      return new Response(bodyOf(chunks, failed), {
        headers: {
          "content-type": FORMATS[format].type,
          "content-disposition": `attachment; filename="reports.${format}"`,
        },
      });
    },
    { detail: EXPORT },
  );
}

function reportsOf(query: Static<typeof ExportQuerySchema>): Omit<ReportQuery, "limit"> {
  const { search } = query;
  return { ...filterOf(query), ...parseEnds(query), ...(search !== undefined && { search }) };
}

async function* textsOf(
  { header, line }: Format,
  first: readonly Report[],
  others: AsyncGenerator<Report[], void>,
): AsyncGenerator<string, void> {
  const text = (reports: readonly Report[]) => reports.map(line).join("");
  if (header !== "" || first.length > 0) yield header + text(first);
  for await (const reports of others) if (reports.length > 0) yield text(reports);
}
