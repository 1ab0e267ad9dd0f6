import { type Static, Type } from "@sinclair/typebox";
import { DIMENSIONS } from "../../../sink/reader.ts";
import { Nullable, OneOf, Timestamp, Total } from "./common.ts";
import { filters, issueFilters, LAST_DAY, onlyThese, spanParameters, Word } from "./filter.ts";

/** Numbers of one bucket or group, both ways. */
export const counts = {
  received: Total("As received, after sampling."),
  estimated: Type.Number({ minimum: 0, description: "Scaled by weight: as if without sampling." }),
};

export const CountsSchema = Type.Object(counts, {
  $id: "Counts",
  description: "Counts, both ways.",
});

export const EstimateSchema = Type.Object(
  {
    ...counts,
    interval: Type.Object(
      { low: Type.Number({ minimum: 0 }), high: Type.Number({ minimum: 0 }) },
      {
        description:
          "Where the true number lies, with 95 % confidence. Sampling keeps or drops all reports of a document and minute together, which makes it wide. Both are `estimated` where nothing was sampled.",
      },
    ),
  },
  { $id: "Estimate", description: "Counts, and how sure the estimate is." },
);

const PointSchema = Type.Object(
  { at: Timestamp("Start of the hour or day."), ...counts },
  { $id: "Point", description: "Counts of an hour or day." },
);

export const points = (description: string) => Type.Array(PointSchema, { description });

const value = Nullable(Type.String(), "`null`: the reports that do not say.");

export const ValueCountsSchema = Type.Object(
  { value, ...counts },
  { $id: "ValueCounts", description: "Counts of one value." },
);

const moments = { from: Timestamp("Start, inclusive."), to: Timestamp("End, exclusive.") };

/** What was asked for, and what was summed. */
export const span = {
  ...moments,
  covers: Type.Object(moments, {
    description:
      "What was summed: the span widened to whole hours, or to whole days (UTC) where documents, versions or browsers are told apart.",
  }),
};

const series = points("In order of time; those without a report are left out.");

export const SeriesSchema = Type.Object(
  {
    ...span,
    bucket: OneOf(["hour", "day"]),
    total: CountsSchema,
    points: series,
    groups: Type.Array(Type.Object({ value, ...counts, points: series }), {
      description: "With `by`: the largest values, largest first.",
    }),
    rest: Nullable(
      Type.Object({ ...counts, points: series }),
      "What is in no group; `null` where nothing is left.",
    ),
  },
  { $id: "Series", description: "How counts went over time." },
);

export const TopSchema = Type.Object(
  {
    ...span,
    total: CountsSchema,
    items: Type.Array(ValueCountsSchema, { description: "By received, largest first." }),
    rest: CountsSchema,
    values: Total("How many values there are."),
  },
  { $id: "Top", description: "The values of a dimension that have the largest counts." },
);

export const TypesSchema = Type.Object(
  {
    ...moments,
    items: Type.Array(
      Type.Object({
        type: Type.String(),
        ...counts,
        lastReceived: Nullable(
          Timestamp("When the newest came in, whatever the span."),
          "`null`: all are past retention.",
        ),
      }),
      { description: "By received, largest first." },
    ),
  },
  { $id: "Types", description: "The types of reports of a span." },
);

const names = (description: string) => Type.Array(Type.String(), { description });

export const FacetsSchema = Type.Object(
  {
    projects: names("Those that have reports, retired and removed ones included."),
    types: names("Types of reports."),
    directives: names("Effective directives."),
    versions: names("Policy versions."),
    browsers: names("Browser families, of all projects."),
    noise: names("Ids of noise rules that recognised something, of all projects."),
  },
  { $id: "Facets", description: "The values that filters can take, in alphabetical order." },
);

export type SeriesView = Static<typeof SeriesSchema>;
export type TopView = Static<typeof TopSchema>;
export type TypesView = Static<typeof TypesSchema>;
export type FacetsView = Static<typeof FacetsSchema>;

export const SeriesQuerySchema = Type.Object(
  {
    ...spanParameters(LAST_DAY),
    bucket: Type.Optional(
      Word(
        ["hour", "day"],
        "Length of a bucket. Default: hours for spans up to three days, else days.",
      ),
    ),
    by: Type.Optional(Word(DIMENSIONS, "Tells the largest values of this dimension apart.")),
    groups: Type.Integer({
      minimum: 1,
      maximum: 50,
      default: 8,
      description: "How many of them, with `by`.",
    }),
    ...filters,
  },
  onlyThese,
);

export const DimensionSchema = Type.Object({
  dimension: Word(DIMENSIONS, "What to tell counts apart by."),
});

export const TopQuerySchema = Type.Object(
  {
    ...spanParameters(LAST_DAY),
    limit: Type.Integer({
      minimum: 1,
      maximum: 1000,
      default: 20,
      description: "At most so many values.",
    }),
    ...filters,
  },
  onlyThese,
);

export const TypesQuerySchema = Type.Object(
  { ...spanParameters(LAST_DAY), project: issueFilters.project },
  onlyThese,
);

export const FacetsQuerySchema = Type.Object({ project: issueFilters.project }, onlyThese);
