/**
 * What a client address is limited by: an IPv4 address itself, and the first 64 bits of an IPv6
 * address, since one household or server owns all the rest. IPv4 in its IPv6 form
 * (`::ffff:192.0.2.1`) is IPv4. What is not an address stands for itself.
 */
export function addressKey(address: string): string {
  if (!address.includes(":")) return address;
  const groups = ipv6Groups(withoutZone(address));
  if (groups === null) return address;
  return embeddedIpv4(groups) ?? `${groups.slice(0, 4).map(hex).join(":")}::/64`;
}

function withoutZone(address: string): string {
  const zone = address.indexOf("%");
  return zone < 0 ? address : address.slice(0, zone);
}

/** Eight numbers of 16 bits, or `null` where the text is not IPv6 (RFC 4291 §2.2). */
function ipv6Groups(address: string): number[] | null {
  const halves = address.split("::");
  const head = parseGroups(halves[0] ?? "");
  if (head === null || halves.length > 2) return null;
  if (halves.length === 1) return head.length === 8 ? head : null;
  const tail = parseGroups(halves[1] ?? "");
  if (tail === null || head.length + tail.length > 7) return null;
  return [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

function parseGroups(text: string): number[] | null {
  if (text === "") return [];
  const groups: number[] = [];
  for (const part of text.split(":")) {
    const values = part.includes(".") ? dottedGroups(part) : hexGroup(part);
    if (values === null) return null;
    groups.push(...values);
  }
  return groups;
}

function hexGroup(text: string): number[] | null {
  return /^[0-9a-f]{1,4}$/i.test(text) ? [Number.parseInt(text, 16)] : null;
}

function dottedGroups(text: string): number[] | null {
  const bits = ipv4(text);
  return bits === null ? null : [bits >>> 16, bits & 0xffff];
}

/** An IPv4 address in dotted decimals as 32 bits, or `null`. */
export function ipv4(text: string): number | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return null;
  let bits = 0;
  for (const part of match.slice(1)) {
    const byte = Number(part);
    if (byte > 255) return null;
    bits = ((bits << 8) | byte) >>> 0;
  }
  return bits;
}

function embeddedIpv4(groups: readonly number[]): string | null {
  const [, , , , , mark, high = 0, low = 0] = groups;
  if (mark !== 0xffff || groups.slice(0, 5).some((group) => group !== 0)) return null;
  return [high >>> 8, high & 0xff, low >>> 8, low & 0xff].join(".");
}

function hex(group: number): string {
  return group.toString(16);
}
