import { type Static, Type } from "@sinclair/typebox";
import { ISSUE_STATUSES } from "../../../control/index.ts";
import { MAX_ISSUE_DOCUMENTS, MAX_VARIANTS } from "../../../sink/reader.ts";
import { Nullable, OneOf, Timestamp, Total } from "./common.ts";
import { CountsSchema, counts, EstimateSchema, points, span, ValueCountsSchema } from "./counts.ts";
import {
  issueFilters,
  LAST_DAY,
  onlyThese,
  pageParameters,
  search,
  spanParameters,
  Word,
} from "./filter.ts";
import { IssueChangeSchema, MarkedIssueSchema } from "./issue-mark.ts";

/** What makes it this issue. */
const name = {
  id: Type.String({ description: "16 hexadecimal digits: its fingerprint." }),
  directive: Nullable(Type.String(), "Effective directive; `null` where reports name none."),
  blocked: Type.String({
    description:
      "A keyword (`inline`, `eval`, `self`, …), a scheme, or `scheme://host[:port]`; `*` for what lies beyond the cap on new issues.",
  }),
  source: Nullable(
    Type.String(),
    "Origin or scheme of the script that did it; `null`: the document's own.",
  ),
  lastSeen: Timestamp("When the last violation occurred, over all time."),
};

const values = (what: string) =>
  Type.Array(ValueCountsSchema, {
    description: `${what}, the largest first, by whole days and without the filters.`,
  });

const summary = {
  ...name,
  project: Type.String({ description: "Name of the project." }),
  firstSeen: Timestamp("When the first violation occurred, over all time."),
  counts: EstimateSchema,
  allTime: EstimateSchema,
  documents: Total(
    `Documents that it was seen in, over all time; at most ${MAX_ISSUE_DOCUMENTS} are told apart.`,
  ),
  browsers: values("Browser families"),
  versions: values("Policy versions"),
  dispositions: values("Dispositions"),
  noise: Type.Object(counts, { description: "Recognised by a noise rule, without the filters." }),
  status: OneOf(
    ISSUE_STATUSES,
    "What it counts as: a resolved issue that has occurred again is open.",
  ),
  regressed: Nullable(
    Type.Object({
      at: Timestamp("When it occurred again, as far as that is still known."),
      version: Nullable(Type.String(), "The policy version of that violation."),
    }),
    "Set where it was resolved and has occurred again.",
  ),
  sparkline: Type.Object(
    {
      from: Timestamp("When the first bucket begins."),
      step: Type.Integer({ minimum: 0, description: "Length of a bucket in milliseconds." }),
      received: Type.Array(Type.Integer({ minimum: 0 }), { maxItems: 30 }),
    },
    { description: "How often it happened over the span, in at most 30 buckets." },
  ),
};

const IssueSchema = Type.Object(
  {
    ...summary,
    mark: Nullable(IssueChangeSchema, "What people said of it last; `null`: nothing."),
  },
  {
    $id: "Issue",
    description:
      "All violations of one kind. `counts` are of the span and the filters, `allTime` of neither.",
  },
);

export type IssueView = Static<typeof IssueSchema>;

export const IssuePageSchema = Type.Object(
  {
    ...span,
    items: Type.Array(IssueSchema),
    next: Nullable(
      Type.String(),
      "Pass it as `cursor`, with the same parameters, for the next page; `null` on the last one.",
    ),
    total: Total("Issues on all pages together."),
  },
  { $id: "IssuePage", description: "One page of issues." },
);

export type IssuePageView = Static<typeof IssuePageSchema>;

export const IssueNameSchema = Type.Object(name, {
  $id: "IssueName",
  description: "What an issue is, without counts.",
});

const VariantSchema = Type.Object(
  {
    sample: Nullable(Type.String(), "Cut to 512 characters. Written by strangers: escape it."),
    sourceFile: Nullable(Type.String(), "Cut to 2,048 characters."),
    lineNumber: Nullable(Type.Number()),
    columnNumber: Nullable(Type.Number()),
    ...counts,
    firstSeen: Timestamp("Over all time."),
    lastSeen: Timestamp("Over all time."),
  },
  { $id: "Variant", description: "One form that an issue takes." },
);

export const IssueDetailSchema = Type.Object(
  {
    ...span,
    ...summary,
    topDocuments: Type.Array(Type.Object({ url: Type.String(), ...counts }), {
      description: "Where it happened in the span, the largest first, at most 50.",
    }),
    otherDocuments: CountsSchema,
    seenVersions: Type.Array(
      Type.Object({
        version: Nullable(Type.String()),
        ...counts,
        firstSeen: name.lastSeen,
        lastSeen: name.lastSeen,
      }),
      { description: "Over all time, the version that was seen last first." },
    ),
    variants: Type.Array(VariantSchema, {
      description: `Over all time, the largest first; at most ${MAX_VARIANTS} are told apart.`,
    }),
    examples: Type.Array(Type.String(), {
      description: "Ids of its newest reports, the newest first, at most 10.",
    }),
    related: Type.Array(IssueNameSchema, {
      description: "Other issues of the project that name the same as blocked, at most 20.",
    }),
    history: points("By the day (UTC), over the span."),
    mark: Nullable(MarkedIssueSchema, "What people said of it; `null`: nothing."),
  },
  { $id: "IssueDetail", description: "Everything that is known of one issue." },
);

export type IssueDetailView = Static<typeof IssueDetailSchema>;

export const IssueQuerySchema = Type.Object(
  {
    ...spanParameters(LAST_DAY),
    status: Type.Optional(Word(ISSUE_STATUSES, "Only those that count as this. Default: all.")),
    sort: Type.Optional(
      Word(
        ["received", "estimated", "lastSeen", "firstSeen", "new"],
        "What comes first: the largest counts (default `received`), or what was seen last, or first seen last. `new`: only issues that appeared in the span.",
      ),
    ),
    search,
    ...issueFilters,
    ...pageParameters(200),
  },
  onlyThese,
);

export const IssueDetailQuerySchema = Type.Object(
  spanParameters("Default: 30 days before `to`. At most 400 days."),
  onlyThese,
);
