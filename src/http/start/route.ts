import { Elysia } from "elysia";
import type { Access } from "../access/access.ts";
import { guardPages } from "../access/guard.ts";
import { otherMethods } from "../methods.ts";
import { htmlResponse } from "../page.ts";
import { problemAnswers } from "../problem-answers.ts";
import { securityHook } from "../security-hook.ts";
import type { Services } from "../services.ts";
import type { AdminSettings } from "../settings.ts";
import type { Totals } from "../status/totals.ts";
import { startPage } from "./page.ts";
import { startView } from "./view.ts";

/** `/`. */
export function startRoute(
  services: Services,
  totals: Totals,
  { publicUrl, reportUrl }: AdminSettings,
  access: Access,
) {
  return new Elysia({ detail: { hide: true } })
    .use(securityHook())
    .use(problemAnswers(services.log))
    .use(guardPages(access))
    .get("/", async ({ request }) => {
      const base = reportUrl?.() ?? publicUrl ?? new URL(request.url).origin;
      return htmlResponse(startPage(await startView(services, totals, base)));
    })
    .use(otherMethods({ "/": ["GET"] }));
}
