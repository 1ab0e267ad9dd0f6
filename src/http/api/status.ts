import { Elysia } from "elysia";
import type { Services } from "../services.ts";
import { STATUS } from "./examples.ts";
import { operation } from "./operation.ts";
import { StatusSchema, type StatusView } from "./schema/status.ts";
import { timestamp } from "./time.ts";

type StatusServices = Pick<Services, "version" | "journal" | "reader" | "now">;

/** The process itself. `startedAt`: milliseconds since the epoch. */
export function statusApi(services: StatusServices, startedAt: number) {
  return new Elysia().get(
    "/api/v1/status",
    (): StatusView => ({
      version: services.version,
      startedAt: timestamp(startedAt),
      uptimeSeconds: Math.max(0, Math.floor((services.now() - startedAt) / 1000)),
      journal: services.journal(),
      reader: services.reader !== null,
    }),
    {
      detail: operation({
        operationId: "getStatus",
        tag: "Operation",
        summary: "Get version and state",
        description:
          "For machines that only want to know whether Tattle works, `/readyz` needs no token.",
        answer: StatusSchema,
        answerIs: "Version, uptime and journal.",
        example: STATUS,
        errors: [],
      }),
    },
  );
}
