import { isIP, isIPv6 } from "node:net";

/** Where to listen. */
export type Address =
  | { readonly kind: "tcp"; readonly hostname: string; readonly port: number }
  | { readonly kind: "unix"; readonly path: string };

/** A range of IP addresses, in the parts that `BlockList.addSubnet` of `node:net` takes. */
export interface Cidr {
  readonly address: string;
  readonly prefix: number;
  readonly family: "ipv4" | "ipv6";
}

/** Reads `host:port`, `[ipv6]:port` or `unix:path`; `null` for anything else. Port 0 picks a free one. */
export function parseAddress(text: string): Address | null {
  if (text.startsWith("unix:")) {
    const path = text.slice("unix:".length);
    return path === "" || path.includes("\0") ? null : { kind: "unix", path };
  }
  const match = /^(?:\[([^\]]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) return null;
  const [, ipv6, name] = match;
  if (ipv6 !== undefined) return isIPv6(ipv6) ? { kind: "tcp", hostname: ipv6, port } : null;
  return name === undefined ? null : { kind: "tcp", hostname: name, port };
}

/** The opposite of {@link parseAddress}. */
export function formatAddress(address: Address): string {
  if (address.kind === "unix") return `unix:${address.path}`;
  const host = address.hostname.includes(":") ? `[${address.hostname}]` : address.hostname;
  return `${host}:${address.port}`;
}

/** Reads `10.0.0.0/8` or `::1`; `null` for anything else. */
export function parseCidr(text: string): Cidr | null {
  const [address = "", length, ...rest] = text.split("/");
  const version = isIP(address);
  // A zone (`fe80::1%eth0`) names an interface of this machine, not a range.
  if (version === 0 || rest.length > 0 || address.includes("%")) return null;
  const bits = version === 4 ? 32 : 128;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return null;
  const prefix = length === undefined ? bits : Number(length);
  return prefix > bits ? null : { address, prefix, family: version === 4 ? "ipv4" : "ipv6" };
}

/** The opposite of {@link parseCidr}. */
export function formatCidr({ address, prefix }: Cidr): string {
  return `${address}/${prefix}`;
}
