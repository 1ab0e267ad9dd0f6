import { BlockList, isIP } from "node:net";

/** A range of addresses. */
export interface AddressRange {
  readonly address: string;
  readonly prefix: number;
  readonly family: "ipv4" | "ipv6";
}

/** Who may speak for others. */
export interface ProxyTrust {
  /** True for addresses whose forwarding headers count. */
  trusts(address: string): boolean;
}

/** @param ranges the `trusted_proxies` of the config */
export function proxyTrust(ranges: readonly AddressRange[]): ProxyTrust {
  const list = new BlockList();
  for (const { address, prefix, family } of ranges) list.addSubnet(address, prefix, family);
  return {
    trusts: (address) => {
      const version = isIP(address);
      return version !== 0 && list.check(address, version === 6 ? "ipv6" : "ipv4");
    },
  };
}

/**
 * The client's address, or `null` where it is not known: then limits by address are off, rather
 * than applied to everybody behind a proxy as one.
 *
 * A trusted peer's `X-Forwarded-For` is read from its end; the first address that is not itself
 * trusted is the client. The same headers of anybody else mean that an unnamed proxy is in
 * between (or that somebody pretends): the peer's address says nothing then.
 *
 * @param peer the other end of the connection; `null` on a unix socket, which is trusted
 */
export function clientAddress(
  peer: string | null,
  headers: Headers,
  trust: ProxyTrust,
): string | null {
  const forwarded = headers.get("x-forwarded-for");
  const plain = peer === null ? null : unmapped(peer);
  if (plain !== null && !trust.trusts(plain)) {
    return forwarded === null && headers.get("forwarded") === null ? plain : null;
  }
  if (forwarded === null) return null;
  for (const hop of forwarded.split(",").toReversed()) {
    const address = unmapped(withoutPort(hop.trim()));
    if (isIP(address) === 0) return null;
    if (!trust.trusts(address)) return address;
  }
  return null;
}

/** Whether the client came by https, as far as headers of a trusted proxy say so. */
export function forwardedHttps(peer: string | null, headers: Headers, trust: ProxyTrust): boolean {
  if (peer !== null && !trust.trusts(unmapped(peer))) return false;
  return headers.get("x-forwarded-proto")?.split(",").at(-1)?.trim().toLowerCase() === "https";
}

/** `::ffff:192.0.2.1` is 192.0.2.1. */
function unmapped(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  return mapped?.[1] ?? address;
}

/** `192.0.2.1:1234` and `[2001:db8::1]:1234`, as some proxies write. */
function withoutPort(hop: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(hop);
  if (bracketed?.[1]) return bracketed[1];
  return /^[\d.]+:\d+$/.test(hop) ? hop.slice(0, hop.indexOf(":")) : hop;
}
