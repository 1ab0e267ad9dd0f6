import { Elysia } from "elysia";
import type { Access } from "../access/access.ts";
import { guardApi } from "../access/guard.ts";
import { otherMethods } from "../methods.ts";
import { problemAnswers } from "../problem-answers.ts";
import { securityHook } from "../security-hook.ts";
import type { Services } from "../services.ts";
import type { Totals } from "../status/totals.ts";
import { alertsApi } from "./alerts.ts";
import { countsApi } from "./counts.ts";
import { deadLettersApi } from "./dead-letters.ts";
import { erasuresApi } from "./erasures.ts";
import { explanationApi } from "./explanation.ts";
import { exportApi } from "./export/export.ts";
import { importsApi } from "./imports.ts";
import { issueMarksApi, type Who } from "./issue-marks.ts";
import { issuesApi } from "./issues.ts";
import { loginCodesApi } from "./login-codes.ts";
import { noisePreviewApi } from "./noise-preview/api.ts";
import { noiseRulesApi } from "./noise-rules.ts";
import { overviewApi } from "./overview.ts";
import { projectChangesApi } from "./project-changes.ts";
import { projectsApi } from "./projects.ts";
import { reportsApi } from "./reports.ts";
import { retaggingApi } from "./retagging.ts";
import type { LoginCode } from "./schema/status.ts";
import { type SessionParts, sessionApi } from "./session.ts";
import { sinksApi } from "./sinks.ts";
import { statusApi } from "./status.ts";
import { streamApi } from "./stream/stream.ts";
import type { Streams } from "./stream/streams.ts";
import { tokensApi } from "./tokens.ts";
import { versionsApi } from "./versions.ts";

export interface ApiParts {
  services: Services;
  totals: Totals;
  /** When the process began to serve, milliseconds since the epoch. */
  startedAt: number;
  /** Makes a one-time code; gets the base URL at which browsers reach the listener. */
  issueCode: (base: string) => LoginCode;
  who: Who;
  session: SessionParts;
  streams: Streams;
}

const METHODS = {
  "/api/v1/reports": ["GET"],
  "/api/v1/reports/:id": ["GET"],
  "/api/v1/export": ["GET"],
  "/api/v1/stream": ["GET"],
  "/api/v1/overview": ["GET"],
  "/api/v1/series": ["GET"],
  "/api/v1/top/:dimension": ["GET"],
  "/api/v1/types": ["GET"],
  "/api/v1/facets": ["GET"],
  "/api/v1/issues": ["GET"],
  "/api/v1/issues/:id": ["GET", "PATCH"],
  "/api/v1/issues/:id/explanation": ["GET"],
  "/api/v1/issues/marks": ["POST"],
  "/api/v1/versions/compare": ["GET"],
  "/api/v1/sinks": ["GET"],
  "/api/v1/dead-letters": ["GET"],
  "/api/v1/sinks/:name/dead-letters": ["GET"],
  "/api/v1/sinks/:name/dead-letters/:id": ["GET"],
  "/api/v1/sinks/:name/dead-letters/replay": ["POST"],
  "/api/v1/sinks/:name/dead-letters/drop": ["POST"],
  "/api/v1/erasures": ["POST"],
  "/api/v1/erasures/:id": ["GET"],
  "/api/v1/imports": ["POST"],
  "/api/v1/projects": ["GET", "POST"],
  "/api/v1/projects/:name": ["PATCH"],
  "/api/v1/projects/:name/rotate": ["POST"],
  "/api/v1/projects/:name/retire": ["POST"],
  "/api/v1/projects/:name/restore": ["POST"],
  "/api/v1/noise-rules": ["GET", "POST"],
  "/api/v1/noise-rules/enable": ["POST"],
  "/api/v1/noise-rules/disable": ["POST"],
  "/api/v1/noise-rules/preview": ["POST"],
  "/api/v1/noise-rules/retagging": ["GET"],
  "/api/v1/noise-rules/:kind/:name": ["PUT", "DELETE"],
  "/api/v1/alerts": ["GET"],
  "/api/v1/alerts/:name/test": ["POST"],
  "/api/v1/status": ["GET"],
  "/api/v1/session": ["GET"],
  "/api/v1/tokens": ["GET", "POST"],
  "/api/v1/tokens/:id": ["DELETE"],
  "/api/v1/login-codes": ["POST"],
};

/** The operations of `/api/v1`, without access rules: what the OpenAPI document describes. */
export function apiOperations(parts: ApiParts) {
  const { services, totals, startedAt, issueCode, who, session, streams } = parts;
  return new Elysia()
    .use(reportsApi(services))
    .use(exportApi(services))
    .use(streamApi(services, session, streams))
    .use(overviewApi(services))
    .use(countsApi(services))
    .use(issuesApi(services))
    .use(explanationApi(services))
    .use(issueMarksApi(services, who))
    .use(versionsApi(services))
    .use(sinksApi(services))
    .use(deadLettersApi(services))
    .use(erasuresApi(services))
    .use(importsApi(services))
    .use(projectsApi(services, totals))
    .use(projectChangesApi(services))
    .use(noiseRulesApi(services))
    .use(noisePreviewApi(services))
    .use(retaggingApi(services))
    .use(alertsApi(services))
    .use(statusApi(services, startedAt))
    .use(sessionApi(services, session))
    .use(tokensApi(services))
    .use(loginCodesApi(issueCode));
}

/** `/api/v1`: for the admin token or a session only, errors as problems, closed to other origins. */
export function api(parts: ApiParts, access: Access) {
  return new Elysia()
    .use(securityHook())
    .use(problemAnswers(parts.services.log))
    .use(guardApi(access))
    .use(apiOperations(parts))
    .use(otherMethods(METHODS));
}
