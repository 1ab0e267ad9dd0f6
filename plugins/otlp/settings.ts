import {
  Choice,
  Duration,
  fieldSecrets,
  httpUrl,
  Secret,
  SinkError,
  type Static,
  t,
  urlSecrets,
} from "tattle/sink";

/** Plain text, or a secret where somebody puts one. */
const Text = (options: object) => t.Union([t.String({ minLength: 1 }), Secret()], options);

/** The settings of an `otlp` sink, by the names of the config file. */
export const settings = t.Object(
  {
    endpoint: Text({
      default: "http://localhost:4318",
      description:
        "Base address of the receiver, as in `OTEL_EXPORTER_OTLP_ENDPOINT`: `/v1/logs` is appended to its path.",
    }),
    logs_endpoint: t.Optional(
      Text({
        description:
          'The whole address for logs, used as it is, as in `OTEL_EXPORTER_OTLP_LOGS_ENDPOINT`. Instead of `endpoint`. Where its path or query is secret: `{ env = "NAME" }` or `{ file = "path" }`. Messages show its origin alone.',
        example: "https://otlp.example.com/custom/logs",
      }),
    ),
    headers: t.Record(t.String(), Secret(), {
      default: {},
      description:
        "Further headers of every request, by name; each value a secret, also the whole of `Authorization`.",
    }),
    encoding: Choice(["protobuf", "json"], {
      default: "protobuf",
      description:
        "How requests are encoded. Every receiver takes `protobuf`, some take `json` too.",
    }),
    compression: Choice(["gzip", "none"], {
      default: "gzip",
      description: "How requests are compressed. Every receiver takes both.",
    }),
    resource: t.Record(t.String(), t.String(), {
      default: {},
      description:
        "Attributes of the resource that all records come from. `service.name` is `tattle` unless it is set here.",
    }),
    raw: Choice(["omit", "include"], {
      default: "omit",
      description:
        "Whether a record carries what the browser sent, as JSON text in `log.record.original`.",
    }),
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

const LOGS_PATH = "/v1/logs";

/** Where requests go. Throws a fatal {@link SinkError} where there can be no such address. */
export function logsUrl({ endpoint, logs_endpoint: whole }: Settings): URL {
  if (whole !== undefined) return httpUrl("logs_endpoint", whole);
  const url = httpUrl("endpoint", endpoint, { query: "refuse" });
  const base = url.pathname.replace(/\/+$/, "");
  if (base.endsWith(LOGS_PATH)) {
    throw misconfigured(
      `\`endpoint\` is the base, to which ${LOGS_PATH} is appended: leave that out, or write \`logs_endpoint\``,
    );
  }
  url.pathname = base + LOGS_PATH;
  return url;
}

/** What the sink itself says about each request. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "host",
  "transfer-encoding",
]);

/**
 * Throws a fatal {@link SinkError} for a header that cannot be sent or that belongs to the
 * protocol. Values are never shown.
 */
export function checkHeaders(headers: Settings["headers"]): void {
  for (const [name, value] of Object.entries(headers)) {
    if (OWN_HEADERS.has(name.toLowerCase())) {
      throw misconfigured(`\`headers\` must not set ${name.toLowerCase()}`);
    }
    try {
      new Headers({ [name]: value });
    } catch {
      throw misconfigured("`headers` has a name or a value that HTTP does not allow");
    }
  }
}

/** What no message may show: of the headers' values and of the addresses whatever may be a secret. */
export function secretsOf({ headers, endpoint, logs_endpoint: whole = "" }: Settings): string[] {
  return [
    ...Object.values(headers).flatMap(fieldSecrets),
    ...[endpoint, whole].flatMap(urlSecrets),
  ];
}

function misconfigured(message: string): SinkError {
  return new SinkError(message, { fatal: true });
}
