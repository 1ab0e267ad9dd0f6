import { operation } from "./operation.ts";
import {
  FACETS as FACETS_EXAMPLE,
  SERIES as SERIES_EXAMPLE,
  TOP as TOP_EXAMPLE,
  TYPES as TYPES_EXAMPLE,
} from "./reading-examples.ts";
import {
  DimensionSchema,
  FacetsQuerySchema,
  FacetsSchema,
  SeriesQuerySchema,
  SeriesSchema,
  TopQuerySchema,
  TopSchema,
  TypesQuerySchema,
  TypesSchema,
} from "./schema/counts.ts";

const tag = "Counts";
const READING = ["request_invalid", "reader_missing", "reader_unavailable"] as const;

export const SERIES = operation({
  operationId: "getSeries",
  tag,
  query: SeriesQuerySchema,
  summary: "Count by hour or day",
  description:
    "For charts: all reports that the filters let through, or with `by` the largest values of a dimension and the rest. Documents, versions and browsers are counted by the day; documents cannot be combined with disposition, noise, version or browser.",
  answer: SeriesSchema,
  answerIs: "The counts, which may be none.",
  example: SERIES_EXAMPLE,
  errors: READING,
});

export const TOP = operation({
  operationId: "getTop",
  tag,
  path: DimensionSchema,
  query: TopQuerySchema,
  summary: "List the largest values of a dimension",
  description:
    "What blocks most, where, in which browser: the values with the largest counts of a span. Documents cannot be combined with disposition, noise, version or browser.",
  answer: TopSchema,
  answerIs: "The values, and what they leave of the total.",
  example: TOP_EXAMPLE,
  errors: READING,
});

export const TYPES = operation({
  operationId: "listTypes",
  tag,
  query: TypesQuerySchema,
  summary: "List types of reports",
  description: "Of violations, crashes, deprecations and whatever else browsers sent in a span.",
  answer: TypesSchema,
  answerIs: "The types, which may be none.",
  example: TYPES_EXAMPLE,
  errors: READING,
});

export const FACETS = operation({
  operationId: "listFacets",
  tag,
  query: FacetsQuerySchema,
  summary: "List what filters can take",
  description:
    "Every project, type, directive, version, browser and noise rule that reports have named.",
  answer: FacetsSchema,
  answerIs: "The values.",
  example: FACETS_EXAMPLE,
  errors: READING,
});
