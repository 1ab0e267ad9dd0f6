import { type Static, Type } from "@sinclair/typebox";
import { Nullable, OneOf, Timestamp, Total } from "./common.ts";

export const RetaggingSchema = Type.Object(
  {
    id: Type.String({ description: "Of the rules in use; other rules have another." }),
    state: OneOf(
      ["running", "done"],
      "`done`: every sink that can has given all of its reports the tags of these rules.",
    ),
    changedAt: Timestamp("Since when these rules are used."),
    sinks: Type.Array(
      Type.Object({
        sink: Type.String({ description: "The sink's name." }),
        state: OneOf(
          ["waiting", "retagging", "done", "not_asked"],
          "`waiting`: it has not begun; reports of the time before may still wait for the sink. `not_asked`: it cannot, and what it has keeps the tags that it came with.",
        ),
        read: Total("Reports that were looked at."),
        changed: Total("Reports that have another tag now."),
        progress: Type.Number({
          minimum: 0,
          maximum: 1,
          description: "How much is done, by time of receipt.",
        }),
        doneAt: Nullable(Timestamp("When it was done."), "`null` until then."),
      }),
      { description: "Every sink of the configuration." },
    ),
  },
  {
    $id: "Retagging",
    description: "How far stored reports are with the noise rules that there are.",
  },
);

/** A retagging as the API shows it. */
export type RetaggingView = Static<typeof RetaggingSchema>;
