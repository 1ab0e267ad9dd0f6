import { Type } from "@sinclair/typebox";
import { INTAKE_FAILURES } from "../../intake/index.ts";
import { DROP_REASONS } from "../../report/drop.ts";
import { TRANSPORT_FAILURES } from "../report/answer.ts";

/** An error of `/report/`, in PostHog's shape. */
const ReportErrorSchema = Type.Object(
  {
    type: Type.String(),
    code: Type.String({ description: "Stable." }),
    detail: Type.String({ description: "For people." }),
    attr: Type.Null(),
  },
  { $id: "ReportError", description: "Why reports were refused, in the shape that PostHog uses." },
);

/** Every failure of the route with its status; both tables are the route's own. */
const FAILURES = [
  ...Object.entries(INTAKE_FAILURES),
  ...Object.entries(TRANSPORT_FAILURES).map(([code, rest]) => [code, { ...rest, code }] as const),
];

const CORS = {
  "Access-Control-Allow-Origin": {
    description: "On every answer: without it Firefox sends each report three times.",
    schema: { type: "string" },
  },
};

const RETRY_AFTER = {
  "Retry-After": { description: "Seconds to wait.", schema: { type: "integer" } },
};

const ALLOW = { Allow: { description: "`POST, OPTIONS`.", schema: { type: "string" } } };

/** Header fields of the errors, by status. */
const HEADERS: Readonly<Record<number, object>> = {
  405: { ...CORS, ...ALLOW },
  503: { ...CORS, ...RETRY_AFTER },
};

const LEGACY = {
  "csp-report": {
    "document-uri": "https://www.shop.example/cart",
    referrer: "",
    "violated-directive": "script-src-elem",
    "effective-directive": "script-src-elem",
    "original-policy": "default-src 'self'; report-uri https://csp.example.org/report/",
    disposition: "report",
    "blocked-uri": "https://cdn.example/widget.js",
    "line-number": 12,
    "source-file": "https://www.shop.example/cart",
    "status-code": 200,
    "script-sample": "",
  },
};

const REPORTING_API = [
  {
    type: "csp-violation",
    age: 420,
    url: "https://www.shop.example/cart",
    user_agent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
    body: {
      documentURL: "https://www.shop.example/cart",
      blockedURL: "inline",
      effectiveDirective: "style-src-attr",
      originalPolicy: "default-src 'self'; report-to csp",
      disposition: "enforce",
      sample: "",
      statusCode: 200,
      lineNumber: 3,
      columnNumber: 14,
    },
  },
];

/** Without examples: Swagger UI would send them, and reports be sampled out or of no project. */
const PARAMETERS = {
  token: "Names the project. Needed as soon as the configuration has projects.",
  api_key: "Another name of `token`, which wins.",
  sample_rate: "The part of the reports to keep, between 0 and 1, such as `0.1`. Default 1.",
  v: "Version of the policy, to tell reports before and after a change apart.",
  distinct_id: "Who it happened to, as PostHog names people.",
  session_id: "During which session.",
};

/** `/report/` as the OpenAPI document shows it. The route has no hooks, so nothing can be read off it. */
export const REPORT_PATH = {
  post: {
    operationId: "sendReports",
    tags: ["Ingest"],
    summary: "Send reports",
    description:
      "What browsers call; `/report` is the same. The shape of the body decides, within both media types: one `csp-report` object, or one report of the Reporting API or a list of them. With `admin.listen` it is served on `listen` only, where Swagger UI sends it, too.",
    security: [],
    parameters: Object.entries(PARAMETERS).map(([name, description]) => ({
      in: "query",
      name,
      description,
      schema: { type: "string" },
    })),
    requestBody: {
      required: true,
      content: {
        "application/csp-report": { schema: { type: "object" }, example: LEGACY },
        "application/reports+json": {
          schema: { anyOf: [{ type: "array", items: { type: "object" } }, { type: "object" }] },
          example: REPORTING_API,
        },
      },
    },
    responses: {
      204: {
        description: "On disk, or dropped on purpose and counted.",
        headers: {
          ...CORS,
          "Tattle-Dropped": {
            description: `Reasons for which reports of the request were dropped: ${DROP_REASONS.join(", ")}.`,
            schema: { type: "string" },
            example: "sampled_out",
          },
        },
      },
      ...failures(),
    },
  },
};

function failures() {
  const byStatus = Map.groupBy(FAILURES, ([, { status }]) => status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: group.map(([name, { detail }]) => `${words(name)}: ${detail}.`).join("\n\n"),
        headers: HEADERS[status] ?? CORS,
        content: {
          "application/json": {
            schema: ReportErrorSchema,
            examples: Object.fromEntries(
              group.map(([name, { type, code, detail }]) => [
                name,
                { value: { type, code, detail, attr: null } },
              ]),
            ),
          },
        },
      },
    ]),
  );
}

function words(name: string): string {
  return name.replaceAll("_", " ");
}
