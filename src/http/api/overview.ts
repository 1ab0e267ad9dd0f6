import { Elysia } from "elysia";
import type { Services } from "../services.ts";
import { filterOf } from "./filter.ts";
import { operation } from "./operation.ts";
import { readQuery } from "./parameters.ts";
import { read } from "./reading.ts";
import { OVERVIEW } from "./reading-examples.ts";
import { overviewView } from "./reading-views.ts";
import { OverviewQuerySchema, OverviewSchema, type OverviewView } from "./schema/overview.ts";
import { parseRange } from "./time.ts";

/** What happened in a span of time. */
export function overviewApi({ reader, now }: Pick<Services, "reader" | "now">) {
  return new Elysia().get(
    "/api/v1/overview",
    async ({ request }): Promise<OverviewView> => {
      const query = readQuery(OverviewQuerySchema, request.url);
      const range = parseRange(query, now());
      const overview = await read(reader, (store) =>
        store.overview({ ...filterOf(query), ...range }),
      );
      return overviewView(overview, range);
    },
    {
      detail: operation({
        operationId: "getOverview",
        tag: "Counts",
        query: OverviewQuerySchema,
        summary: "Sum up a span of time",
        description:
          "Answered from rollups, so its cost does not depend on the number of reports. A document cannot be combined with disposition, noise, version or browser.",
        answer: OverviewSchema,
        answerIs: "The sums.",
        example: OVERVIEW,
        errors: ["request_invalid", "reader_missing", "reader_unavailable"],
      }),
    },
  );
}
