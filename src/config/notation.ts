import { resolve } from "node:path";
import { type Address, formatAddress, formatCidr, parseAddress, parseCidr } from "./address.ts";
import { parseModule } from "./module-ref.ts";
import type { Notation } from "./nodes.ts";
import { formatRate, parseRate } from "./rate.ts";
import { MASK, Secret } from "./secret.ts";

/** What a text stands for, and how Tattle would write it. */
interface Notated {
  readonly value: unknown;
  readonly written: string;
}

interface Rule {
  /** `base` is the folder that relative paths start at. `null`: the text is no such thing. */
  readonly read: (text: string, base: string) => Notated | null;
  /** Completes "must be …". */
  readonly expected: string;
}

/** Longest path that the kernel takes for a unix socket, in bytes (`sun_path`, less its NUL). */
const MAX_SOCKET_PATH = 107;

/** How each kind of text setting is read. */
export const NOTATIONS: Readonly<Record<Notation, Rule>> = {
  address: {
    expected: 'an address such as "127.0.0.1:8787", "[::1]:8787" or "unix:/run/tattle.sock"',
    read: (text, base) => notated(readAddress(text, base), formatAddress),
  },
  cidr: {
    expected: 'a range of addresses such as "10.0.0.0/8" or "::1/128"',
    read: (text) => notated(parseCidr(text), formatCidr),
  },
  path: { expected: "a path", read: (text, base) => notated(readPath(text, base)) },
  module: {
    expected: 'a file such as "./my-sink.ts" or a package such as "tattle-sink-kafka"',
    read: (text, base) => notated(parseModule(text, base), ({ module }) => module),
  },
  origin: {
    expected: 'an origin such as "https://shop.example" or "https://*.shop.example"',
    read: (text) => notated(readOrigin(text)),
  },
  base_url: {
    expected: 'an http or https URL such as "https://csp.example.org"',
    read: (text) => notated(readBaseUrl(text)),
  },
  rate: {
    expected: 'so many in a time, such as "4/1h" or "1/15m"',
    read: (text) => notated(parseRate(text), formatRate),
  },
  secret: { expected: "text", read: (text) => ({ value: new Secret(text), written: MASK }) },
};

/** Type guard for the `notation` keyword of a schema. */
export function isNotation(value: unknown): value is Notation {
  return typeof value === "string" && Object.hasOwn(NOTATIONS, value);
}

function notated<T>(value: T | null, write: (value: T) => string = String): Notated | null {
  return value === null ? null : { value, written: write(value) };
}

function readAddress(text: string, base: string): Address | null {
  const address = parseAddress(text);
  if (address?.kind !== "unix") return address;
  const path = resolve(base, address.path);
  return Buffer.byteLength(path) > MAX_SOCKET_PATH ? null : { kind: "unix", path };
}

function readPath(text: string, base: string): string | null {
  return text === "" || text.includes("\0") ? null : resolve(base, text);
}

function readOrigin(text: string): string | null {
  // URL parsers refuse `*` in some hosts, and a host that no parser changes stands in for it.
  const url = parseUrl(text.replace("://*.", "://wildcard."));
  if (url === null || url.origin === "null" || hasCredentials(url)) return null;
  if (url.pathname !== "/" || /[?#]|\/$/.test(text.slice("https://".length))) return null;
  return text.includes("://*.") ? url.origin.replace("://wildcard.", "://*.") : url.origin;
}

function readBaseUrl(text: string): string | null {
  const url = parseUrl(text);
  if (url === null || hasCredentials(url) || /[?#]/.test(text)) return null;
  return url.protocol === "http:" || url.protocol === "https:"
    ? `${url.origin}${url.pathname}`.replace(/\/+$/, "")
    : null;
}

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

function hasCredentials(url: URL): boolean {
  return url.username !== "" || url.password !== "";
}
