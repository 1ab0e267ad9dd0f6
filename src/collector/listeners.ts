import { Elysia } from "elysia";
import type { Config } from "../config/config.ts";
import { type Admin, createAdmin } from "../http/admin.ts";
import { notServed } from "../http/not-served.ts";
import { type Ingest, reportRoutes } from "../http/report/index.ts";
import {
  clientAddress,
  forwardedHttps,
  type Handler,
  type ListenAddress,
  type Listener,
  listen,
  type PeerOf,
  type ProxyTrust,
  proxyTrust,
} from "../http/server/index.ts";
import type { Services } from "../http/services.ts";
import type { ClientInfo } from "../http/settings.ts";
import { healthRoutes } from "../http/status/health.ts";

export interface Listeners {
  /** Takes reports. */
  reports: Listener;
  /** Serves dashboard and API: the same listener, unless they have an address of their own. */
  admin: Listener;
  loginUrl(): string;
  /** Ends the answers that have no end of their own. */
  endStreams(): void;
}

/** What all listeners have in common. */
interface Shared {
  config: Config;
  services: Services;
  ingest: Ingest;
  admin: Admin;
  trust: ProxyTrust;
}

/** What one listener serves. */
type Part = "reports" | "admin";

/**
 * Bun refuses bodies above its own bound without our CORS header, and Firefox then sends the
 * report again: so its bound lies where no body comes.
 */
const BUN_MAX_BODY = 2 ** 40;

/** @throws CodedError `listen_failed`, `tls_unusable` */
export async function openListeners(
  config: Config,
  ingest: Ingest,
  services: Services,
): Promise<Listeners> {
  const own = config.admin.listen;
  const admin = createAdmin(services, {
    // `public_url` says where reports go; of an address of its own it says nothing.
    publicUrl: own === null ? config.publicUrl : null,
    reportUrl: () => config.publicUrl ?? webUrl(reports),
    ...(own !== null && { ownReportUrl: () => config.publicUrl ?? webUrl(reports) }),
    metrics: config.admin.metrics,
  });
  const shared: Shared = {
    config,
    services,
    ingest,
    admin,
    trust: proxyTrust(config.trustedProxies),
  };
  const reports = await open(
    shared,
    config.listen,
    own === null ? ["reports", "admin"] : ["reports"],
  );
  try {
    const second = own === null ? reports : await open(shared, own, ["admin"]);
    const loginUrl = () => admin.loginCode(webUrl(second)).url;
    return { reports, admin: second, loginUrl, endStreams: admin.endStreams };
  } catch (error) {
    // Its own failure must not hide the first one.
    await reports.stop().catch(() => {});
    throw error;
  }
}

function open(shared: Shared, address: ListenAddress, parts: readonly Part[]): Promise<Listener> {
  const { limits } = shared.config;
  const tls = address.kind === "unix" ? null : shared.config.tls;
  return listen({
    address,
    tls,
    handler: (peer) => handlerOf(shared, parts, peer, tls !== null),
    idleTimeout: limits.idleTimeout,
    maxBody: BUN_MAX_BODY,
  });
}

function handlerOf(
  { config, services, ingest, admin, trust }: Shared,
  parts: readonly Part[],
  peer: PeerOf,
  secure: boolean,
): Handler {
  const client: ClientInfo = {
    address: (request) => clientAddress(peer(request), request.headers, trust),
    https: (request) => secure || forwardedHttps(peer(request), request.headers, trust),
  };
  // Nothing but a limit by address asks for it, and the answer costs each report a microsecond.
  const reporter = config.limits.rateLimit === null ? () => null : client.address;
  // Elysia looks for the path behind the shortest host that it expects; without TLS it may be shorter.
  const app = new Elysia({ handler: { standardHostname: secure } });
  if (parts.includes("reports")) app.use(reportRoutes(ingest, reporter));
  if (parts.includes("admin")) app.use(admin.routes(client));
  else app.use(healthRoutes(services)).use(notServed(services));
  return app.compile().fetch;
}

/** What a URL can begin with. A unix socket has no such address; its proxy's is in `public_url`. */
function webUrl({ url }: Listener): string {
  return url.startsWith("unix:") ? "http://localhost" : url;
}
