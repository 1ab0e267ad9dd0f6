import { Type } from "@sinclair/typebox";
import { ndjsonLine } from "../../../sink/line.ts";
import { operation } from "../operation.ts";
import { ExportQuerySchema } from "../schema/export.ts";
import { CSV_HEADER, csvLine } from "./csv.ts";
import { SAMPLE } from "./sample.ts";

const Text = Type.String({ description: "One line for each report." });

export const EXPORT = operation({
  operationId: "exportReports",
  tag: "Reports",
  query: ExportQuerySchema,
  summary: "Export reports",
  description:
    "All reports that the filters let through, newest first, in one answer that is made while it is read. NDJSON keeps everything, times in milliseconds since 1970. CSV is for people: texts that a spreadsheet would run as a formula get an apostrophe before them, and characters that cannot be shown become `\\uXXXX`. An answer that ends without its last chunk is not the whole.",
  answers: {
    "application/x-ndjson": { schema: Text, example: ndjsonLine(SAMPLE) },
    "text/csv": { schema: Text, example: CSV_HEADER + csvLine(SAMPLE) },
  },
  answerIs: "The reports, which may be none.",
  errors: ["request_invalid", "reader_missing", "reader_unavailable"],
});
