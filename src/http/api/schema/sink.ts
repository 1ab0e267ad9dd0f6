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
    delivered: Total("Reports accepted when they came out of the journal, since ever."),
    rejected: Total("Reports refused for good then, since ever. They became dead letters."),
    dropped: Total("Reports given up because the backlog was full, since ever."),
    deadLetters: Total("Dead letters that are kept."),
    replaying: Total("Of the dead letters, those that wait to be written again."),
    replayed: Total("Dead letters that the sink has accepted in the end, since ever."),
    discarded: Total(
      "Dead letters that somebody dropped or that made room for newer ones, since ever. `deadLetters` + `replayed` + `discarded` = `rejected`.",
    ),
    backlog: Type.Object(
      {
        reports: Total("Reports that wait."),
        bytes: Total("Their size in the journal."),
        oldestAt: Nullable(Timestamp("When the oldest was received.")),
      },
      {
        description:
          "What waits in the journal for this sink; as last seen, while the journal cannot be read.",
      },
    ),
    lag: Type.Object(
      {
        reports: Total("Reports that wait."),
        seconds: Type.Number({ minimum: 0, description: "Age of the oldest; 0 where none waits." }),
      },
      { description: "How far the sink is behind." },
    ),
    lastError: Nullable(
      Type.Object({ message: Type.String(), at: Timestamp("When it happened.") }),
    ),
    retryAt: Nullable(Timestamp("When the next attempt is due.")),
    restarts: Nullable(
      Total(
        "How often its process was started again since Tattle started; null for a built-in sink, which has none.",
      ),
    ),
  },
  { $id: "Sink", description: "How a sink is doing." },
);

/** A sink as the API shows it. */
export type SinkView = Static<typeof SinkSchema>;

export const SinkListSchema = Type.Object({ items: Type.Array(SinkSchema) }, { $id: "SinkList" });
