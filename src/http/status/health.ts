import { Elysia } from "elysia";
import type { SinkState } from "../../delivery/index.ts";
import { otherMethods } from "../methods.ts";
import { problemAnswers } from "../problem-answers.ts";
import { securityHook } from "../security-hook.ts";
import type { Services } from "../services.ts";

/** What `/readyz` answers. Names and states only: it is open to everybody who reaches it. */
export interface Readiness {
  /** `degraded`: reports are taken, but not every sink gets them. */
  status: "ready" | "degraded" | "unavailable";
  journal: "ok" | "failing" | "blocked";
  /** `null` where delivery itself does not answer. */
  sinks: Array<{ name: string; state: SinkState }> | null;
}

/** States in which a sink takes what comes; `opening` is a sink that was just started. */
const HEALTHY: ReadonlySet<SinkState> = new Set(["opening", "running", "closed"]);

/** `/healthz` and `/readyz`, for whoever watches over the process. No token needed. */
export function healthRoutes(services: Pick<Services, "journal" | "sinks" | "log">) {
  return new Elysia({ detail: { hide: true } })
    .use(securityHook())
    .use(problemAnswers(services.log))
    .get("/healthz", () => ({ status: "up" }))
    .get("/readyz", async ({ set }): Promise<Readiness> => {
      const answer = await readiness(services);
      if (answer.status === "unavailable") set.status = 503;
      return answer;
    })
    .use(otherMethods({ "/healthz": ["GET"], "/readyz": ["GET"] }));
}

async function readiness({ journal, sinks }: Pick<Services, "journal" | "sinks">) {
  const { state } = journal();
  const states = await sinks().then(
    (all) => all.map((sink) => ({ name: sink.name, state: sink.state })),
    () => null,
  );
  const healthy = states?.every((sink) => HEALTHY.has(sink.state)) === true;
  return {
    status: state !== "ok" ? "unavailable" : healthy ? "ready" : "degraded",
    journal: state,
    sinks: states,
  } satisfies Readiness;
}
