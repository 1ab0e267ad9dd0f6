/**
 * CORS of `/report/`. Every answer carries it, errors too: Firefox counts a report as undelivered
 * without it and sends it three times. The origin is echoed as PostHog does; where there is none
 * to echo it is `*`, and then never with credentials.
 */
const METHODS = "GET, POST, OPTIONS";
const HEADERS = "X-Requested-With,Content-Type";

const ANYONE = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": METHODS,
  "access-control-allow-headers": HEADERS,
  vary: "Origin",
};

/** Scheme and host, as browsers write them; `null` and everything odd is not echoed. */
const ECHOED = /^[a-z][a-z0-9+.-]{0,31}:\/\/[^\s/?#@"'<>\\]{1,255}$/i;

/** @param origin the request's `Origin` header */
export function corsHeaders(origin: string | null): Record<string, string> {
  if (origin === null || !ECHOED.test(origin)) return ANYONE;
  return {
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    "access-control-allow-methods": METHODS,
    "access-control-allow-headers": HEADERS,
    vary: "Origin",
  };
}

/** Answers a preflight: good for a day, so that not every report costs a second request. */
export function preflightHeaders(origin: string | null): Record<string, string> {
  return { ...corsHeaders(origin), "access-control-max-age": "86400" };
}
