import { Type } from "@sinclair/typebox";
import { filters, onlyThese, search, spanParameters, Word } from "./filter.ts";

export const ExportQuerySchema = Type.Object(
  {
    format: Type.Optional(
      Word(
        ["ndjson", "csv"],
        "`ndjson` (default): one report in JSON on each line, with everything that is known of it. `csv`: for spreadsheets.",
      ),
    ),
    ...spanParameters("When they were received. Default: from the first report that is kept."),
    search,
    ...filters,
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1_000_000_000,
        description: "At most so many reports. Default: all.",
      }),
    ),
  },
  onlyThese,
);
