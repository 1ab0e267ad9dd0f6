import { Duration, defineSink, Secret, SinkError, t } from "tattle/sink";

/** The settings, as they stand in the config file. Each description ends up in `tattle check`. */
const settings = t.Object(
  {
    url: t.String({
      pattern: "^https?://",
      example: "https://example.org/reports",
      description: "Where each batch of reports is posted, as a JSON array.",
    }),
    token: t.Optional(Secret({ description: "Sent as a bearer token." })),
    request_timeout: Duration({
      default: "10s",
      minimum: "100ms",
      maximum: "5m",
      description: "How long one request may take.",
    }),
  },
  { additionalProperties: false },
);

/** Posts each batch to an HTTP endpoint. Change what `write` does, and you have your own sink. */
export default defineSink({
  api: 1,
  name: "my-sink",
  summary: "Posts each batch of reports to an HTTP endpoint.",
  config: settings,
  supports: { reader: false, idempotent: false },
  create: ({ url, token, request_timeout }, { fetch }) => ({
    async open() {},

    // One attempt. The host batches, waits, tries again and counts.
    async write({ id, reports }, signal) {
      signal.throwIfAborted();
      const response = await fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "idempotency-key": id,
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(reports),
        // A redirected POST may end up anywhere.
        redirect: "manual",
        signal: AbortSignal.any([signal, AbortSignal.timeout(request_timeout)]),
      });
      await response.body?.cancel();
      if (response.ok) return {};
      const problem = `The endpoint answered ${response.status}.`;
      // Trying again cannot help until somebody changes the settings.
      if (response.status === 401) throw new SinkError(problem, { fatal: true });
      // Everything else means "not now": the same batch comes again.
      throw new SinkError(problem);
    },

    async close() {},
  }),
});
