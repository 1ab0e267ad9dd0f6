import { type Static, Type } from "@sinclair/typebox";
import { Nullable, Timestamp, Total } from "./common.ts";

const counts = {
  received: Total("As received, after sampling."),
  estimated: Type.Number({ minimum: 0, description: "Scaled by weight: as if without sampling." }),
};

export const OverviewSchema = Type.Object(
  {
    from: Timestamp("Start of the span, inclusive."),
    to: Timestamp("End of the span, exclusive."),
    total: Type.Object(counts),
    issues: Total("Issues with at least one violation in the span."),
    series: Type.Array(Type.Object({ at: Timestamp("Start of the hour or day."), ...counts }), {
      description: "By hour for spans up to three days, else by day. Empty ones are left out.",
    }),
    byDirective: Type.Array(Type.Object({ directive: Nullable(Type.String()), ...counts })),
    byDisposition: Type.Array(Type.Object({ disposition: Nullable(Type.String()), ...counts })),
  },
  { $id: "Overview", description: "What happened in a span of time." },
);

/** An overview as the API shows it. */
export type OverviewView = Static<typeof OverviewSchema>;

const moment = (description: string) => Type.Optional(Type.String({ maxLength: 40, description }));

export const OverviewQuerySchema = Type.Object(
  {
    from: moment(
      "Start, inclusive: an RFC 3339 date (`2026-11-21`) or date and time, or milliseconds since 1970. Default: a day before `to`.",
    ),
    to: moment("End, exclusive, alike. Default: now."),
    project: Type.Optional(Type.String({ maxLength: 200, description: "Only of this project." })),
  },
  { additionalProperties: false },
);
