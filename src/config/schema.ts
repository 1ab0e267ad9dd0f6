import { Type } from "@sinclair/typebox";
import { Choice, Duration, Size } from "../sink/schema.ts";
import { AlertingSchema, AlertSchema, SmtpSchema } from "./alert-schema.ts";
import {
  AddressSetting,
  BaseUrlSetting,
  CidrSetting,
  PathSetting,
  SecretSetting,
} from "./nodes.ts";
import { NoiseRuleSchema } from "./noise-schema.ts";
import { NOISE_ACTIONS, ProjectSchema, RateLimitSetting } from "./project-schema.ts";
import { SinkSchema } from "./sink-schema.ts";

const Tls = Type.Object(
  {
    cert: PathSetting({
      example: "/etc/tattle/cert.pem",
      description: "File with the certificate chain, PEM.",
    }),
    key: PathSetting({
      example: "/etc/tattle/key.pem",
      description: "File with the private key, PEM.",
    }),
  },
  { description: "Serves HTTPS. Both files are read again on SIGHUP. Not for unix sockets." },
);

const Admin = Type.Object(
  {
    token: Type.Optional(
      SecretSetting({
        example: { env: "TATTLE_ADMIN_TOKEN" },
        description:
          "Opens the dashboard and the API. At least 16 characters. Without it one is made on first start and kept in the file `admin-token` of the data folder.",
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
    idle_timeout: Duration({
      default: "60s",
      minimum: "1s",
      maximum: "255s",
      description:
        "How long a connection may be silent, or send its body slower than about 16 KB/s, before it is closed. Checked every 4 seconds.",
    }),
    rate_limit: Type.Optional(
      RateLimitSetting(
        "Reports per client address; more are dropped as `rate_limited`. Off without it, and for clients whose address is unknown.",
        "per client address",
      ),
    ),
  },
  { description: "Bounds on what clients may send." },
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
    example: ["127.0.0.1/32"],
    description:
      "Addresses of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` headers count. `Forwarded` is not read.",
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
      disabled: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
        default: [],
        example: ["extension-host/getpocket.com", "in-app-webview-scheme"],
        description:
          "Rules that are not used: ids, or whole kinds. `/api/v1/noise-rules` lists all rules.",
      }),
      rules: Type.Array(NoiseRuleSchema, {
        default: [],
        example: [
          {
            id: "own/widget",
            match: "suffix",
            fields: ["blocked"],
            value: "widget.example",
            why: "A browser extension that our customers use.",
          },
        ],
        description: "Rules of your own, beside the built-in ones: `[[noise.rules]]`.",
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
  alerting: AlertingSchema,
  smtp: Type.Optional(SmtpSchema),
  projects: Type.Array(ProjectSchema, {
    default: [],
    description: "Without any, all reports belong to the project `default`, whatever their token.",
  }),
  alerts: Type.Array(AlertSchema, { default: [], description: "Without any, nobody is told." }),
  sinks: Type.Array(SinkSchema, { default: [], description: "Where reports go." }),
});
