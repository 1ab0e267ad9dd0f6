import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { openApiDocument } from "../../src/http/docs/document.ts";
import { isJsonObject, type Json, type JsonObject } from "../../src/report/json.ts";
import { Browser, NEEDED } from "../support/browsers.ts";
import { makeCertificates } from "../support/certificates.ts";
import { DevTools } from "../support/devtools.ts";
import { eventually } from "../support/eventually.ts";
import { startFakeWebhook } from "../support/fake-webhook.ts";
import { canRun } from "../support/programs.ts";
import { numberedReport } from "../support/reports.ts";
import { ADMIN_TOKEN, TattleProcess } from "../support/server-process.ts";
import { SwaggerPage } from "../support/swagger-page.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** How long one operation may take, in milliseconds; it needs about a second. */
const LIMIT = 180_000;

/** What examples of alerts name as their address. */
const OUTSIDE = '"url": "https://hooks.slack.com/services/T000/B000/XXXX"';

type FakeWebhook = Awaited<ReturnType<typeof startFakeWebhook>>;

interface Operation {
  readonly id: string;
  readonly tag: string;
  readonly method: string;
  readonly path: string;
  /** Media types of its body; `null` alone where it has none. */
  readonly bodies: ReadonlyArray<string | null>;
  readonly statuses: readonly string[];
}

/** What the examples name and this instance does not have, and what a session may not do. */
const REFUSED: Readonly<Record<string, string>> = {
  getDeadLetter: "404",
  getErasure: "404",
  revokeToken: "404",
  createLoginCode: "401",
};

const operations = Object.entries(objectAt(await openApiDocument("test"), "paths"))
  .flatMap(([path, item]) => operationsOf(path, item))
  // An answer without an end is never shown: Swagger UI waits for the last byte.
  .filter(({ id }) => id !== "streamReports")
  // Reports come first, for then they need no token; what is removed is used before.
  .toSorted((a, b) => turnOf(a) - turnOf(b));

describe.skipIf(!canRun(NEEDED.chromium))("Try it out in Swagger UI", () => {
  const parts = new AsyncDisposableStack();
  let page: SwaggerPage;
  let webhook: FakeWebhook;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    const folder = parts.use(temporaryFolder()).path;
    webhook = parts.use(await startFakeWebhook());
    const toml = TOML;
    const tattle = parts.use(await TattleProcess.start({ data: join(folder, "data"), toml }));
    ids.report = await firstId(tattle, "/api/v1/reports");
    ids.issue = await firstId(tattle, "/api/v1/issues");
    page = new SwaggerPage(parts.use(await openDocs(tattle, folder)));
  }, LIMIT);
  afterAll(() => parts.disposeAsync());

  /** What is typed over an example, since it depends on the instance. */
  function values({ path }: Operation): Record<string, string> {
    if (path.startsWith("/api/v1/reports/{id}")) return { id: ids.report ?? "" };
    if (path.startsWith("/api/v1/issues/{id}")) return { id: ids.issue ?? "" };
    return {};
  }

  /** Nothing is to leave this machine. */
  function edit(): [string, string] {
    return [OUTSIDE, `"url": "${webhook.url}", "privateAddresses": "allow"`];
  }

  describe.each(operations.map((one) => [`${one.method} ${one.path}`, one] as const))(
    "works for %s",
    (_, operation) => {
      test.each(operation.bodies.map((type) => [type ?? "nothing", type] as const))(
        "which is sent %s",
        async (_, type) => {
          const { status, shown } = await page.execute({
            ...operation,
            values: values(operation),
            type,
            edit: edit(),
          });
          expect(shown).not.toMatch(/undocumented|failed to fetch/i);
          expect(operation.statuses).toContain(status);
          expect(status).toMatch(REFUSED[operation.id] ?? /^2/);
          expect(page.complaints()).toEqual([]);
        },
        LIMIT,
      );
    },
  );

  test(
    "loses no session on the way",
    async () => {
      const trial = { tag: "Access", id: "getSession", type: null };
      expect((await page.execute(trial)).status).toBe("200");
    },
    LIMIT,
  );

  test("has sent what an alert says, twice", () => {
    expect(webhook.received).toHaveLength(2);
  });
});

