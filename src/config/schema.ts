import { Type } from "@sinclair/typebox";
import { Choice, Duration, Size } from "../sink/schema.ts";
import {
  AddressSetting,
  BaseUrlSetting,
  CidrSetting,
  OriginSetting,
  PathSetting,
  SecretSetting,
} from "./nodes.ts";

const NOISE_ACTIONS = ["tag", "drop"] as const;

const RateLimit = (description: string) =>
  Type.Object(
    {
      per_second: Type.Number({
        exclusiveMinimum: 0,
        description: "Reports that are accepted per second in the long run.",
      }),
      burst: Type.Integer({
        minimum: 1,
        description: "Reports that are accepted at once after a quiet time.",
      }),
    },
    { description },
  );

const Tls = Type.Object(
  {
    cert: PathSetting({ description: "File with the certificate chain, PEM." }),
    key: PathSetting({ description: "File with the private key, PEM." }),
  },
  { description: "Serves HTTPS. Both files are read again on SIGHUP. Not for unix sockets." },
);

const Admin = Type.Object(
  {
    token: Type.Optional(
      SecretSetting({
        example: '{ env = "TATTLE_ADMIN_TOKEN" }',
        description:
          "Opens the dashboard and the API. Without it one is made on first start and kept in the file `admin-token` of the data folder.",
      }),
    ),
    listen: Type.Optional(
      AddressSetting({
        example: "127.0.0.1:8788",
        description:
          "Serves dashboard and API on an address of their own, so that only `/report/` is public.",
      }),
    ),
    metrics: Choice(["open", "token"], {
      default: "open",
      description: "Whether `/metrics` needs the admin token.",
    }),
  },
  { description: "The dashboard and the API." },
);

const Limits = Type.Object(
  {
    body: Size({
      default: "8MiB",
      minimum: "1KiB",
      maximum: "1GiB",
      description: "Largest request body under `/report/`. Larger ones are answered 413.",
    }),
    reports_per_body: Type.Integer({
      default: 1000,
      minimum: 1,
      maximum: 100_000,
      description: "Most reports in one request body.",
    }),
    bodies_in_flight: Size({
      default: "256MiB",
      minimum: "1MiB",
      description: "Memory for all request bodies that are being read. Beyond it: 503.",
    }),
    body_timeout: Duration({
      default: "30s",
      minimum: "1s",
      maximum: "10m",
      description: "How long a client may take to send its body.",
    }),
    idle_timeout: Duration({
      default: "60s",
      minimum: "1s",
      maximum: "255s",
      description: "How long a connection may be silent before it is closed.",
    }),
    connections: Type.Integer({
      default: 10_000,
      minimum: 1,
      description: "Most open connections. Further ones are closed at once.",
    }),
    rate_limit: Type.Optional(
      RateLimit(
        "Reports per client address; more are dropped as `rate_limited`. Off without it, and for clients whose address is unknown.",
      ),
    ),
  },
  { description: "Bounds on what clients may send." },
);

const Project = Type.Object(
  {
    name: Type.String({
      pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$",
      description: "Letters, digits, `.`, `_` and `-`; what reports are stored under.",
    }),
    token: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: "The `token` in the report URL. Public: every visitor of the site sees it.",
      }),
    ),
    tokens: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
        minItems: 1,
        description: "Several tokens, to change from one to another. Instead of `token`.",
      }),
    ),
    state: Choice(["active", "retired"], {
      default: "active",
      description: "A retired project drops its reports as `retired_project`.",
    }),
    origins: Type.Optional(
      Type.Array(OriginSetting({ description: "An origin." }), {
        example: '["https://shop.example", "https://*.shop.example"]',
        description:
          "Origins of the documents whose reports are accepted; others are dropped as `origin_not_allowed`. All without it.",
      }),
    ),
    types: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        example: '["csp-violation", "crash"]',
        description:
          "Report types that are accepted; others are dropped as `type_not_accepted`. All without it.",
      }),
    ),
    noise: Type.Optional(
      Choice(NOISE_ACTIONS, {
        description: "What to do with noise; as `noise.action` without it.",
      }),
    ),
    rate_limit: Type.Optional(
      RateLimit("Reports of this project; more are dropped as `rate_limited`. Off without it."),
    ),
    quota_per_day: Type.Optional(
      Type.Integer({
        minimum: 1,
        description:
          "Reports per UTC day; more are dropped as `quota_exceeded`. Unbounded without it.",
      }),
    ),
  },
  { description: "A project: the site whose reports carry one of its tokens." },
);

/** What a batch may hold. The defaults of the sink's own kind come before these. */
export const BatchSchema = Type.Object(
  {
    max_reports: Type.Integer({
      default: 500,
      minimum: 1,
      maximum: 10_000,
      description: "Most reports in one write.",
    }),
    max_bytes: Size({
      default: "4MiB",
      minimum: "1KiB",
      maximum: "64MiB",
      description: "Most bytes of reports in one write. A single larger report is still written.",
    }),
    max_age: Duration({
      default: "1s",
      maximum: "1h",
      description: "How long the first report of a batch may wait for others.",
    }),
  },
  { description: "How many reports are written at once." },
);

