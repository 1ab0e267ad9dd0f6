import { Value } from "@sinclair/typebox/value";
import { Elysia } from "elysia";
import { DIMENSIONS, type Dimension } from "../../sink/reader.ts";
import { RequestError } from "../problems.ts";
import type { Services } from "../services.ts";
import * as docs from "./counts-docs.ts";
import { filterOf } from "./filter.ts";
import { readQuery } from "./parameters.ts";
import { read } from "./reading.ts";
import { seriesView, topView, typesView } from "./reading-views.ts";
import {
  DimensionSchema,
  FacetsQuerySchema,
  type FacetsView,
  SeriesQuerySchema,
  type SeriesView,
  TopQuerySchema,
  type TopView,
  TypesQuerySchema,
  type TypesView,
} from "./schema/counts.ts";
import { parseRange } from "./time.ts";

/** Counts over time, by value and by type, and what can be counted. */
export function countsApi({ reader, now }: Pick<Services, "reader" | "now">) {
  return new Elysia()
    .get(
      "/api/v1/series",
      async ({ request }): Promise<SeriesView> => {
        const query = readQuery(SeriesQuerySchema, request.url);
        const range = parseRange(query, now());
        const { bucket, by, groups } = query;
        const asked = {
          ...filterOf(query),
          ...range,
          ...(bucket !== undefined && { bucket }),
          ...(by !== undefined && { by, groups }),
        };
        return seriesView(await read(reader, (store) => store.series(asked)), range);
      },
      { detail: docs.SERIES },
    )
    .get(
      "/api/v1/top/:dimension",
      async ({ params, request }): Promise<TopView> => {
        const dimension = dimensionOf(params);
        const query = readQuery(TopQuerySchema, request.url);
        const range = parseRange(query, now());
        const asked = { ...filterOf(query), ...range, dimension, limit: query.limit };
        return topView(await read(reader, (store) => store.top(asked)), range);
      },
      { detail: docs.TOP },
    )
    .get(
      "/api/v1/types",
      async ({ request }): Promise<TypesView> => {
        const { project, ...span } = readQuery(TypesQuerySchema, request.url);
        const range = parseRange(span, now());
        const only = project === undefined ? {} : { project };
        return typesView(await read(reader, (store) => store.types({ ...range, ...only })), range);
      },
      { detail: docs.TYPES },
    )
    .get(
      "/api/v1/facets",
      async ({ request }): Promise<FacetsView> => {
        const query = readQuery(FacetsQuerySchema, request.url);
        return await read(reader, (store) => store.facets(query));
      },
      { detail: docs.FACETS },
    );
}

function dimensionOf(params: object): Dimension {
  if (Value.Check(DimensionSchema, params)) return params.dimension;
  const message = `Expected one of ${DIMENSIONS.join(", ")}`;
  throw new RequestError("request_invalid", "There is no such dimension.", {
    errors: [{ in: "path", name: "dimension", message }],
  });
}
