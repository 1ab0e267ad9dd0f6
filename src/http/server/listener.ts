import { chmodSync, readFileSync, rmSync, statSync } from "node:fs";
import type { Server } from "bun";
import { CodedError } from "../../report/errors.ts";
import { withAbsoluteUrls } from "./absolute-url.ts";
import type { Handler, PeerOf } from "./handler.ts";
import { TlsFront } from "./tls-front.ts";

/** Where to listen. */
export type ListenAddress =
  | { readonly kind: "tcp"; readonly hostname: string; readonly port: number }
  | { readonly kind: "unix"; readonly path: string };

/** Paths of PEM files. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

export interface ListenerOptions {
  address: ListenAddress;
  tls: TlsFiles | null;
  handler: (peer: PeerOf) => Handler;
  /** How long a connection may be silent, in milliseconds. */
  idleTimeout: number;
  /** Bun's own bound on a body, in bytes: far above ours, since its answer cannot carry our headers. */
  maxBody: number;
}

/** One address on which requests are answered. */
export interface Listener {
  /** `http://127.0.0.1:8787`, with the port that was really taken, or `unix:/path`. */
  readonly url: string;
  /** Reads the certificate again. Open connections keep the old one, and no request is lost. */
  renew(): Promise<void>;
  /** Takes nothing new; resolves when the requests under way are answered. */
  stop(): Promise<void>;
}

/** A server, and the port it took. */
interface Opened {
  server: Server<undefined>;
  port: number;
}

/** How long a server with an old certificate still takes connections that were on their way to it. */
const OVERLAP = 100;

/** @throws CodedError `listen_failed`, `tls_unusable` */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const { address, tls } = options;
  try {
    if (address.kind === "unix") return await listenUnix(address.path, options);
    return tls === null ? listenTcp(address, options) : await listenTls(address, tls, options);
  } catch (cause) {
    if (cause instanceof CodedError) throw cause;
    const where =
      address.kind === "unix" ? address.path : hostAndPort(address.hostname, address.port);
    throw new CodedError("listen_failed", `Cannot listen on ${where}: ${cause}`, { cause });
  }
}

async function listenUnix(path: string, options: ListenerOptions): Promise<Listener> {
  await removeStaleSocket(path);
  const server = Bun.serve({ unix: path, ...common(options, () => null) });
  // The socket is for a proxy of the same machine, whatever its user.
  chmodSync(path, 0o666);
  return { url: `unix:${path}`, renew: async () => {}, stop: () => server.stop() };
}

function listenTcp(
  address: { hostname: string; port: number },
  options: ListenerOptions,
): Listener {
  const { server, port } = serveTcp(address, undefined, options, (opened) => (request) => {
    return opened().requestIP(request)?.address ?? null;
  });
  const url = `http://${hostAndPort(address.hostname, port)}`;
  return { url, renew: async () => {}, stop: () => server.stop() };
}

async function listenTls(
  address: { hostname: string; port: number },
  tls: TlsFiles,
  options: ListenerOptions,
): Promise<Listener> {
  const peer = (opened: () => Server<undefined>) => (request: Request) => {
    const port = opened().requestIP(request)?.port;
    return port === undefined ? null : front.clientOf(port);
  };
  const serve = () => {
    try {
      return serveTcp({ hostname: "127.0.0.1", port: 0 }, tls, options, peer);
    } catch (cause) {
      throw asTlsError(cause, tls);
    }
  };
  let inner = serve();
  const front = await openFront(address, inner);
  return {
    url: `https://${hostAndPort(address.hostname, front.port)}`,
    renew: async () => {
      const old = inner;
      inner = serve();
      front.retarget(inner.port);
      await Bun.sleep(OVERLAP);
      await old.server.stop();
    },
    stop: async () => {
      front.close();
      await inner.server.stop();
    },
  };
}

/** Where the address cannot be had, the server behind it goes as well. */
async function openFront(
  { hostname, port }: { hostname: string; port: number },
  inner: Opened,
): Promise<TlsFront> {
  try {
    return await TlsFront.listen(hostname, port, inner.port);
  } catch (error) {
    await inner.server.stop(true);
    throw error;
  }
}

function serveTcp(
  { hostname, port }: { hostname: string; port: number },
  tls: TlsFiles | undefined,
  options: ListenerOptions,
  peer: (opened: () => Server<undefined>) => PeerOf,
): Opened {
  const server: Server<undefined> = Bun.serve({
    hostname,
    port,
    ...common(
      options,
      peer(() => server),
    ),
    ...(tls === undefined ? {} : { tls: { cert: readPem(tls.cert), key: readPem(tls.key) } }),
    idleTimeout: Math.min(255, Math.ceil(options.idleTimeout / 1_000)),
    // A second instance on the same port is an error and not a silent half of the traffic.
    reusePort: false,
  });
  return { server, port: server.port ?? 0 };
}

function common({ handler, maxBody }: ListenerOptions, peer: PeerOf) {
  return {
    fetch: withAbsoluteUrls(handler)(peer),
    maxRequestBodySize: maxBody,
    development: false,
    error: () => new Response(null, { status: 500 }),
  } as const;
}

/** What OpenSSL refuses lies in the files: no PEM, or a key that is not the certificate's. */
function asTlsError(error: unknown, { cert, key }: TlsFiles): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  if (!String(error.code).startsWith("ERR_OSSL")) return error;
  return new CodedError("tls_unusable", `Cannot use ${cert} with ${key}: ${error.message}`, {
    cause: error,
  });
}

function readPem(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new CodedError("tls_unusable", `Cannot read ${path}: ${cause}`, { cause });
  }
}

/** After a crash the file is still there and nobody listens on it, which only a try can tell. */
async function removeStaleSocket(path: string): Promise<void> {
  if (!statSync(path, { throwIfNoEntry: false })?.isSocket()) return;
  const alive = await Bun.connect({ unix: path, socket: { data: () => {} } }).catch(() => null);
  if (alive === null) return rmSync(path);
  alive.end();
  throw new CodedError("listen_failed", `Another process listens on ${path}.`);
}

function hostAndPort(hostname: string, port: number): string {
  return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}
