import { type Static, Type } from "@sinclair/typebox";
import { Nullable, Timestamp, Total } from "./common.ts";
import { CountsSchema, counts } from "./counts.ts";
import { NewNoiseRuleSchema, NoiseRuleIdsSchema } from "./noise-rule.ts";

const { ids } = NoiseRuleIdsSchema.properties;

const questions = {
  disable: Type.Optional({ ...ids, description: "Rules that are switched off." }),
  enable: Type.Optional({ ...ids, description: "Rules that are used again." }),
  remove: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: "A rule that is removed." }),
  ),
  project: Type.Optional(
    Type.String({ minLength: 1, maxLength: 256, description: "Only reports of this project." }),
  ),
  from: Type.Optional(
    Type.String({
      maxLength: 64,
      description:
        "First moment of receipt: RFC 3339 or milliseconds. Default 7 days before `to`; at most 400.",
    }),
  ),
  to: Type.Optional(
    Type.String({ maxLength: 64, description: "The moment after the last. Default now." }),
  ),
};

export const NoisePreviewBodySchema = Type.Object(
  { rule: Type.Optional(NewNoiseRuleSchema), ...questions },
  {
    $id: "NoisePreviewRequest",
    description:
      "A change that is only thought of, exactly one of: `rule` (made, or in the place of the one of its id), `disable`, `enable`, `remove`.",
    additionalProperties: false,
    minProperties: 1,
  },
);

/** The same, for a rule that others check. */
export const NoisePreviewCheck = Type.Object(
  { rule: Type.Optional(Type.Record(Type.String(), Type.Unknown())), ...questions },
  { additionalProperties: false },
);

const text = (description: string) => Nullable(Type.String(), description);

const IssueSchema = Type.Object(
  {
    id: Type.String({ description: "Of the issue." }),
    project: Type.String(),
    directive: Type.String(),
    blocked: Type.String({ description: "What was blocked." }),
    source: text("Where the code came from that asked for it; `null` for the document's own."),
    ...counts,
    left: Total("Reports of the issue, of those that were read, without a tag after the change."),
    example: Type.Object(
      {
        report: Type.String({ description: "The report's id." }),
        documentURL: text("Each text is cut to 512 characters."),
        blockedURL: text("What was blocked."),
        sourceFile: text("The code that asked for it."),
        sample: text("Of the code."),
      },
      { description: "One of these reports." },
    ),
  },
  { $id: "NoisePreviewIssue", description: "An issue with reports that a change tags or untags." },
);

const group = (description: string) =>
  Type.Object(
    {
      ...counts,
      issues: Total("Issues with such reports."),
      top: Type.Array(IssueSchema, { description: "Those with the most of them, at most 20." }),
    },
    { description },
  );

export const NoisePreviewSchema = Type.Object(
  {
    from: Timestamp("Where the span begins."),
    to: Timestamp("Where it ends."),
    exact: Type.Boolean({
      description:
        "Every report of the span was read. Else the counts are of a sample: the newest of each of 24 parts of the span, 20,000 reports or 5 seconds' worth at most.",
    }),
    read: Total("Reports that were read: what all counts here are of."),
    counted: Total("Reports that the store has counted in the span, by whole hours or days."),
    tagged: group("Reports that have no tag now and would have one."),
    hidden: Total(
      "Issues of `tagged` of which no report that was read would be left without a tag.",
    ),
    untagged: group("Reports that have a tag now and would have none."),
    renamed: CountsSchema,
    moves: Type.Array(
      Type.Object({
        from: text("The rule that recognises them now; `null` for none."),
        to: text("The rule that would; `null` for none."),
        ...counts,
      }),
      { description: "All of it by rule, the most reports first, at most 50." },
    ),
  },
  { $id: "NoisePreview", description: "What a change of noise rules would do to stored reports." },
);

/** A preview as the API shows it. */
export type NoisePreviewView = Static<typeof NoisePreviewSchema>;