/** The keys that every sink has, whatever its kind. */
export const SinkSchema = Type.Object(
  {
    type: Type.Optional(Type.String({ description: "A built-in kind; see below." })),
    use: Type.Optional(
      PathSetting({
        example: "./my-sink.ts",
        description: "The file of a sink of your own, instead of `type`.",
      }),
    ),
    name: Type.Optional(
      Type.String({
        pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$",
        description:
          "Unique; its place in the journal belongs to this name. Default: `type`, or the base name of `use`.",
      }),
    ),
    config: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description:
          "The sink's own settings. Those of a built-in kind may stand beside `type` as well.",
      }),
    ),
    batch: BatchSchema,
    timeout: Duration({
      default: "30s",
      minimum: "100ms",
      maximum: "1h",
      description: "How long one write may take. After it the write is abandoned and tried again.",
    }),
    max_backlog: Size({
      default: "2GiB",
      minimum: "1MiB",
      description: "How much the journal holds back for this sink while it is behind.",
    }),
    on_full: Choice(["drop_oldest", "block"], {
      default: "drop_oldest",
      description:
        "Past `max_backlog`: skip this sink's oldest reports, or answer browsers 503 until it has caught up.",
    }),
    start: Choice(["end", "oldest"], {
      default: "end",
      description: "Where a sink with a new name begins: at new reports, or at the oldest kept.",
    }),
    retry: Type.Object(
      {
        min: Duration({
          default: "1s",
          minimum: "10ms",
          description: "Wait after the first failure; it doubles with each further one.",
        }),
        max: Duration({ default: "5m", minimum: "10ms", description: "Longest wait." }),
      },
      { description: "Back-off of failed writes." },
    ),
  },
  { description: "A destination for reports. Without any: one of type `sqlite`." },
);

/** The whole config file. Descriptions and defaults of all documentation come from here. */
export const ConfigSchema = Type.Object({
  listen: AddressSetting({
    default: "127.0.0.1:8787",
    description:
      "Address and port, or a unix socket: `127.0.0.1:8787`, `[::1]:8787`, `unix:/run/tattle.sock`.",
  }),
  data: PathSetting({
    default: "./tattle-data",
    description: "Folder for everything that Tattle keeps. Made if it is missing.",
  }),
  durability: Choice(["fsync", "os"], {
    default: "fsync",
    description:
      "When a report counts as accepted: once it is on disk, or once the operating system has it. `os` is faster and loses the last moments when power fails.",
  }),
  public_url: Type.Optional(
    BaseUrlSetting({
      example: "https://csp.example.org",
      description: "How browsers reach Tattle; what printed headers and links begin with.",
    }),
  ),
  trusted_proxies: Type.Array(CidrSetting({ description: "A range." }), {
    default: [],
    example: '["127.0.0.1/32"]',
    description: "Addresses of proxies whose `Forwarded` and `X-Forwarded-*` headers count.",
  }),
  tls: Type.Optional(Tls),
  admin: Admin,
  limits: Limits,
  sampling: Type.Object(
    {
      algorithm: Choice(["uniform", "posthog"], {
        default: "uniform",
        description:
          "How `sample_rate` decides: evenly at full resolution, or with the same outcome as PostHog for every report.",
      }),
    },
    { description: "Which reports are kept under a `sample_rate`." },
  ),
  privacy: Type.Object(
    {
      urls: Choice(["strip", "keep"], {
        default: "strip",
        description:
          "Whether query, fragment and credentials are removed from URLs before anything is stored.",
      }),
    },
    { description: "What is removed from reports." },
  ),
  noise: Type.Object(
    {
      action: Choice(NOISE_ACTIONS, {
        default: "tag",
        description:
          "Whether reports caused by extensions and the like are marked, or dropped as `filtered`.",
      }),
    },
    { description: "Reports that no change of the site can end." },
  ),
  log: Type.Object(
    {
      level: Choice(["debug", "info", "warn", "error"], {
        default: "info",
        description: "The least level that is written to stderr.",
      }),
    },
    { description: "Logging, one JSON object a line, to stderr." },
  ),
  shutdown: Type.Object(
    {
      timeout: Duration({
        default: "10s",
        maximum: "10m",
        description: "How long a stopping Tattle waits for requests and sinks to finish.",
      }),
    },
    { description: "Stopping." },
  ),
  projects: Type.Array(Project, {
    default: [],
    description: "Without any, all reports belong to the project `default`, whatever their token.",
  }),
  sinks: Type.Array(SinkSchema, { default: [], description: "Where reports go." }),
});
