import { type Static, Type } from "@sinclair/typebox";
import { ISSUE_STATUSES } from "../../../control/index.ts";
import { Nullable, OneOf, Timestamp } from "./common.ts";

/** Issues that one request may name. */
const MAX_IDS = 1000;
const MAX_NOTE = 2000;

const PATTERN = "^[0-9a-f]{16}$";

export const IssueIdSchema = Type.Object({
  id: Type.String({
    pattern: PATTERN,
    description: "The issue's `id`: its fingerprint.",
    example: "9f2c1a7be04d5638",
  }),
});

const edit = {
  status: Type.Optional(
    Type.Union(
      ISSUE_STATUSES.map((status) => Type.Literal(status)),
      {
        description:
          "`resolved`: reopened by the next violation that occurs after now. `ignored`: for good. Left out: as it was.",
      },
    ),
  ),
  note: Type.Optional(
    Type.Union([Type.String({ minLength: 1, maxLength: MAX_NOTE }), Type.Null()], {
      description: "For people. `null` removes it. Left out: as it was.",
    }),
  ),
};

export const IssueEditSchema = Type.Object(edit, {
  $id: "IssueEdit",
  description: "What to say of an issue: `status`, `note` or both.",
  additionalProperties: false,
  minProperties: 1,
});

export const IssueMarksSchema = Type.Object(
  {
    ids: Type.Array(Type.String({ pattern: PATTERN }), {
      minItems: 1,
      maxItems: MAX_IDS,
      description: "The issues' fingerprints.",
    }),
    ...edit,
  },
  {
    $id: "IssueMarks",
    description: "What to say of several issues: `status`, `note` or both.",
    additionalProperties: false,
    minProperties: 2,
  },
);

export const IssueMarkCountSchema = Type.Object(
  { count: Type.Integer({ minimum: 1, description: "Issues that it was said of." }) },
  { $id: "IssueMarkCount" },
);

const change = {
  status: OneOf(ISSUE_STATUSES),
  note: Nullable(Type.String(), "For people."),
  by: Type.String({ description: "Name of the token that it was changed with." }),
  at: Timestamp("When it was changed."),
};

export const IssueChangeSchema = Type.Object(change, {
  $id: "IssueChange",
  description: "What somebody said of an issue.",
});

/** What somebody said of an issue, as the API shows it. */
export type IssueChangeView = Static<typeof IssueChangeSchema>;

export const MarkedIssueSchema = Type.Object(
  {
    id: Type.String({ description: "The issue's fingerprint." }),
    ...change,
    statusAt: Timestamp("When the status was said; a change of the note alone leaves it."),
    history: Type.Array(IssueChangeSchema, {
      description: "What was said, newest first; at most the last 50 changes.",
    }),
  },
  {
    $id: "MarkedIssue",
    description:
      "What people said of an issue. Whether a resolved one has returned is the store's to say.",
  },
);

/** What people said of an issue, as the API shows it. */
export type MarkedIssueView = Static<typeof MarkedIssueSchema>;
