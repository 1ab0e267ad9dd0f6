import { Duration, defineSink, excerpt, post, retryAfter, Secret, SinkError, t } from "tattle/sink";

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
  create: ({ url, token, request_timeout: timeout }, context) => ({
    async open() {},

    // One attempt. The host batches, waits, tries again and counts.
    async write({ id, reports }, signal) {
      signal.throwIfAborted();
      const headers = {
        "content-type": "application/json",
        "idempotency-key": id,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      };
      const body = JSON.stringify(reports);
      // Throws where nobody answers, which means "not now" as well.
      const answer = await post(context, url, { headers, body, signal, timeout });
      if (answer.ok) return {};
      const said = excerpt(answer.text, { hide: [token] });
      throw new SinkError(`The endpoint answered ${answer.status}. ${said}`.trimEnd(), {
        // Trying again cannot help until somebody changes the settings.
        fatal: answer.status === 401,
        // Everything else means "not now": the same batch comes again.
        retryAfter: retryAfter(answer.headers, context.clock.now()),
      });
    },

    async close() {},
  }),
});
