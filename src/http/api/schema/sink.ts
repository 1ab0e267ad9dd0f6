import { type Static, Type } from "@sinclair/typebox";
import { Nullable, OneOf, Timestamp, Total } from "./common.ts";

export const SinkSchema = Type.Object(
  {
    name: Type.String({ description: "As in the configuration; unique." }),
    type: Type.String({ description: "The kind of sink." }),
    state: OneOf(
      ["opening", "running", "retrying", "hanging", "stopped", "closed"],
      "`opening` and `retrying` wait for the other side, `hanging` is a write that ignores its time limit, `stopped` needs a person.",
    ),
    delivered: Total("Reports accepted, since ever."),
    rejected: Total("Reports that it can never accept, since ever."),
    dropped: Total("Reports given up because the backlog was full, since ever."),
    deadLetters: Total("Rejected reports that are kept for inspection."),
    backlog: Type.Object(
      {
        reports: Total("Reports that wait."),
        bytes: Total("Their size in the journal."),
        oldestAt: Nullable(Timestamp("When the oldest was received.")),
      },
      { description: "What waits in the journal for this sink." },
    ),
    lastError: Nullable(
      Type.Object({ message: Type.String(), at: Timestamp("When it happened.") }),
    ),
    retryAt: Nullable(Timestamp("When the next attempt is due.")),
  },
  { $id: "Sink", description: "How a sink is doing." },
);

/** A sink as the API shows it. */
export type SinkView = Static<typeof SinkSchema>;

export const SinkListSchema = Type.Object({ items: Type.Array(SinkSchema) }, { $id: "SinkList" });
