import { type Static, Type } from "@sinclair/typebox";
import { Nullable, OneOf, Timestamp, Total } from "./common.ts";
import { ReportSchema } from "./report.ts";

/** Letters that one request may name. */
const MAX_IDS = 10_000;

const info = {
  id: Type.Integer({ minimum: 1, description: "Later letters have higher ones." }),
  reportId: Type.String({ description: "The report's `id`." }),
  type: Type.String({ description: "The report's `type`." }),
  url: Nullable(Type.String(), "The report's document, cut after 2,000 characters."),
  reason: Type.String({
    description: "What the sink said last. It may repeat what a server sent.",
  }),
  at: Timestamp("When it said so."),
  bytes: Total("UTF-8 bytes of report and reason."),
  attempts: Total("How often the sink has refused it: at first, and by each replay since."),
  state: OneOf(
    ["dead", "replaying"],
    "`replaying` until the sink has accepted it, and it is gone, or refused it again.",
  ),
};

export const LetterInfoSchema = Type.Object(info, {
  $id: "DeadLetterInfo",
  description: "A report that a sink refused for good, without the report.",
});

/** A dead letter as lists show it. */
export type LetterInfoView = Static<typeof LetterInfoSchema>;

export const DeadLetterSchema = Type.Object(
  { ...info, report: ReportSchema },
  { $id: "DeadLetter", description: "A report that a sink refused for good." },
);

/** A dead letter with its report. */
export type DeadLetterView = Static<typeof DeadLetterSchema>;

export const LetterPageSchema = Type.Object(
  {
    items: Type.Array(LetterInfoSchema, { description: "Newest first." }),
    next: Nullable(Type.String(), "Pass it as `cursor` for the next page; `null` on the last one."),
  },
  { $id: "DeadLetterPage", description: "One page of dead letters." },
);

const LetterHolderSchema = Type.Object(
  {
    sink: Type.String({ description: "The sink's name." }),
    configured: Type.Boolean({
      description: "False for one that left the configuration: nothing can be replayed to it.",
    }),
    deadLetters: Total("Dead letters that are kept."),
    replaying: Total("Of them, those that wait to be written again."),
    bytes: Total("UTF-8 bytes of reports and reasons."),
  },
  { $id: "DeadLetterHolder", description: "A sink and how many dead letters it has." },
);

/** A sink with dead letters as the API shows it. */
export type LetterHolderView = Static<typeof LetterHolderSchema>;

export const LetterHoldersSchema = Type.Object(
  { items: Type.Array(LetterHolderSchema) },
  { $id: "DeadLetterHolderList" },
);

export const LetterQuerySchema = Type.Object(
  {
    limit: Type.Integer({
      minimum: 1,
      maximum: 1000,
      default: 50,
      description: "At most so many letters a page. Large reports make pages shorter.",
    }),
    cursor: Type.Optional(
      Type.String({ maxLength: 500, description: "`next` of the page before." }),
    ),
  },
  { additionalProperties: false },
);

const name = Type.String({
  description: "The sink's name, of one that left the configuration too.",
  example: "posthog",
});

export const SinkNameSchema = Type.Object({ name });

export const LetterIdSchema = Type.Object({
  name,
  id: Type.String({
    pattern: "^[1-9][0-9]{0,14}$",
    description: "The letter's `id`.",
    example: "17",
  }),
});

export const LetterChoiceSchema = Type.Object(
  {
    ids: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1 }), {
        minItems: 1,
        maxItems: MAX_IDS,
        description: "These letters. Those that are there no more are passed over.",
      }),
    ),
    all: Type.Optional(Type.Literal(true, { description: "Every letter of the sink." })),
  },
  {
    $id: "DeadLetterChoice",
    description: "Which letters: either `ids` or `all`.",
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
  },
);

export const LetterCountSchema = Type.Object(
  { count: Total("Letters that the request has changed.") },
  { $id: "DeadLetterCount" },
);
