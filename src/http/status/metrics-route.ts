import { Elysia } from "elysia";
import { Registry } from "prom-client";
import type { Access } from "../access/access.ts";
import { otherMethods } from "../methods.ts";
import { problemAnswers } from "../problem-answers.ts";
import { securityHook } from "../security-hook.ts";
import type { Services } from "../services.ts";
import { type ProcessFigures, renderMetrics } from "./metrics.ts";
import type { Totals } from "./totals.ts";

export interface MetricsOptions {
  services: Services;
  totals: Totals;
  /** Whether the admin token is needed. */
  access: "open" | "token";
  startedAt: number;
}

/** `/metrics`, in the Prometheus text format. */
export function metricsRoute(
  { services, totals, access, startedAt }: MetricsOptions,
  door: Access,
) {
  return new Elysia({ detail: { hide: true } })
    .use(securityHook())
    .use(problemAnswers(services.log))
    .get("/metrics", async ({ request }) => {
      if (access === "token") door.require(request);
      const text = await renderMetrics({
        version: services.version,
        totals: totals.read(services.now()),
        sinks: await services.sinks().catch(() => null),
        journal: services.journal().state,
        alerts: services.alerts.totals(),
        process: processFigures(startedAt),
      });
      return new Response(text, { headers: { "content-type": Registry.PROMETHEUS_CONTENT_TYPE } });
    })
    .use(otherMethods({ "/metrics": ["GET"] }));
}

function processFigures(startedAt: number): ProcessFigures {
  const { user, system } = process.cpuUsage();
  return { residentBytes: process.memoryUsage.rss(), cpuSeconds: (user + system) / 1e6, startedAt };
}
