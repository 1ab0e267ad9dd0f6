import { Elysia } from "elysia";
import { DASHBOARD_PROJECT } from "../../admission/index.ts";
import type { Access } from "../access/access.ts";
import { guardPages } from "../access/guard.ts";
import { otherMethods } from "../methods.ts";
import { htmlResponse } from "../page.ts";
import { problemAnswers } from "../problem-answers.ts";
import { RequestError } from "../problems.ts";
import { dashboardCsp } from "../security-headers.ts";
import { securityHook } from "../security-hook.ts";
import type { Services } from "../services.ts";
import type { AdminSettings } from "../settings.ts";
import { fileResponse } from "./files.ts";
import { PAGE_PATHS } from "./paths.ts";
import { shell } from "./shell.ts";

export type PageServices = Pick<Services, "dashboard" | "log" | "version" | "now">;

/** The dashboard's files. Open, like those of the login page: they are the same in every Tattle. */
export function dashboardAssets({ dashboard, log }: PageServices) {
  return new Elysia({ detail: { hide: true } })
    .use(securityHook())
    .use(problemAnswers(log))
    .get("/assets/app/:name", async ({ request, params: { name } }) => {
      const file = (await dashboard()).files.get(name);
      if (file) return fileResponse(file, request.headers.get("accept-encoding"));
      throw new RequestError(
        "route_not_found",
        "The dashboard has no such file; load the page again.",
      );
    })
    .use(otherMethods({ "/assets/app/:name": ["GET"] }));
}

/** The dashboard's pages, for who is logged in. */
export function dashboardPages(services: PageServices, settings: AdminSettings, access: Access) {
  const app = new Elysia({ detail: { hide: true } })
    .use(securityHook())
    .use(problemAnswers(services.log))
    .use(guardPages(access));
  const show = () => showPage(services, settings);
  for (const path of PAGE_PATHS) app.get(path, show);
  return app;
}

/** The page that the dashboard's script fills. */
export async function showPage(
  { dashboard, version, now }: PageServices,
  settings: AdminSettings,
  status = 200,
): Promise<Response> {
  return htmlResponse(shell(await dashboard(), now()), status, {
    "content-security-policy": dashboardCsp(ownReports(version, settings)),
  });
}

/** What else is tried on the addresses of pages. */
export function pageMethods({ log }: PageServices) {
  return new Elysia({ detail: { hide: true } })
    .use(securityHook())
    .use(problemAnswers(log))
    .use(otherMethods(Object.fromEntries(PAGE_PATHS.map((path) => [path, ["GET"]]))));
}

/** Where the dashboard's own violations go: to the project that exists for them, by version. */
function ownReports(version: string, { ownReportUrl }: AdminSettings): string {
  const query = new URLSearchParams({ token: DASHBOARD_PROJECT, v: version });
  return `${ownReportUrl?.() ?? ""}/report/?${query}`;
}
