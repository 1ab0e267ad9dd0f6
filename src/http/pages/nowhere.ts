import { Elysia } from "elysia";
import type { Access } from "../access/access.ts";
import { loginFirst } from "../access/guard.ts";
import { problemAnswers } from "../problem-answers.ts";
import { RequestError } from "../problems.ts";
import { securityHook } from "../security-hook.ts";
import type { AdminSettings } from "../settings.ts";
import { type PageServices, showPage } from "./routes.ts";

/** Where programs ask, whatever they accept. */
const FOR_PROGRAMS = /^\/(?:api|assets|report)(?:\/|$)/;

/**
 * The answer to every path that nothing else answers: a problem for programs. A person who is
 * logged in gets the dashboard, which says so and has a way on; others are asked to log in, and
 * do not learn which pages there are.
 */
export function nowhere(services: PageServices, settings: AdminSettings, access: Access) {
  return new Elysia({ detail: { hide: true } })
    .use(securityHook())
    .use(problemAnswers(services.log))
    .all(
      "/*",
      async ({ request }) => {
        if (!isForPerson(request)) {
          throw new RequestError("route_not_found", "Nothing is served at this address.");
        }
        return loginFirst(access, request) ?? (await showPage(services, settings, 404));
      },
      { parse: "none" },
    );
}

/** What browsers say when a person goes somewhere. */
function isForPerson({ method, headers, url }: Request): boolean {
  const accept = headers.get("accept") ?? "";
  if (method !== "GET" || !accept.includes("text/html")) return false;
  return !FOR_PROGRAMS.test(new URL(url).pathname);
}
