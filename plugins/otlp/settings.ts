import { Choice, Duration, Secret, SinkError, type Static, t } from "tattle/sink";

/** The settings of an `otlp` sink, by the names of the config file. */
export const settings = t.Object(
  {
    endpoint: t.String({
      default: "http://localhost:4318",
      description:
        "Base address of the receiver, as in `OTEL_EXPORTER_OTLP_ENDPOINT`: `/v1/logs` is appended to its path.",
    }),
    logs_endpoint: t.Optional(
      t.String({
        description:
          "The whole address for logs, used as it is, as in `OTEL_EXPORTER_OTLP_LOGS_ENDPOINT`. Instead of `endpoint`.",
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

export type Settings = Static<typeof settings>;

const LOGS_PATH = "/v1/logs";

/** Where requests go. Throws a fatal {@link SinkError} where there can be no such address. */
export function logsUrl({ endpoint, logs_endpoint: whole }: Settings): URL {
  if (whole !== undefined) return httpUrl("logs_endpoint", whole);
  const url = httpUrl("endpoint", endpoint);
  if (url.search !== "") throw misconfigured("`endpoint` must not contain a query");
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

/** What no message may show: the values of the headers, and what follows the scheme in one (`Bearer …`). */
export function secretsOf({ headers }: Settings): string[] {
  return Object.values(headers).flatMap((value) => [value, value.slice(value.indexOf(" ") + 1)]);
}

function httpUrl(setting: string, text: string): URL {
  if (!URL.canParse(text)) throw misconfigured(`\`${setting}\` is not a URL`);
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw misconfigured(`\`${setting}\` must begin with https:// or http://`);
  }
  if (url.username !== "" || url.password !== "") {
    throw misconfigured(
      `\`${setting}\` must not contain a user name or a password: write them in \`headers\``,
    );
  }
  if (url.hash !== "") throw misconfigured(`\`${setting}\` must not contain a fragment`);
  return url;
}

function misconfigured(message: string): SinkError {
  return new SinkError(message, { fatal: true });
}
