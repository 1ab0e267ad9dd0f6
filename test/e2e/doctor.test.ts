import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { DOCTOR_URL } from "../../src/report/doctor-report.ts";
import { allReports } from "../support/api.ts";
import { tattleBinary } from "../support/binary.ts";
import { eventually } from "../support/eventually.ts";
import { TattleProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

// Starting programs may be slow where much else runs.
setDefaultTimeout(60_000);

const TOML = `
  [[projects]]
  name = "shop"
  token = "phc_shop"

  [[projects]]
  name = "blog"
  token = "phc_blog"
  origins = ["https://blog.example"]

  [[projects]]
  name = "gone"
  token = "phc_gone"
  state = "retired"
`;

describe("tattle doctor, compiled, against a running Tattle", () => {
  let tattle: TattleProcess;
  let site: Bun.Server<undefined>;
  const parts = new AsyncDisposableStack();

  beforeAll(async () => {
    const folder = parts.use(temporaryFolder()).path;
    tattle = parts.use(await TattleProcess.start({ data: join(folder, "data"), toml: TOML }));
    site = parts.adopt(
      Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: answer }),
      async (server) => await server.stop(true),
    );
  }, 60_000);
  afterAll(() => parts.disposeAsync());

  /** A page whose report URL has the query of its own. */
  function answer(request: Request): Response {
    const url = `${tattle.url}/report/${new URL(request.url).search}`;
    const headers = {
      "content-security-policy": `default-src 'self'; report-uri ${url}`,
      "reporting-endpoints": `default="${url}"`,
    };
    return new Response("<!doctype html>", { headers });
  }

  async function doctor(query: string): Promise<{ code: number; text: string }> {
    const url = `http://127.0.0.1:${site.port}/${query}`;
    const child = Bun.spawn([tattleBinary(), "doctor", url], { stdout: "pipe", stderr: "ignore" });
    const text = await new Response(child.stdout).text();
    return { code: await child.exited, text };
  }

  test("finds that reports arrive, and the one that it sent is there and says what it is", async () => {
    const { code, text } = await doctor("?token=phc_shop&v=7&sample_rate=0.99999");
    expect(text).toContain("✓ A report that was sent the same way was taken");
    expect(text).toContain("✓ The preflight is answered as Firefox needs it.");
    expect(text).toContain(" 0 wrong.");
    expect(code).toBe(0);
    const [report] = await eventually(async () => {
      const reports = await allReports(tattle);
      if (reports.length === 0) throw new Error("not there yet");
      return reports;
    });
    expect(report).toMatchObject({
      project: "shop",
      url: `http://127.0.0.1:${site.port}/`,
      disposition: "report",
      noise: "self-test/doctor",
      request: { token: "phc_shop", version: "7" },
      violation: { blockedURL: DOCTOR_URL, effectiveDirective: "default-src" },
    });
    expect(report?.userAgent).toStartWith("tattle-doctor/");
  });

  test.each([
    ["?token=phc_typo", "Tattle dropped the report: unknown_token."],
    ["?token=phc_gone", "Tattle dropped the report: retired_project."],
    ["?token=phc_blog", "Tattle dropped the report: origin_not_allowed."],
    ["", "The report was refused (400, capture_error): the URL has no token."],
  ])("says why those of %j do not", async (query, expected) => {
    const { code, text } = await doctor(query);
    expect(text).toContain(`✗ ${expected}\n`);
    expect(code).toBe(8);
  });
});
