import { type Static, Type } from "@sinclair/typebox";
import { Nullable, OneOf, Timestamp, Total } from "./common.ts";

/** Characters of what reports are found by: more than any that is kept. */
const MAX_LENGTH = 32_768;

export const ErasureSchema = Type.Object(
  {
    id: Type.String({ description: "Of the erasure." }),
    what: OneOf(["distinct_id", "document"], "What reports are found by. Never the value itself."),
    project: Nullable(Type.String(), "The only project; `null` for all."),
    state: OneOf(
      ["running", "done"],
      "`done`: nothing of it is left, neither in a sink that can erase nor in the journal.",
    ),
    createdAt: Timestamp("What was accepted before is erased; what comes later is not."),
    doneAt: Nullable(Timestamp("When nothing was left."), "`null` until then."),
    sinks: Type.Array(
      Type.Object({
        sink: Type.String({ description: "The sink's name." }),
        state: OneOf(
          ["waiting", "erasing", "done", "not_asked"],
          "`waiting`: reports of the time before still wait for the sink. `not_asked`: it cannot erase, or left the configuration; only its dead letters are gone, and what it has taken is to be erased where it went.",
        ),
        reports: Total("Reports that the sink has deleted."),
        deadLetters: Total("Dead letters of the sink that are gone."),
      }),
      { description: "Every sink that could have such reports." },
    ),
  },
  { $id: "Erasure", description: "Reports that are to be forgotten, and how far that is." },
);

/** An erasure as the API shows it. */
export type ErasureView = Static<typeof ErasureSchema>;

export const ErasurePageSchema = Type.Object(
  {
    items: Type.Array(ErasureSchema, { description: "Newest first." }),
    next: Nullable(Type.String(), "Pass it as `cursor` for the next page; `null` on the last one."),
  },
  { $id: "ErasurePage", description: "One page of erasures." },
);

export const ErasureQuerySchema = Type.Object(
  {
    limit: Type.Integer({
      minimum: 1,
      maximum: 1000,
      default: 50,
      description: "At most so many erasures a page.",
    }),
    cursor: Type.Optional(
      Type.String({ maxLength: 500, description: "`next` of the page before." }),
    ),
  },
  { additionalProperties: false },
);

export const NewErasureSchema = Type.Object(
  {
    distinctId: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: MAX_LENGTH,
        description: "All reports whose request had this `distinct_id`.",
      }),
    ),
    documentURL: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: MAX_LENGTH,
        description:
          "All reports about this document, written as reports show it: without its query unless the configuration keeps that.",
      }),
    ),
    project: Type.Optional(
      Type.String({ minLength: 1, maxLength: 256, description: "Only in this project." }),
    ),
  },
  {
    $id: "NewErasure",
    description: "What is to be forgotten: either `distinctId` or `documentURL`.",
    additionalProperties: false,
    minProperties: 1,
  },
);

export const ErasureIdSchema = Type.Object({
  id: Type.String({
    description: "The erasure's `id`.",
    example: "019aab2e-9d40-7c31-8f0e-5b1d8c3a7e62",
  }),
});
