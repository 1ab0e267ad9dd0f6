import { Elysia } from "elysia";
import type { RetagInfo } from "../../delivery/index.ts";
import type { Services } from "../services.ts";
import { ask } from "./delivery.ts";
import { operation } from "./operation.ts";
import { RetaggingSchema, type RetaggingView } from "./schema/retagging.ts";
import { optionalTimestamp, timestamp } from "./time.ts";

/** How far stored reports are with the noise rules that there are. */
export function retaggingApi({ retags }: Pick<Services, "retags">) {
  return new Elysia().get(
    "/api/v1/noise-rules/retagging",
    async (): Promise<RetaggingView> => retaggingView(await ask(retags())),
    { detail: GET },
  );
}

function retaggingView({ id, at, sinks }: RetagInfo): RetaggingView {
  const isOpen = sinks.some(({ state }) => state === "waiting" || state === "retagging");
  return {
    id,
    state: isOpen ? "running" : "done",
    changedAt: timestamp(at),
    sinks: sinks.map((sink) => ({ ...sink, doneAt: optionalTimestamp(sink.doneAt) })),
  };
}

const GET = operation({
  operationId: "getNoiseRetagging",
  tag: "Noise",
  summary: "See how far stored reports are with the noise rules",
  description:
    "Rules that change, here or in the config file, give stored reports their tags anew: in the background, a thousand at a time, and over restarts. Rules that change once more begin it anew. Reports that come meanwhile carry the new tags already. What is past the retention of reports keeps the tag under which it was counted.",
  answer: RetaggingSchema,
  answerIs: "What the newest change of rules has come to.",
  example: {
    id: "019aab2e-9d40-7c31-8f0e-5b1d8c3a7e62",
    state: "running",
    changedAt: "2026-11-22T10:30:00.000Z",
    sinks: [
      {
        sink: "sqlite",
        state: "retagging",
        read: 120_500,
        changed: 3_210,
        progress: 0.42,
        doneAt: null,
      },
      { sink: "posthog", state: "not_asked", read: 0, changed: 0, progress: 0, doneAt: null },
    ],
  },
  errors: ["delivery_unavailable"],
});
