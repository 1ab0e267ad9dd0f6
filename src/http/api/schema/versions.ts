import { type Static, Type } from "@sinclair/typebox";
import { Nullable, Timestamp, Total } from "./common.ts";
import { CountsSchema, counts } from "./counts.ts";
import { onlyThese } from "./filter.ts";
import { IssueNameSchema } from "./issue.ts";

const SideSchema = Type.Object(
  {
    version: Nullable(Type.String(), "`null`: reports without one."),
    ...counts,
    issues: Total("Issues that were seen under it."),
    firstSeen: Nullable(Timestamp("When its first violation occurred."), "`null`: never seen."),
    lastSeen: Nullable(Timestamp("When its last violation occurred."), "`null`: never seen."),
  },
  { $id: "Version", description: "One policy version of a project, over all time." },
);

const ComparedSchema = Type.Object(
  { ...IssueNameSchema.properties, a: CountsSchema, b: CountsSchema },
  { $id: "ComparedIssue", description: "An issue under both versions." },
);

const issues = (description: string) => Type.Array(ComparedSchema, { description });

export const VersionComparisonSchema = Type.Object(
  {
    a: SideSchema,
    b: SideSchema,
    new: issues("Seen under `b` and never under `a`."),
    gone: issues("Seen under `a` and never under `b`."),
    changed: issues("Seen under both."),
    totals: Type.Object(
      { new: Total("In `new`."), gone: Total("In `gone`."), changed: Total("In `changed`.") },
      { description: "How many each list would have without its limit." },
    ),
  },
  {
    $id: "VersionComparison",
    description: "What a policy version changed. In each list the largest counts come first.",
  },
);

export type VersionComparisonView = Static<typeof VersionComparisonSchema>;

const version = (description: string, example: string) =>
  Type.String({ maxLength: 1000, allowEmptyValue: true, description, example });

export const VersionsQuerySchema = Type.Object(
  {
    project: Type.String({
      minLength: 1,
      maxLength: 1000,
      description: "The project.",
      example: "shop",
    }),
    a: version("The policy version before. Empty: reports without one.", "42"),
    b: version("The policy version after. Empty: reports without one.", "43"),
    limit: Type.Integer({
      minimum: 1,
      maximum: 1000,
      default: 100,
      description: "At most so many issues in each list.",
    }),
  },
  onlyThese,
);
