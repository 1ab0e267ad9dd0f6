import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { allReports, assertDelivered, type ReportView, sinkOf } from "../support/api.ts";
import { eventually } from "../support/eventually.ts";
import { type FakePostHog, startFakePostHog } from "../support/fake-posthog.ts";
import { numberedList, numberedReport, numberOf } from "../support/reports.ts";
import { TattleProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();
let posthog: FakePostHog;
let tattle: TattleProcess;

beforeAll(async () => {
  posthog = await startFakePostHog();
  tattle = await TattleProcess.start({
    data: join(folder.path, "data"),
    toml: `
      [[sinks]]
      type = "sqlite"
      [[sinks]]
      type = "posthog"
      host = "${posthog.url}"
      batch = { max_age = "50ms" }
      [[sinks]]
      type = "stdout"
    `,
  });
}, 60_000);

afterAll(async () => {
  await tattle[Symbol.asyncDispose]();
  await posthog.close();
  folder[Symbol.dispose]();
});

describe("a report in either serialization", () => {
  test("is answered 204 without a body and with CORS headers", async () => {
    const one = await tattle.report(numberedReport(1), "?token=phc_e2e&v=7", {
      headers: { "content-type": "application/csp-report", origin: "https://shop.example" },
    });
    const list = await fetch(`${tattle.url}/report?token=phc_e2e`, {
      method: "POST",
      headers: { "content-type": "application/reports+json" },
      body: numberedList(2, 2),
    });
    expect([one.status, await one.text()]).toEqual([204, ""]);
    expect([list.status, await list.text()]).toEqual([204, ""]);
    expect(one.headers.get("access-control-allow-origin")).toBe("https://shop.example");
    expect(list.headers.get("access-control-allow-origin")).toBe("*");
  });

  test("is in every sink, once, under one id", async () => {
    const stored = await eventually(async () => {
      await assertDelivered(tattle);
      return await allReports(tattle);
    });
    expect(stored.map(numberOf).sort()).toEqual([1, 2, 3]);
    const ids = stored.map(({ id }) => id).sort();
    const rows = tattle.query<{ id: string }>(
      "SELECT lower(hex(id)) AS id FROM reports ORDER BY id",
    );
    expect(rows.map(({ id }) => id)).toEqual(ids.map((id) => id.replaceAll("-", "")));
    const lines = tattle.lines.map((line): ReportView => JSON.parse(line));
    expect(lines.map(({ id }) => id).sort()).toEqual(ids);
    expect(
      posthog
        .events()
        .map(({ uuid }) => uuid)
        .sort(),
    ).toEqual(ids);
    expect(posthog.violations()).toEqual([]);
  });

  test("reads the same in store, output and PostHog", async () => {
    const stored = (await allReports(tattle)).find((report) => numberOf(report) === 1);
    const line = tattle.lines
      .map((text): ReportView => JSON.parse(text))
      .find((report) => {
        return report.id === stored?.id;
      });
    const event = posthog.events().find(({ uuid }) => uuid === stored?.id);
    expect(stored).toMatchObject({
      project: "default",
      type: "csp-violation",
      url: "https://shop.example/page-1",
      violation: { effectiveDirective: "img-src", blockedURL: "https://cdn.example/x.png" },
      raw: JSON.parse(numberedReport(1)),
      request: { token: "phc_e2e", version: "7" },
      weight: 1,
    });
    expect(line?.violation).toEqual(stored?.violation ?? null);
    expect(line?.raw).toEqual(JSON.parse(numberedReport(1)));
    expect(event).toMatchObject({
      api_key: "phc_e2e",
      event: "$csp_violation",
      properties: {
        $csp_document_url: "https://shop.example/page-1",
        $csp_version: "7",
        $csp_blocked_url: "https://cdn.example/x.png",
      },
    });
  });

  test("is delivered, as the sinks' state says", async () => {
    for (const name of ["sqlite", "posthog", "stdout"]) {
      expect(await sinkOf(tattle, name)).toMatchObject({ state: "running", delivered: 3 });
    }
    const ready = await fetch(`${tattle.url}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([200, { status: "ready" }]);
  });
});

describe("a preflight", () => {
  test.each(["/report/", "/report"])(
    "of %s is answered as Chromium and Firefox need it",
    async (path) => {
      const answer = await fetch(`${tattle.url}${path}?token=phc_e2e`, {
        method: "OPTIONS",
        headers: {
          origin: "https://shop.example",
          "access-control-request-method": "POST",
          "access-control-request-headers": "content-type",
        },
      });
      expect([answer.status, await answer.text()]).toEqual([204, ""]);
      const { headers } = answer;
      expect(headers.get("access-control-allow-origin")).toBe("https://shop.example");
      expect(headers.get("access-control-allow-headers")?.toLowerCase()).toContain("content-type");
      expect(headers.get("access-control-allow-methods")).toContain("POST");
      expect(Number(headers.get("access-control-max-age"))).toBeGreaterThan(3600);
      expect(headers.get("vary")).toContain("Origin");
    },
  );
});

describe("the one-time code of the banner", () => {
  let cookie = "";

  test("logs in and leads to the start page", async () => {
    const answer = await fetch(tattle.loginUrl, { redirect: "manual" });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/"]);
    cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
    const page = await fetch(tattle.url, { headers: { cookie } });
    expect(page.status).toBe(200);
    expect(page.headers.get("content-security-policy")).toContain("default-src");
  });

  test("works once only", async () => {
    const again = await fetch(tattle.loginUrl, { redirect: "manual" });
    expect(again.status).toBe(401);
    expect(again.headers.get("set-cookie")).toBeNull();
  });

  test("opens API, OpenAPI document and Swagger UI, which stay closed without it", async () => {
    const paths = [
      "/api/v1/reports",
      "/api/v1/openapi.json",
      "/api/docs",
      "/api/docs/swagger-ui-bundle.js",
      "/api/docs/swagger-ui.css",
    ];
    for (const path of paths) {
      const inside = await fetch(tattle.url + path, { headers: { cookie } });
      expect([path, inside.status]).toEqual([path, 200]);
      const outside = await fetch(tattle.url + path, { redirect: "manual" });
      expect([path, [303, 401].includes(outside.status)]).toEqual([path, true]);
    }
    const document = await fetch(`${tattle.url}/api/v1/openapi.json`, { headers: { cookie } });
    expect(await document.json()).toMatchObject({ openapi: expect.stringContaining("3.") });
  });

  test("is not the admin token, which the banner never shows", async () => {
    const token = await Bun.file(join(tattle.data, "admin-token")).exists();
    expect(token).toBe(false); // It came by the environment.
    expect(tattle.stderr).not.toContain("an-admin-token");
  });
});
