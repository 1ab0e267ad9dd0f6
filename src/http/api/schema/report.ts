import { type Static, Type } from "@sinclair/typebox";
import { AnyObject, Nullable, OneOf, Timestamp } from "./common.ts";
import { filters, onlyThese, pageParameters, search, spanParameters } from "./filter.ts";

const text = (description: string) => Nullable(Type.String(), description);
const number = (description: string) => Nullable(Type.Number(), description);
const disposition = (description: string) => Nullable(OneOf(["enforce", "report"]), description);

const ViolationSchema = Type.Object(
  {
    documentURL: text("The document whose policy was violated."),
    referrer: text("Where the document was opened from."),
    blockedURL: text("A URL, a bare scheme (`data`) or a keyword (`inline`, `eval`, …)."),
    effectiveDirective: text("One directive name, in lower case."),
    originalPolicy: text("The policy as the browser understood it."),
    sourceFile: text("The script or style sheet that did it."),
    sample: text("The beginning of the script or style. Written by whoever wrote that: escape it."),
    disposition: disposition("Blocked (`enforce`) or only told of (`report`)."),
    statusCode: number("The document's HTTP status."),
    lineNumber: number("From 1."),
    columnNumber: number("From 1."),
  },
  { $id: "Violation", description: "The body of a `csp-violation` report, CSP3 §5.2." },
);

const RequestSchema = Type.Object(
  {
    id: Type.String({ description: "UUIDv7 of the request that carried the report." }),
    token: text("Parameter `token` as sent."),
    version: text("Parameter `v`: the policy version."),
    distinctId: text("Parameter `distinct_id`."),
    sessionId: text("Parameter `session_id`."),
    userAgent: text("The request's `User-Agent`."),
  },
  { description: "What the request said about all reports that it carried." },
);

const SamplingSchema = Type.Object(
  {
    algorithm: OneOf(["uniform", "posthog"]),
    rate: Type.Number({ description: "Between 0 and 1." }),
    key: Type.String({ description: "What was hashed: document URL and minute of receipt." }),
  },
  { description: "How the report survived sampling." },
);

export const ReportSchema = Type.Object(
  {
    id: Type.String({ description: "UUIDv7, in order of receipt." }),
    project: Type.String({ description: "Name of the project." }),
    receivedAt: Timestamp("When Tattle received it."),
    occurredAt: Timestamp("When it happened: `receivedAt` less `age`."),
    type: Type.String({ description: "Reporting API type: `csp-violation`, `crash`, …" }),
    url: text("The document."),
    age: number("Milliseconds between the event and its sending."),
    userAgent: text("The browser."),
    disposition: disposition("As in the violation; other types may have one too."),
    violation: Nullable(ViolationSchema, "Set exactly when `type` is `csp-violation`."),
    body: Nullable(AnyObject("As the specification spells it."), "The body of all other types."),
    raw: AnyObject("What the browser sent, redacted like the fields."),
    request: RequestSchema,
    sampling: Nullable(SamplingSchema),
    weight: Type.Number({ minimum: 1, description: "How many reports this one stands for." }),
    noise: text("Id of the noise rule that recognised it."),
    issue: text(
      "Id of the issue that violations like it are; beyond the cap on new issues there may be none of this id.",
    ),
  },
  {
    $id: "Report",
    description: "One report. Its texts come from strangers: escape them wherever they are shown.",
  },
);

/** A report as the API shows it. */
export type ReportView = Static<typeof ReportSchema>;

export const ReportPageSchema = Type.Object(
  {
    items: Type.Array(ReportSchema, { description: "Newest first." }),
    next: text("Pass it as `cursor` for the next page; `null` on the last one."),
  },
  { $id: "ReportPage", description: "One page of reports." },
);

export const ReportQuerySchema = Type.Object(
  {
    ...spanParameters("When they were received. Default: from the first report that is kept."),
    search,
    ...filters,
    ...pageParameters(
      1000,
      " Large reports, and conditions that only few reports meet, make pages shorter or empty.",
    ),
  },
  onlyThese,
);

export const ReportIdSchema = Type.Object({
  id: Type.String({
    pattern: "^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
    description: "The report's `id`, a UUID.",
    example: "01960d5e-7c1a-7b3f-9a52-3f6d0c8e4b21",
  }),
});
