import { Elysia } from "elysia";
import type { Access } from "../access/access.ts";
import { guardApi } from "../access/guard.ts";
import { methodsOf, otherMethods } from "../methods.ts";
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
  const operations = apiOperations(parts);
  return new Elysia()
    .use(securityHook())
    .use(problemAnswers(parts.services.log))
    .use(guardApi(access))
    .use(operations)
    .use(otherMethods(methodsOf(operations.routes)));
}
