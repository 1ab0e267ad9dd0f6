import type { AlertConfig } from "../../config/config.ts";
import type { Clock, Fetch } from "../../sink/context.ts";
import { SinkError } from "../../sink/error.ts";
import { type Answer, fetchAnswer } from "../../sink/http/answer.ts";
import { attempt } from "../../sink/http/attempt.ts";
import { excerpt } from "../../sink/http/excerpt.ts";
import { redirectOrigin, retryAfter } from "../../sink/http/fields.ts";
import { freeRoute, type LookUp, publicRoute } from "../../sink/http/route.ts";
import { urlSecrets } from "../../sink/http/secrets.ts";
import { parseSecret, signedHeaders } from "../../sink/http/signature.ts";
import { httpUrl } from "../../sink/http/url.ts";
import type { Message } from "../message.ts";
import type { Send } from "./channel.ts";

/** How long one request may take, in milliseconds. */
const TIMEOUT = 10_000;

/** What a webhook needs of the program. */
export interface WebhookDeps {
  readonly clock: Clock;
  readonly fetch: Fetch;
  readonly lookUp: LookUp;
}

/** POSTs messages as JSON. */
export function webhook(
  alert: Pick<AlertConfig, "url" | "secret" | "privateAddresses">,
  body: (message: Message) => object,
  { clock, fetch, lookUp }: WebhookDeps,
): Send {
  return async (message, signal) => {
    const text = alert.url?.reveal() ?? "";
    const url = httpUrl("url", text);
    const json = JSON.stringify(body(message));
    const headers = signedHeaders(message.id, clock.now(), json, keysOf(alert));
    const answer = await attempt(url, { signal, timeout: TIMEOUT }, async (limited) => {
      const free = alert.privateAddresses === "allow";
      const route = free ? freeRoute(url) : await publicRoute(url, lookUp, 0, limited);
      if ("refused" in route) throw new SinkError(route.refused);
      return fetchAnswer({ fetch }, route.url, {
        method: "POST",
        headers: { ...headers, ...route.headers, "content-type": "application/json" },
        body: json,
        signal: limited,
        ...route.options,
      });
    });
    return judge(url, answer, urlSecrets(text), clock.now());
  };
}

function keysOf({ secret }: Pick<AlertConfig, "secret">): Buffer[] {
  if (secret === null) return [];
  try {
    return [parseSecret(secret.reveal())];
  } catch (error) {
    throw new SinkError(`\`secret\` ${error instanceof Error ? error.message : "is wrong"}`);
  }
}

/** What the other side said, where it took the message. */
function judge(url: URL, answer: Answer, hide: readonly string[], now: number): string {
  const { status, headers } = answer;
  const text = excerpt(answer.text, { hide });
  if (answer.ok) return text === "" ? `${status}` : `${status}: ${text}`;
  const moved = status >= 300 && status < 400;
  const to = moved ? `, which leads to ${redirectOrigin(headers)} and is not followed` : "";
  const said = text === "" ? "" : `: ${text}`;
  throw new SinkError(`${url.origin} answered ${status}${to}${said}`, {
    retryAfter: retryAfter(headers, now),
  });
}
