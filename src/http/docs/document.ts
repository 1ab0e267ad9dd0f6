import { swagger } from "@elysiajs/swagger";
import { Elysia } from "elysia";
import { isJsonObject, type JsonObject } from "../../report/json.ts";
import { cookieName } from "../access/cookie.ts";
import { apiOperations } from "../api/api.ts";
import { TAGS } from "../api/operation.ts";
import { Streams } from "../api/stream/streams.ts";
import type { Services } from "../services.ts";
import { Totals } from "../status/totals.ts";
import { correct } from "./correct.ts";
import { REPORT_PATH } from "./report-path.ts";

/** Where the plugin puts its document; only asked for in process. */
const SPEC_PATH = "/openapi.json";

const DESCRIPTION = `Collects reports of Content Security Policies and of the Reporting API.

Reports come in at \`/report/\`, which needs no token. Everything under \`/api/v1\` needs the admin
token, or for GET a read-only one, as \`Authorization: Bearer …\`, or the session of a browser that is logged in. Errors are
problems in the sense of RFC 9457; their \`code\` is stable. Times are RFC 3339 in UTC.`;

/** The OpenAPI document of this version. The same whatever the configuration. */
export async function openApiDocument(version: string): Promise<JsonObject> {
  const app = new Elysia().use(apiOperations(idle(version))).use(
    swagger({
      path: "/docs",
      specPath: SPEC_PATH,
      documentation: {
        info: { title: "Tattle", version, description: DESCRIPTION, license: { name: "MIT" } },
        tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
        components: {
          securitySchemes: {
            token: {
              type: "http",
              scheme: "bearer",
              description: "The admin token, or a read-only one.",
            },
            session: {
              type: "apiKey",
              in: "cookie",
              name: cookieName(false),
              description: `Set by \`/login\`; named \`${cookieName(true)}\` under https.`,
            },
          },
        },
      },
    }),
  );
  const answer = await app.handle(new Request(`http://tattle.invalid${SPEC_PATH}`));
  const document: unknown = await answer.json();
  return correct(isJsonObject(document) ? document : {}, { "/report/": REPORT_PATH });
}

/** The document where `/report/` is not where the API is, but at `url`. */
export function servedElsewhere(document: JsonObject, url: string): JsonObject {
  const paths = isJsonObject(document.paths) ? document.paths : {};
  const servers = [{ url, description: "Where reports are taken." }];
  const report = isJsonObject(paths["/report/"]) ? paths["/report/"] : {};
  return { ...document, paths: { ...paths, "/report/": { servers, ...report } } };
}

/** Parts whose routes can be described; nothing is ever asked of them. */
function idle(version: string) {
  const services: Services = {
    version,
    adminToken: "",
    reader: null,
    news: unasked,
    previewNoise: unasked,
    sinks: async () => [],
    deadLetters: { holders: unasked, list: unasked, get: unasked, replay: unasked, drop: unasked },
    erasures: { request: unasked, get: unasked, list: unasked },
    retags: unasked,
    imports: { run: unasked },
    journal: () => ({ state: "ok", error: null }),
    counters: () => [],
    warnings: () => [],
    tokens: { list: () => [], create: refuse, revoke: refuse, find: () => null, use: () => null },
    issues: { marks: () => [], get: () => null, last: () => new Map(), change: ignore },
    alerts: { list: () => [], test: unasked, try: unasked, totals: () => [] },
    alertChanges: {
      get: refuse,
      create: refuse,
      replace: refuse,
      setEnabled: refuse,
      remove: refuse,
      check: refuse,
    },
    projects: [],
    noise: {
      list: () => [],
      create: refuse,
      replace: refuse,
      remove: refuse,
      setEnabled: refuse,
      tryOut: refuse,
    },
    projectChanges: {
      get: refuse,
      create: refuse,
      configure: refuse,
      rotate: refuse,
      setState: refuse,
    },
    dashboard: unasked,
    now: () => 0,
    sleep: async () => {},
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
  };
  const issueCode = () => ({ code: "", url: "", expiresAt: "" });
  return {
    services,
    totals: new Totals(services.counters),
    startedAt: 0,
    issueCode,
    who: () => "",
    session: { identify: () => null, reportUrl: () => "" },
    streams: new Streams({
      ask: services.news,
      sleep: services.sleep,
      now: services.now,
      failed: ignore,
    }),
  };
}

function ignore(): void {}

function refuse(): never {
  throw new Error("The documentation changes nothing.");
}

function unasked(): Promise<never> {
  return Promise.reject(new Error("The documentation asks nothing."));
}
