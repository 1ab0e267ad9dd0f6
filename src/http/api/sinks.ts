import { Elysia } from "elysia";
import type { Services } from "../services.ts";
import { ask } from "./delivery.ts";
import { SINK } from "./examples.ts";
import { operation } from "./operation.ts";
import { SinkListSchema, type SinkView } from "./schema/sink.ts";
import { sinkView } from "./views.ts";

/** How the sinks are doing. */
export function sinksApi({ sinks }: Pick<Services, "sinks">) {
  return new Elysia().get(
    "/api/v1/sinks",
    async (): Promise<{ items: SinkView[] }> => ({ items: (await ask(sinks())).map(sinkView) }),
    {
      detail: operation({
        operationId: "listSinks",
        tag: "Operation",
        summary: "List sinks",
        description:
          "State, counters and backlog of every configured sink, in the order of the configuration.",
        answer: SinkListSchema,
        answerIs: "All sinks.",
        example: { items: [SINK] },
        errors: ["delivery_unavailable"],
      }),
    },
  );
}
