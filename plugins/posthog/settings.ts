import { Duration, httpUrl, Secret, SinkError, type Static, t } from "tattle/sink";

/** The settings of a `posthog` sink, by the names of the config file. */
export const settings = t.Object(
  {
    host: t.String({
      default: "https://us.i.posthog.com",
      description:
        "Where PostHog takes events: `https://us.i.posthog.com`, `https://eu.i.posthog.com`, or your own. A path is kept, for a PostHog behind a reverse proxy.",
    }),
    api_key: t.Optional(
      Secret({
        description:
          "Project API key (`phc_…`) for everything that this sink sends. Without it each report goes to the project of its own `token`.",
      }),
    ),
    request_timeout: Duration({
      default: "10s",
      minimum: "100ms",
      maximum: "5m",
      description: "How long one request may take, its answer included.",
    }),
  },
  { additionalProperties: false },
);

/** What the plugin reads of them. */
export type Settings = Static<typeof settings>;

/** The address of the batch API under `host`. Throws a fatal {@link SinkError} where there can be none. */
export function batchUrl(host: string): URL {
  const url = httpUrl("host", host, { query: "refuse" });
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/batch/`;
  return url;
}

/** What is wrong with a project key by its look alone, since PostHog refuses it; `null` for a good one. */
export function keyProblem(key: string): string | null {
  if (key.startsWith("phx_")) return "a personal key (phx_…), where the project key is needed";
  if (!/^[!-~]{1,64}$/.test(key)) return "not a project key: up to 64 visible ASCII characters";
  return null;
}

/** Throws a fatal {@link SinkError} where the configured key can never work. */
export function checkKey(key: string): void {
  const problem = keyProblem(key);
  if (problem !== null) throw new SinkError(`\`api_key\` is ${problem}`, { fatal: true });
}