test.skipIf(!canRun(NEEDED.chromium))(
  "Swagger UI takes the admin token, for what a session may not do",
  async () => {
    using folder = temporaryFolder();
    await using tattle = await TattleProcess.start({ data: join(folder.path, "data") });
    await using devtools = await openDocs(tattle, folder.path);
    const page = new SwaggerPage(devtools);
    const trial = { tag: "Access", id: "createLoginCode", type: null };
    expect((await page.execute(trial)).status).toBe("401");
    await page.authorize(ADMIN_TOKEN);
    expect((await page.execute(trial)).status).toBe("201");
    expect(page.complaints()).toEqual([]);
  },
  LIMIT,
);

test.skipIf(!canRun(NEEDED.chromium))(
  "Swagger UI sends reports to where they are taken, if the dashboard is elsewhere",
  async () => {
    using folder = temporaryFolder();
    const toml = '[admin]\nlisten = "127.0.0.1:0"';
    const data = join(folder.path, "data");
    await using tattle = await TattleProcess.start({ data, toml });
    expect(tattle.adminUrl).not.toBe(tattle.url);
    await using devtools = await openDocs(tattle, folder.path);
    const page = new SwaggerPage(devtools);
    const { status } = await page.execute({
      tag: "Ingest",
      id: "sendReports",
      type: "application/csp-report",
    });
    expect(status).toBe("204");
    expect(page.complaints()).toEqual([]);
    expect(devtools.requests.at(-1)).toStartWith(`${tattle.url}/report/`);
  },
  LIMIT,
);

/** Logs in by the banner's link and opens Swagger UI. */
async function openDocs(tattle: TattleProcess, folder: string): Promise<DevTools> {
  const browser = Browser.open("chromium", "about:blank", folder, makeCertificates(folder));
  const devtools = await DevTools.attach(browser);
  await devtools.visit(tattle.loginUrl, "#main h1");
  await devtools.visit(`${tattle.adminUrl}/api/docs`, ".opblock");
  return devtools;
}

const TOML = `
  [alerting]
  private_addresses = "allow"
  [[sinks]]
  type = "sqlite"
  [[sinks]]
  name = "posthog"
  type = "discard"
`;

/** Sends reports and waits until the list has one. */
async function firstId(tattle: TattleProcess, path: string): Promise<string> {
  await tattle.report(numberedReport(1), "?v=42");
  return await eventually(async () => {
    const { items } = await tattle.api<{ items: Array<{ id: string }> }>(path);
    const [first] = items;
    if (first === undefined) throw new Error("reports are on their way");
    return first.id;
  });
}

function operationsOf(path: string, item: Json): Operation[] {
  return Object.entries(isJsonObject(item) ? item : {}).map(([method, value]) => {
    const operation = isJsonObject(value) ? value : {};
    const [tag] = Array.isArray(operation.tags) ? operation.tags : [];
    const bodies = Object.keys(objectAt(operation, "requestBody", "content"));
    return {
      id: String(operation.operationId),
      tag: String(tag),
      method: method.toUpperCase(),
      path,
      bodies: bodies.length === 0 ? [null] : bodies,
      statuses: Object.keys(objectAt(operation, "responses")),
    };
  });
}

function turnOf({ path, method }: Operation): number {
  if (path === "/report/") return 0;
  return method === "DELETE" ? 2 : 1;
}

function objectAt(value: Json, ...path: string[]): JsonObject {
  let here: Json | undefined = value;
  for (const key of path) here = isJsonObject(here) ? here[key] : undefined;
  return isJsonObject(here) ? here : {};
}
