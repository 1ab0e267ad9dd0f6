import { Elysia } from "elysia";
import { Access } from "./access/access.ts";
import { loginRoutes } from "./access/login.ts";
import { createVault, OPERATOR } from "./access/vault.ts";
import { api } from "./api/api.ts";
import type { LoginCode } from "./api/schema/status.ts";
import type { SessionParts } from "./api/session.ts";
import { Streams } from "./api/stream/streams.ts";
import { timestamp } from "./api/time.ts";
import { assetRoutes } from "./assets/assets.ts";
import { documentRoute, swaggerRoutes } from "./docs/routes.ts";
import { nowhere } from "./pages/nowhere.ts";
import { dashboardAssets, dashboardPages, pageMethods } from "./pages/routes.ts";
import type { Services } from "./services.ts";
import type { AdminSettings, ClientInfo } from "./settings.ts";
import { healthRoutes } from "./status/health.ts";
import { metricsRoute } from "./status/metrics-route.ts";
import { Totals } from "./status/totals.ts";

/** Everything that is served beside `/report/`. Sessions and codes are shared by all listeners that use it. */
export interface Admin {
  /**
   * The routes, for one listener. They bring their own 404 for every path that nobody else
   * answers, and no hook that reaches other instances.
   */
  routes(client: ClientInfo): ReturnType<typeof adminRoutes>;
  /**
   * A one-time code for the start banner.
   *
   * @param base how a browser reaches the listener, unless `public_url` says so
   */
  loginCode(base: string): LoginCode;
  /** Ends the answers that have no end of their own, so that a server can stop. */
  endStreams(): void;
}

export function createAdmin(services: Services, settings: AdminSettings): Admin {
  const shared: Shared = {
    services,
    settings,
    vault: createVault(),
    totals: new Totals(services.counters),
    startedAt: services.now(),
    streams: new Streams({
      ask: services.news,
      sleep: services.sleep,
      now: services.now,
      failed: (error) => {
        services.log.error("a stream ended since the store did not answer", {
          error: String(error),
        });
      },
    }),
  };
  return {
    routes: (client) => adminRoutes(shared, client),
    loginCode: (base) => loginCode(shared, base),
    endStreams: () => shared.streams.end(),
  };
}

interface Shared {
  services: Services;
  settings: AdminSettings;
  vault: ReturnType<typeof createVault>;
  totals: Totals;
  startedAt: number;
  streams: Streams;
}

function adminRoutes(shared: Shared, client: ClientInfo) {
  const { services, settings, vault, totals, startedAt, streams } = shared;
  const { publicUrl } = settings;
  const { adminToken, tokens, now } = services;
  const access = new Access({ adminToken, tokens, publicUrl, vault, client, now });
  const session: SessionParts = {
    identify: (request) => access.identify(request),
    reportUrl: (request) => settings.reportUrl?.() ?? publicUrl ?? new URL(request.url).origin,
  };
  const who = (request: Request) => access.identify(request)?.name ?? "";
  const issueCode = (base: string) => loginCode(shared, base);
  const metrics = { services, totals, access: settings.metrics, startedAt };
  return new Elysia({ name: "tattle/admin" })
    .use(healthRoutes(services))
    .use(metricsRoute(metrics, access))
    .use(assetRoutes())
    .use(loginRoutes(access, services.log))
    .use(dashboardAssets(services))
    .use(dashboardPages(services, settings, access))
    .use(pageMethods(services))
    .use(api({ services, totals, startedAt, issueCode, who, session, streams }, access))
    .use(documentRoute(services, settings, access))
    .use(swaggerRoutes(services, settings, access))
    .use(nowhere(services, settings, access));
}

function loginCode({ services, settings, vault }: Shared, base: string): LoginCode {
  const { secret, expiresAt } = vault.codes.issue(OPERATOR, services.now());
  const url = `${settings.publicUrl ?? base}/login?code=${secret}`;
  return { code: secret, url, expiresAt: timestamp(expiresAt) };
}
