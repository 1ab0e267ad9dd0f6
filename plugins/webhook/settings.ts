import { Choice, Duration, Secret, type Static, t } from "tattle/sink";

/** Plain text, or a secret where somebody puts one. */
const Text = (options: object = {}) => t.Union([t.String({ minLength: 1 }), Secret()], options);

/** The settings of a `webhook` sink, by the names of the config file. */
export const settings = t.Object(
  {
    url: Text({
      example: "https://hooks.example.org/csp",
      description:
        'Where to POST, http or https, with path and query. Where those are secret: `{ env = "NAME" }` or `{ file = "path" }`. Messages show its origin alone.',
    }),
    secret: t.Optional(
      t.Union([Secret(), t.Array(Secret(), { minItems: 1, maxItems: 8 })], {
        example: { env: "TATTLE_WEBHOOK_SECRET" },
        description:
          "Signs every request: `whsec_` and 24 to 64 random bytes in base64. A list while the secret is being changed: each one signs. Without it nothing proves to the receiver who sent a request.",
      }),
    ),
    body: Choice(["batch", "single"], {
      default: "batch",
      description:
        "`batch`: all reports of a batch in one request. `single`: one request per report, one after the other.",
    }),
    headers: t.Record(t.String(), Text(), {
      default: {},
      example: { Authorization: { env: "WEBHOOK_AUTHORIZATION" } },
      description:
        'Further headers. A value may be a secret and may contain `{batch_id}`, `{count}` (reports in the request), `{sink}` and, with `body = "single"`, `{project}`.',
    }),
    compression: Choice(["none", "gzip"], {
      default: "none",
      description:
        "`gzip` compresses the body. The signature is then that of the JSON before compression.",
    }),
    private_addresses: Choice(["refuse", "allow"], {
      default: "refuse",
      description:
        "Whether `url` may lead to this machine or a private network: loopback, 10.0.0.0/8, 169.254.169.254, fc00::/7 and the like.",
    }),
    request_timeout: Duration({
      default: "10s",
      minimum: "100ms",
      maximum: "5m",
      description: "How long one request may take, look-up of the name and answer included.",
    }),
  },
  { additionalProperties: false },
);

/** What the plugin reads of them. */
export type Settings = Static<typeof settings>;
