import { DEAD_LETTER, LETTER_HOLDER } from "./examples.ts";
import { operation } from "./operation.ts";
import {
  DeadLetterSchema,
  LetterChoiceSchema,
  LetterCountSchema,
  LetterHoldersSchema,
  LetterIdSchema,
  LetterPageSchema,
  LetterQuerySchema,
  SinkNameSchema,
} from "./schema/dead-letter.ts";

const tag = "Operation";

export const HOLDERS = operation({
  operationId: "listDeadLetterHolders",
  tag,
  summary: "Count dead letters by sink",
  description:
    "Every sink of the configuration, and those that left it and still have dead letters.",
  answer: LetterHoldersSchema,
  answerIs: "All sinks that may have dead letters.",
  example: { items: [LETTER_HOLDER] },
  errors: ["delivery_unavailable"],
});

const { report: _, ...INFO } = DEAD_LETTER;

export const LIST = operation({
  operationId: "listDeadLetters",
  tag,
  path: SinkNameSchema,
  query: LetterQuerySchema,
  summary: "List a sink's dead letters",
  description:
    "Reports that the sink refused for good, newest first. At most 100,000 or 256 MiB are kept for each sink; the oldest make room.",
  answer: LetterPageSchema,
  answerIs: "A page, which may be empty.",
  example: { items: [INFO], next: `${INFO.id}` },
  errors: ["request_invalid", "cursor_invalid", "sink_unknown", "delivery_unavailable"],
});

export const GET = operation({
  operationId: "getDeadLetter",
  tag,
  path: LetterIdSchema,
  summary: "Get a dead letter",
  description: "With the report as the sink was given it: redacted like everywhere.",
  answer: DeadLetterSchema,
  answerIs: "The letter.",
  example: DEAD_LETTER,
  errors: ["sink_unknown", "dead_letter_not_found", "delivery_unavailable"],
});

const CHOICE = {
  changes: true,
  path: SinkNameSchema,
  body: { schema: LetterChoiceSchema, example: { ids: [17, 18] } },
  answer: LetterCountSchema,
  example: { count: 2 },
};

export const REPLAY = operation({
  ...CHOICE,
  operationId: "replayDeadLetters",
  tag,
  summary: "Replay dead letters",
  description:
    "Marks letters to be written to the sink again, between the batches of the journal, as soon as it runs; a restart does not change that. A letter that the sink accepts is gone and counts as `replayed`; one that it refuses again is `dead` again, with the new reason. Each is written at least once: a crash at the wrong moment writes it again.",
  answerIs: "How many letters did not wait for their replay yet.",
  errors: ["request_invalid", "sink_unknown", "sink_not_configured", "delivery_unavailable"],
});

export const DROP = operation({
  ...CHOICE,
  operationId: "dropDeadLetters",
  tag,
  summary: "Drop dead letters",
  description: "Deletes letters for good; they count as `discarded`.",
  answerIs: "How many letters were there to delete.",
  errors: ["request_invalid", "sink_unknown", "delivery_unavailable"],
});
