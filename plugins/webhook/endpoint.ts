import { SinkError } from "tattle/sink";
import { type HeaderTemplate, parseHeaders } from "./header.ts";
import type { Settings } from "./settings.ts";
import { parseSecret } from "./signature.ts";

/** The settings, checked and ready for use. */
export interface Endpoint {
  readonly url: URL;
  readonly keys: readonly Buffer[];
  readonly headers: readonly HeaderTemplate[];
  /** Texts that no message may show. */
  readonly hidden: readonly string[];
}

/** A shorter text is no secret, and hiding it would spoil messages. */
const SHORTEST_HIDDEN = 8;

/** Checks what the schema cannot. Throws a fatal {@link SinkError} that says what is wrong, without any secret. */
export function parseEndpoint({ url, secret = [], headers, body }: Settings): Endpoint {
  const address = parseUrl(url);
  const secrets = [secret].flat();
  const query = `${address.pathname}${address.search}`;
  const words = Object.values(headers).flatMap((value) => [value, ...value.split(/\s+/)]);
  return {
    url: address,
    keys: secrets.map((text) => explained("secret", () => parseSecret(text))),
    headers: explained("headers", () => parseHeaders(headers, body === "single")),
    hidden: [...secrets, url, query, ...words].filter((text) => text.length >= SHORTEST_HIDDEN),
  };
}

function parseUrl(text: string): URL {
  if (!URL.canParse(text)) throw misconfigured("`url` is not a URL");
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw misconfigured("`url` must begin with https:// or http://");
  }
  if (url.username !== "" || url.password !== "") {
    throw misconfigured("`url` must not contain a user name or a password; use a header");
  }
  if (url.hash !== "") throw misconfigured("`url` must not contain a fragment");
  return url;
}

function explained<T>(setting: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw misconfigured(`\`${setting}\` ${error instanceof Error ? error.message : "is wrong"}`);
  }
}

function misconfigured(message: string): SinkError {
  return new SinkError(message, { fatal: true });
}
