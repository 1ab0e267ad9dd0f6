import { type Static, Type } from "@sinclair/typebox";
import { Nullable, Total } from "./common.ts";
import { CountsSchema, counts, points, span } from "./counts.ts";
import { filters, LAST_DAY, onlyThese, spanParameters } from "./filter.ts";

export const OverviewSchema = Type.Object(
  {
    ...span,
    total: CountsSchema,
    issues: Total("Issues with at least one violation in the span."),
    series: points(
      "By hour for spans up to three days, else by day. Those without a report are left out.",
    ),
    byDirective: Type.Array(Type.Object({ directive: Nullable(Type.String()), ...counts })),
    byDisposition: Type.Array(Type.Object({ disposition: Nullable(Type.String()), ...counts })),
  },
  { $id: "Overview", description: "What happened in a span of time." },
);

/** An overview as the API shows it. */
export type OverviewView = Static<typeof OverviewSchema>;

export const OverviewQuerySchema = Type.Object(
  { ...spanParameters(LAST_DAY), ...filters },
  onlyThese,
);
