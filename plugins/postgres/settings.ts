import { Choice, Duration, Secret, SinkError, type Static, t } from "tattle/sink";

/** What PostgreSQL takes for a name without surprises, and within its 63 bytes. */
const NAME = "^[A-Za-z_][A-Za-z0-9_]{0,62}$";

/** The settings of a `postgres` sink, by the names of the config file. */
export const settings = t.Object(
  {
    url: Secret({
      description:
        "Where the database is: `postgres://user:password@host:5432/database`, or `postgres://user@/database?host=/run/postgresql` for a unix socket. Further parameters are PostgreSQL's own: `sslmode` (`prefer` where it is left out), `sslrootcert` and so on.",
      example: { env: "TATTLE_POSTGRES_URL" },
    }),
    schema: t.String({
      pattern: NAME,
      default: "public",
      description: "The schema of the table: letters, digits and underscores.",
    }),
    table: t.String({
      pattern: NAME,
      default: "tattle_reports",
      description: "The table: letters, digits and underscores.",
    }),
    create: Choice(["auto", "never"], {
      default: "auto",
      description:
        '`"auto"` makes the table where it is missing and brings it up to date after an upgrade of Tattle; `"never"` leaves that to you.',
    }),
    connect_timeout: Duration({
      default: "10s",
      minimum: "100ms",
      maximum: "5m",
      description: "How long connecting may take, login included.",
    }),
    statement_timeout: Duration({
      default: "25s",
      maximum: "1h",
      description:
        'How long one statement may take in the server. `"0s"` sends no limit, for poolers that refuse one.',
    }),
  },
  { additionalProperties: false },
);

/** What the plugin reads of them. */
/** What the plugin reads of them. */
export type Settings = Static<typeof settings>;

/** The table of versions, beside the reports'. */
export const VERSIONS = "tattle_versions";

/** The tables of one sink as they stand in SQL: qualified and quoted. */
export interface Names {
  /** The schema, quoted. */
  readonly schema: string;
  /** The table of reports. */
  readonly reports: string;
  /** The table that says how each table of reports is built. */
  readonly versions: string;
  /** What the table of reports is called in it. */
  readonly key: string;
}

/** Throws a fatal {@link SinkError} where a name cannot be used. */
export function namesOf({ schema, table }: Pick<Settings, "schema" | "table">): Names {
  const name = new RegExp(NAME);
  for (const [setting, value] of [
    ["schema", schema],
    ["table", table],
  ] as const) {
    if (!name.test(value)) throw misconfigured(`\`${setting}\` is not a name: ${NAME}`);
  }
  if (table === VERSIONS) throw misconfigured(`\`table\` is the name of a table that Tattle needs`);
  return {
    schema: `"${schema}"`,
    reports: `"${schema}"."${table}"`,
    versions: `"${schema}"."${VERSIONS}"`,
    key: table,
  };
}

/**
 * What of a connection URL must be said again, so that no `PG…` variable of the environment gets
 * in its way and a connection is encrypted where it can be, as with every other client.
 *
 * Throws a fatal {@link SinkError}, which says nothing of the URL's content, for another protocol.
 */
export function overrides(url: string): { database?: string; tls?: "prefer" } {
  const match = /^postgres(?:ql)?:\/\/[^/?#]*(?:\/([^?#]*))?(?:\?([^#]*))?/.exec(url);
  if (match === null) throw misconfigured("`url` must begin with postgres://");
  const [, path = "", query = ""] = match;
  const parameters = new URLSearchParams(query);
  const database = parameters.get("dbname") ?? decode(path);
  const silent = !["sslmode", "ssl", "tls"].some((name) => parameters.has(name));
  return { ...(database === "" ? {} : { database }), ...(silent ? { tls: "prefer" } : {}) };
}

/** Host and port of a name in an URL, or an address of IPv6. */
const PLACE = /^([\w.-]+|\[[\da-f:.]+\])(?::(\d{1,5}))?$/i;

/**
 * Where a connection URL leads, for a message: ` at host:port` or ` at /folder` of a unix socket.
 * Empty where that cannot be told for sure: what stands there may be a piece of a password.
 */
export function placeOf(url: string): string {
  const [, authority = "", rest = ""] = /^postgres(?:ql)?:\/\/([^/?#]*)(.*)$/s.exec(url) ?? [];
  // A password with a slash in it, unescaped.
  if (rest.includes("@")) return "";
  const parameters = new URLSearchParams(/\?([^#]*)/.exec(rest)?.[1]);
  const socket = parameters.get("host") ?? "";
  if (socket.startsWith("/")) return ` at ${socket}`;
  const [, host, port] = PLACE.exec(authority.slice(authority.lastIndexOf("@") + 1)) ?? [];
  return host === undefined ? "" : ` at ${host}:${port ?? parameters.get("port") ?? "5432"}`;
}

/** A fatal error of the settings. */
export function misconfigured(message: string): SinkError {
  return new SinkError(message, { fatal: true });
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw misconfigured("`url` names its database with a broken percent escape");
  }
}
