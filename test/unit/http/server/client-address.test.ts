import { describe, expect, test } from "bun:test";
import {
  type AddressRange,
  clientAddress,
  forwardedHttps,
  proxyTrust,
} from "../../../../src/http/server/index.ts";

const RANGES: readonly AddressRange[] = [
  { address: "10.0.0.0", prefix: 8, family: "ipv4" },
  { address: "2001:db8:1::", prefix: 48, family: "ipv6" },
];
const TRUST = proxyTrust(RANGES);
const NOBODY = proxyTrust([]);
const CLIENT = "198.51.100.7";

function headersOf(forwarded: string | null, name = "x-forwarded-for"): Headers {
  return new Headers(forwarded === null ? {} : { [name]: forwarded });
}

describe("the client's address", () => {
  test.each<[string, string | null, string | null, string | null]>([
    ["is the peer's where nobody forwards", CLIENT, null, CLIENT],
    ["is the peer's over IPv6", "2001:db8:9::1", null, "2001:db8:9::1"],
    ["is IPv4 where the socket says it in IPv6", `::ffff:${CLIENT}`, null, CLIENT],
    ["is unknown behind a proxy that nobody named", CLIENT, "203.0.113.9", null],
    ["is unknown on a unix socket without the header", null, null, null],
    ["is what the proxy on a unix socket says", null, CLIENT, CLIENT],
    ["is unknown where a trusted proxy does not say", "10.1.2.3", null, null],
    ["is what a trusted proxy says", "10.1.2.3", CLIENT, CLIENT],
    ["is what a trusted proxy says, in IPv6", "2001:db8:1::5", "2001:db8:9::1", "2001:db8:9::1"],
    ["is what a proxy says whose address comes mapped", "::ffff:10.1.2.3", CLIENT, CLIENT],
    ["is the last that is not trusted", "10.1.2.3", `203.0.113.9, ${CLIENT}, 10.9.9.9`, CLIENT],
    ["is not what a client wrote itself", "10.1.2.3", `10.6.6.6, ${CLIENT}`, CLIENT],
    ["is unknown where all of the chain is trusted", "10.1.2.3", "10.6.6.6, 10.7.7.7", null],
    ["may have a port", "10.1.2.3", `${CLIENT}:4711`, CLIENT],
    ["may have brackets", "10.1.2.3", "[2001:db8:9::1]", "2001:db8:9::1"],
    ["may have brackets and a port", "10.1.2.3", "[2001:db8:9::1]:4711", "2001:db8:9::1"],
    ["may come mapped", "10.1.2.3", `::ffff:${CLIENT}`, CLIENT],
    ["may have blanks around it", "10.1.2.3", `  ${CLIENT}  `, CLIENT],
    ["is unknown where the last hop is garbage", "10.1.2.3", `${CLIENT}, unknown`, null],
    ["is unknown where the last hop is empty", "10.1.2.3", `${CLIENT},`, null],
    ["is unknown where the header is empty", "10.1.2.3", "", null],
    ["is unknown where it is a name", "10.1.2.3", "client.example", null],
    ["is unknown where the number is none", "10.1.2.3", "999.1.1.1", null],
    ["is no address with a path", "10.1.2.3", `${CLIENT}/8`, null],
  ])("%s", (_, peer, forwarded, expected) => {
    expect(clientAddress(peer, headersOf(forwarded), TRUST)).toBe(expected);
  });

  test("is unknown where an unnamed proxy speaks RFC 7239", () => {
    const headers = headersOf(`for=${CLIENT}`, "forwarded");
    expect(clientAddress("203.0.113.9", headers, TRUST)).toBeNull();
  });

  test("is never forwarded where nobody is trusted", () => {
    expect(clientAddress("10.1.2.3", headersOf(CLIENT), NOBODY)).toBeNull();
    expect(clientAddress("10.1.2.3", headersOf(null), NOBODY)).toBe("10.1.2.3");
  });
});

test.each<[string | null, string | null, boolean]>([
  ["10.1.2.3", "https", true],
  ["10.1.2.3", "http, HTTPS ", true],
  ["10.1.2.3", "https, http", false],
  ["10.1.2.3", null, false],
  [null, "https", true],
  ["203.0.113.9", "https", false],
])("from %p, X-Forwarded-Proto %p is believed: %p", (peer, proto, expected) => {
  expect(forwardedHttps(peer, headersOf(proto, "x-forwarded-proto"), TRUST)).toBe(expected);
});

test("a text that is no address is trusted by nobody", () => {
  expect(["", "10.0.0", "::1::", "10.0.0.1"].map(TRUST.trusts)).toEqual([
    false,
    false,
    false,
    true,
  ]);
});
