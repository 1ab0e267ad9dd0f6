import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { isPublicAddress } from "./address.ts";

/** All addresses of a host name, at least one. Rejects with an error that has a `code`. */
export type LookUp = (host: string) => Promise<string[]>;

/** What `fetch` is to be told so that the connection goes where the check said it may. */
export interface Route {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly options: Pick<BunFetchRequestInit, "tls" | "proxy">;
}

/** Asks the system, as any other program does. */
export const lookUp: LookUp = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address);

/** The route of an URL whose addresses do not matter: `fetch` itself finds it. */
export const freeRoute = (url: URL): Route => ({ url, headers: {}, options: {} });

/**
 * Finds a route to a public address. Every address of the name is checked, and the connection
 * goes to a checked one: between check and connection the name cannot change its mind.
 *
 * @param turn which of several addresses to take; any whole number from 0
 * @returns the route, or why there may be none
 * @throws what the look-up throws; the signal's reason when it aborts
 */
export async function publicRoute(
  url: URL,
  lookUp: LookUp,
  turn: number,
  signal: AbortSignal,
): Promise<Route | { refused: string }> {
  const host = bareHost(url);
  if (isIP(host) !== 0) {
    return isPublicAddress(host) ? { url, headers: {}, options: DIRECT } : refuse(host);
  }
  if (/(^|\.)localhost$/.test(host)) return refuse(host);
  const addresses = await resolve(host, lookUp, signal);
  const hidden = addresses.find((address) => !isPublicAddress(address));
  if (hidden !== undefined) return refuse(hidden);
  return routeThrough(url, host, addresses[turn % addresses.length] ?? host);
}

/** A proxy of the environment would be a way around the check. */
const DIRECT = { proxy: false } as const;

/** The certificate is checked against `serverName`, as if the name had been in the URL. */
function routeThrough(url: URL, host: string, address: string): Route {
  const direct = new URL(url);
  direct.hostname = isIP(address) === 6 ? `[${address}]` : address;
  const headers = { host: url.port === "" ? host : `${host}:${url.port}` };
  const tls = url.protocol === "https:" ? { tls: { serverName: host } } : {};
  return { url: direct, headers, options: { ...DIRECT, ...tls } };
}

async function resolve(host: string, lookUp: LookUp, signal: AbortSignal): Promise<string[]> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([lookUp(host), aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Without the brackets of IPv6 and the dot at the end of a complete name, which mean nothing more. */
function bareHost({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
}

function refuse(where: string): { refused: string } {
  return {
    refused: `\`url\` leads to ${where}, which is no public address; private_addresses = "allow" allows it`,
  };
}
