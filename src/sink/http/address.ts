import { BlockList, isIP } from "node:net";

/** IPv4 that is not the public internet: IANA's special-purpose registry, multicast and class E. */
const PRIVATE_V4: ReadonlyArray<readonly [network: string, prefix: number]> = [
  ["0.0.0.0", 8], // this host
  ["10.0.0.0", 8], // RFC 1918
  ["100.64.0.0", 10], // carrier-grade NAT, RFC 6598
  ["127.0.0.0", 8], // loopback
  ["169.254.0.0", 16], // link-local, and the metadata services of clouds
  ["172.16.0.0", 12], // RFC 1918
  ["192.0.0.0", 24], // protocol assignments
  ["192.0.2.0", 24], // documentation
  ["192.88.99.0", 24], // 6to4 relays, deprecated
  ["192.168.0.0", 16], // RFC 1918
  ["198.18.0.0", 15], // benchmarks
  ["198.51.100.0", 24], // documentation
  ["203.0.113.0", 24], // documentation
  ["224.0.0.0", 4], // multicast
  ["240.0.0.0", 4], // reserved, and broadcast
];

/** What of the global unicast range is not the public internet. */
const PRIVATE_V6: ReadonlyArray<readonly [network: string, prefix: number]> = [
  ["2001::", 23], // protocol assignments, Teredo among them
  ["2001:db8::", 32], // documentation
  ["2002::", 16], // 6to4: wraps an IPv4 address
  ["3fff::", 20], // documentation
];

/** NAT64's well-known prefix: the last 32 bits are the IPv4 address that is reached (RFC 6052). */
const NAT64 = "64:ff9b::";

const blocked = new BlockList();
const global6 = new BlockList();

// The list applies its IPv4 ranges to IPv4-mapped IPv6 addresses as well.
for (const [network, prefix] of PRIVATE_V4) {
  blocked.addSubnet(network, prefix, "ipv4");
  blocked.addSubnet(`${NAT64}${network}`, 96 + prefix, "ipv6");
}
for (const [network, prefix] of PRIVATE_V6) blocked.addSubnet(network, prefix, "ipv6");
global6.addSubnet("2000::", 3, "ipv6");
global6.addSubnet(NAT64, 96, "ipv6");
global6.addSubnet("::ffff:0:0", 96, "ipv6");

/**
 * Whether an address is one of the public internet. Everything else is not: also text that is no
 * address, and an address with a zone.
 *
 * @param address IPv4 or IPv6 without brackets, as a resolver or `URL` writes it
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !blocked.check(address, "ipv4");
  if (family !== 6 || address.includes("%")) return false;
  return global6.check(address, "ipv6") && !blocked.check(address, "ipv6");
}
