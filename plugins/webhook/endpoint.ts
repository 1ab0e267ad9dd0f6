import { fieldSecrets, httpUrl, keyText, parseSecret, SinkError, urlSecrets } from "tattle/sink";
import { fixedParts, type HeaderTemplate, parseHeaders } from "./header.ts";
import type { Settings } from "./settings.ts";

/** The settings, checked and ready for use. */
export interface Endpoint {
  readonly url: URL;
  readonly keys: readonly Buffer[];
  readonly headers: readonly HeaderTemplate[];
  /** Texts that no message may show. */
  readonly hidden: readonly string[];
}

/** Checks what the schema cannot. Throws a fatal {@link SinkError} that says what is wrong, without any secret. */
export function parseEndpoint({ url, secret = [], headers, body }: Settings): Endpoint {
  const address = httpUrl("url", url);
  const secrets = [secret].flat();
  return {
    url: address,
    keys: secrets.map((text) => explained("secret", () => parseSecret(text))),
    headers: explained("headers", () => parseHeaders(headers, body === "single")),
    hidden: [
      ...secrets.flatMap((text) => [text, keyText(text)]),
      ...urlSecrets(url),
      ...Object.values(headers).flatMap(fixedParts).flatMap(fieldSecrets),
    ],
  };
}

function explained<T>(setting: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const problem = error instanceof Error ? error.message : "is wrong";
    throw new SinkError(`\`${setting}\` ${problem}`, { fatal: true });
  }
}
