import { Elysia } from "elysia";
import type { Services } from "../services.ts";
import { OVERVIEW } from "./examples.ts";
import { operation } from "./operation.ts";
import { readQuery } from "./parameters.ts";
import { read } from "./reading.ts";
import { OverviewQuerySchema, OverviewSchema, type OverviewView } from "./schema/overview.ts";
import { parseRange } from "./time.ts";
import { overviewView } from "./views.ts";

/** What happened in a span of time. */
export function overviewApi({ reader, now }: Pick<Services, "reader" | "now">) {
  return new Elysia().get(
    "/api/v1/overview",
    async ({ request }): Promise<OverviewView> => {
      const query = readQuery(OverviewQuerySchema, request.url);
      const range = parseRange(query, now());
      const only = query.project === undefined ? {} : { project: query.project };
      const overview = await read(reader, (store) => store.overview({ ...range, ...only }));
      return overviewView(overview, range);
    },
    {
      detail: operation({
        operationId: "getOverview",
        tag: "Reports",
        query: OverviewQuerySchema,
        summary: "Sum up a span of time",
        description:
          "Answered from rollups, so its cost does not depend on the number of reports. The span may be 400 days long.",
        answer: OverviewSchema,
        answerIs: "The sums.",
        example: OVERVIEW,
        errors: ["request_invalid", "reader_missing", "reader_unavailable"],
      }),
    },
  );
}
