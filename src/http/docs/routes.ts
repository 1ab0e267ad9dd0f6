import { Elysia } from "elysia";
import stylePath from "swagger-ui-dist/swagger-ui.css" with { type: "file" };
import bundlePath from "swagger-ui-dist/swagger-ui-bundle.js" with { type: "file" };
import type { Access } from "../access/access.ts";
import { guardApi, guardPages } from "../access/guard.ts";
import { html } from "../html.ts";
import { otherMethods } from "../methods.ts";
import { problemAnswers } from "../problem-answers.ts";
import { swaggerCsp } from "../security-headers.ts";
import { securityHook } from "../security-hook.ts";
import type { Services } from "../services.ts";
import type { AdminSettings } from "../settings.ts";
import { openApiDocument, servedElsewhere } from "./document.ts";
import init from "./swagger-init.js" with { type: "text" };

const SCRIPT = { "content-type": "text/javascript; charset=utf-8", "cache-control": "max-age=300" };
const STYLE = { "content-type": "text/css; charset=utf-8", "cache-control": "max-age=300" };

const PAGE = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API · Tattle</title>
<link rel="icon" type="image/svg+xml" href="/assets/icon.svg">
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/swagger-init.js"></script>
</body>
</html>
`;

/** Where `/report/` is, if not where the API is. */
type Elsewhere = Pick<AdminSettings, "ownReportUrl">;

/** The OpenAPI document, for programs: it needs the token or a session like the rest of the API. */
export function documentRoute(
  services: Pick<Services, "version" | "log">,
  { ownReportUrl }: Elsewhere,
  access: Access,
) {
  let document: ReturnType<typeof openApiDocument> | null = null;
  return new Elysia({ detail: { hide: true } })
    .use(securityHook())
    .use(problemAnswers(services.log))
    .use(guardApi(access))
    .get("/api/v1/openapi.json", async () => {
      document ??= openApiDocument(services.version);
      const general = await document;
      return Response.json(ownReportUrl ? servedElsewhere(general, ownReportUrl()) : general);
    })
    .use(otherMethods({ "/api/v1/openapi.json": ["GET"] }));
}

/** Swagger UI, out of the binary: nothing of it comes from another host. */
export function swaggerRoutes(
  services: Pick<Services, "log">,
  { ownReportUrl }: Elsewhere,
  access: Access,
) {
  return new Elysia({ detail: { hide: true } })
    .use(securityHook())
    .use(problemAnswers(services.log))
    .use(guardPages(access))
    .get("/api/docs", () => {
      const reports = ownReportUrl ? new URL(ownReportUrl()).origin : null;
      const type = { "content-type": "text/html; charset=utf-8" };
      const headers = { ...type, "content-security-policy": swaggerCsp(reports) };
      return new Response(PAGE.text, { headers });
    })
    .get("/api/docs/swagger-init.js", () => new Response(init, { headers: SCRIPT }))
    .get("/api/docs/swagger-ui-bundle.js", () => file(bundlePath, SCRIPT))
    .get("/api/docs/swagger-ui.css", () => file(stylePath, STYLE))
    .use(otherMethods({ "/api/docs": ["GET"] }));
}

function file(path: string, headers: Record<string, string>): Response {
  return new Response(Bun.file(path), { headers });
}
