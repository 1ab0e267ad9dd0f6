import { Elysia } from "elysia";
import type { Services } from "../services.ts";
import { operation } from "./operation.ts";
import { readQuery } from "./parameters.ts";
import { read } from "./reading.ts";
import { VERSION_COMPARISON } from "./reading-examples.ts";
import { versionComparisonView } from "./reading-views.ts";
import {
  VersionComparisonSchema,
  type VersionComparisonView,
  VersionsQuerySchema,
} from "./schema/versions.ts";

/** What a policy version changed. */
export function versionsApi({ reader }: Pick<Services, "reader">) {
  return new Elysia().get(
    "/api/v1/versions/compare",
    async ({ request }): Promise<VersionComparisonView> => {
      const { project, a, b, limit } = readQuery(VersionsQuerySchema, request.url);
      const asked = { project, a: a === "" ? null : a, b: b === "" ? null : b, limit };
      return versionComparisonView(await read(reader, (store) => store.versions(asked)));
    },
    {
      detail: operation({
        operationId: "compareVersions",
        tag: "Issues",
        query: VersionsQuerySchema,
        summary: "Compare two policy versions",
        description:
          "What is new under `b`, what is gone, and what is seen under both, over all time. The version is the parameter `v` of the report URL.",
        answer: VersionComparisonSchema,
        answerIs: "Both versions side by side; one that was never seen has no issues.",
        example: VERSION_COMPARISON,
        errors: ["request_invalid", "reader_missing", "reader_unavailable"],
      }),
    },
  );
}
