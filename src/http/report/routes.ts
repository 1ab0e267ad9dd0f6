import { Elysia } from "elysia";
import { memoized } from "../../report/memo.ts";
import { failed } from "./answer.ts";
import { preflightHeaders } from "./cors.ts";
import type { Ingest } from "./ingest.ts";
import { type ParameterNames, POSTHOG_PARAMETERS, reportParameters } from "./parameters.ts";

/** Who sent a request, as far as that is known. */
export type ClientAddressOf = (request: Request) => string | null;

/** A path on which reports are taken, and the names its query parameters have there. */
interface ReportRoute {
  path: string;
  parameters: ParameterNames;
}

/** Both spellings are served and never redirected: browsers do not follow redirects of reports. */
const REPORT_ROUTES: readonly ReportRoute[] = [
  { path: "/report/", parameters: POSTHOG_PARAMETERS },
  { path: "/report", parameters: POSTHOG_PARAMETERS },
];

/** The reports' part of the HTTP server. It has no hooks: each would cost every report. */
export function reportRoutes(ingest: Ingest, clientAddress: ClientAddressOf) {
  const app = new Elysia({ name: "tattle/report", strictPath: true });
  for (const { path, parameters } of REPORT_ROUTES) {
    // A site's report URL is the same for many, often for all of its visitors.
    const read = memoized((query) => reportParameters(query, parameters));
    app
      .post(
        path,
        ({ request }) => ingest.handle(request, read(queryOf(request.url)), clientAddress(request)),
        // Elysia's own body parser does not know the media types of reports.
        { parse: "none", detail: { hide: true } },
      )
      .options(
        path,
        ({ request }) =>
          new Response(null, {
            status: 204,
            headers: preflightHeaders(request.headers.get("origin")),
          }),
        { detail: { hide: true } },
      )
      .all(path, ({ request }) => failed(request.headers.get("origin"), "method_not_allowed"), {
        parse: "none",
        detail: { hide: true },
      });
  }
  return app;
}

/** With its question mark; empty where there is none. */
function queryOf(url: string): string {
  const start = url.indexOf("?");
  return start < 0 ? "" : url.slice(start);
}
