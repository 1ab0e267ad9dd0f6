import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { DOCTOR_URL } from "../../../src/report/doctor-report.ts";
import { startRawServer } from "../../support/raw-server.ts";
import { Run } from "./support.ts";

// Programs and servers may be slow to start where much else runs.
setDefaultTimeout(60_000);

/** What one server answers; closed after each test. */
const servers: Array<Bun.Server<undefined>> = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop(true);
});

function serve(answer: (request: Request) => Response | Promise<Response>): string {
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: answer });
  servers.push(server);
  return `http://127.0.0.1:${server.port}`;
}

/** A site of one page. */
function site(headers: Record<string, string>, body = "<!doctype html>"): string {
  return serve(() => new Response(body, { headers: { "content-type": "text/html", ...headers } }));
}

const CORS = { "access-control-allow-origin": "*", "access-control-allow-headers": "Content-Type" };

/** An endpoint that keeps what it is sent. */
function endpoint(answers: { preflight?: () => Response; report?: () => Response } = {}) {
  const sent: Array<{ request: Request; body: string }> = [];
  const origin = serve(async (request) => {
    if (request.method === "OPTIONS") return answers.preflight?.() ?? answer(204);
    sent.push({ request, body: await request.text() });
    return answers.report?.() ?? answer(204);
  });
  return { url: `${origin}/report/?token=shop`, sent };
}

function answer(
  status: number,
  headers: Record<string, string> = {},
  body: string | null = null,
): Response {
  return new Response(body, { status, headers: { ...CORS, ...headers } });
}

interface Found {
  code: number;
  states: string[];
  text: string;
  json: {
    url: string;
    redirects: string[];
    endpoints: Array<{ url: string; uses: string[]; asked: boolean; checks: FoundCheck[] }>;
    checks: FoundCheck[];
  };
}
interface FoundCheck {
  id: string;
  state: string;
}

/** What `tattle doctor --json` finds, as `id state`. */
async function doctor(url: string, ...flags: string[]): Promise<Found> {
  const run = new Run();
  const code = await run.start(["doctor", "--json", ...flags, url]);
  const json: Found["json"] = JSON.parse(run.stdout);
  const checks = [...json.checks, ...json.endpoints.flatMap((each) => each.checks)];
  return {
    code,
    states: checks.map(({ id, state }) => `${id} ${state}`),
    text: run.stdout + run.stderr,
    json,
  };
}

const POLICY = "content-security-policy";

describe("tattle doctor", () => {
  test("finds nothing wrong with what Tattle recommends, and exits with 0", async () => {
    const { url, sent } = endpoint();
    const page = site({
      [POLICY]: `default-src 'self'; report-uri ${url}`,
      "reporting-endpoints": `default="${url}"`,
    });
    const { code, states, json } = await doctor(page);
    expect(code).toBe(0);
    expect(states.filter((state) => state.endsWith("fail"))).toEqual([]);
    expect(states).toContain("report-taken ok");
    expect(states).toContain("preflight-firefox ok");
    expect(json.endpoints).toMatchObject([{ url, uses: ["report-uri", "default"], asked: true }]);
    const [report] = sent;
    expect(sent.length).toBe(1);
    expect(report?.request.headers.get("content-type")).toBe("application/csp-report");
    expect(report?.request.headers.get("origin")).toBe(page);
    expect(JSON.parse(report?.body ?? "")).toMatchObject({
      "csp-report": {
        "document-uri": `${page}/`,
        "blocked-uri": DOCTOR_URL,
        disposition: "report",
      },
    });
  });

  test("prints lines for people: a sign, what was found, and below it what to do", async () => {
    const run = new Run();
    expect(await run.start(["doctor", site({})])).toBe(8);
    expect(run.stdout).toMatch(
      /^http:\/\/127.0.0.1:\d+\/\n✓ The page answers 200\.\n✗ The page has no Content-Security-Policy, .+\n {2}Put one on it: .+\n\n1 fine, 0 to look at, 1 wrong\.\n$/,
    );
    expect(run.stderr).toContain("[doctor_failed]");
  });

  const U = "https://csp.example.invalid/csp";
  const pages: readonly [string, Record<string, string>, string, string[]][] = [
    [
      "a policy that reports nowhere",
      { [POLICY]: "default-src 'self'" },
      "",
      ["policy-reports fail"],
    ],
    [
      "report-to alone",
      { [POLICY]: "default-src 'self'; report-to a", "reporting-endpoints": `a="${U}"` },
      "",
      ["policy-reports warn", "group-defined ok", "page-secure fail", "default-endpoint warn"],
    ],
    [
      "report-to beside report-uri",
      {
        [POLICY]: `default-src 'self'; report-uri ${U}; report-to a`,
        "reporting-endpoints": `a="${U}"`,
      },
      "",
      ["report-uri-shadowed warn"],
    ],
    [
      "a group that is not defined",
      {
        [POLICY]: `default-src 'self'; report-uri ${U}; report-to b`,
        "reporting-endpoints": `a="${U}"`,
      },
      "",
      ["report-uri-shadowed fail", "group-defined fail"],
    ],
    [
      "a group that the old header alone defines",
      {
        [POLICY]: "default-src 'self'; report-to old",
        "report-to": `{"group":"old","max_age":1,"endpoints":[{"url":"${U}"}]}`,
      },
      "",
      ["group-defined warn"],
    ],
    [
      "an old header that is no JSON",
      { [POLICY]: "default-src 'self'; report-to old", "report-to": "old={" },
      "",
      ["group-defined fail"],
    ],
    [
      "report-uri in a <meta> element",
      {},
      `<meta http-equiv=Content-Security-Policy content="default-src 'self'; report-uri ${U}">`,
      ["meta-policy fail", "policy-reports fail"],
    ],
    [
      "report-only in a <meta> element",
      {},
      `<meta HTTP-EQUIV="content-security-policy-report-only" content="img-src 'self'">`,
      ["meta-policy fail"],
    ],
    [
      "several policies",
      { [POLICY]: `default-src 'self'; report-uri ${U}, img-src *; report-uri ${U}` },
      "",
      ["policy-count warn"],
    ],
    [
      "a part without effect",
      { [POLICY]: `default-src self; report-uri ${U}` },
      "",
      ["policy-mistakes warn"],
    ],
    [
      "a byte outside ASCII",
      { [POLICY]: `img-src b\u00fccher.example; report-uri ${U}` },
      "",
      ["policy-ascii fail"],
    ],
    [
      "a nonce that stays",
      { [POLICY]: `script-src 'nonce-abc'; report-uri ${U}` },
      "",
      ["nonce-fresh fail"],
    ],
    [
      "a user in what caches may share",
      { [POLICY]: `default-src 'self'; report-uri ${U}?distinct_id=7` },
      "",
      ["cache-headers warn"],
    ],
    [
      "a sample rate in percent",
      { [POLICY]: `default-src 'self'; report-uri ${U}?sample_rate=5` },
      "",
      ["sample-rate warn"],
    ],
    [
      "a sample rate of nothing",
      { [POLICY]: `default-src 'self'; report-uri ${U}?sample_rate=0` },
      "",
      ["sample-rate warn"],
    ],
    [
      "a sample rate",
      { [POLICY]: `default-src 'self'; report-uri ${U}?sample_rate=0.1` },
      "",
      ["sample-rate ok"],
    ],
    [
      "an endpoint without https",
      { [POLICY]: "default-src 'self'; report-uri http://csp.example.invalid/csp" },
      "",
      ["endpoint-url warn"],
    ],
    [
      "an endpoint that is no URL",
      { [POLICY]: "default-src 'self'; report-uri https://" },
      "",
      ["endpoint-url fail"],
    ],
  ];
  test.each(pages)("sees %s", async (_, headers, body, expected) => {
    const { states } = await doctor(site(headers, body));
    expect(states).toEqual(expect.arrayContaining(expected));
  });

  const dropped = (reason: string) => answer(204, { "tattle-dropped": reason });
  const answers: readonly [string, Parameters<typeof endpoint>[0], string[]][] = [
    ["an unknown token", { report: () => dropped("unknown_token") }, ["report-taken fail"]],
    ["a retired project", { report: () => dropped("retired_project") }, ["report-taken fail"]],
    [
      "an origin that is not allowed",
      { report: () => dropped("origin_not_allowed") },
      ["report-taken fail"],
    ],
    ["a quota that is used up", { report: () => dropped("quota_exceeded") }, ["report-taken warn"]],
    [
      "a report that was sampled out",
      { report: () => dropped("sampled_out") },
      ["report-taken ok"],
    ],
    [
      "a missing token",
      { report: () => answer(400, {}, '{"code": "missing_token"}') },
      ["report-taken fail"],
    ],
    ["a login in front of it", { report: () => answer(401) }, ["report-taken fail"]],
    [
      "a full disk",
      { report: () => answer(503, {}, '{"code": "journal_unavailable"}') },
      ["report-taken fail"],
    ],
    ["a redirect", { report: () => answer(301, { location: "/report" }) }, ["endpoint-path fail"]],
    ["nothing there", { report: () => answer(404) }, ["endpoint-path fail"]],
    [
      "no CORS on the answer",
      { report: () => new Response(null, { status: 204 }) },
      ["answer-cors warn"],
    ],
    [
      "no preflight",
      { preflight: () => answer(405) },
      ["preflight-chromium warn", "preflight-firefox warn"],
    ],
    [
      "a preflight that is redirected",
      { preflight: () => answer(301, { location: "/" }) },
      ["preflight-chromium ok", "preflight-firefox warn"],
    ],
    [
      "CORS for somebody else",
      { preflight: () => answer(204, { "access-control-allow-origin": "https://other.example" }) },
      ["preflight-chromium warn", "preflight-firefox warn"],
    ],
    [
      "two origins, as two proxies make them",
      { report: () => answer(204, { "access-control-allow-origin": "*, *" }) },
      ["answer-cors warn"],
    ],
    [
      "a preflight without Content-Type",
      { preflight: () => answer(204, { "access-control-allow-headers": "x-a" }) },
      ["preflight-chromium warn", "preflight-firefox warn"],
    ],
  ];
  test.each(answers)("tells of an endpoint that answers with %s", async (_, given, expected) => {
    const { url } = endpoint(given);
    const headers = {
      [POLICY]: `default-src 'self'; report-uri ${url}`,
      "reporting-endpoints": `default="${url}"`,
    };
    expect((await doctor(site(headers))).states).toEqual(expect.arrayContaining(expected));
  });

  test("sends nothing with --no-send, and nothing to other collectors at all", async () => {
    const ours = endpoint();
    const other = endpoint();
    const elsewhere = other.url.replace("/report/", "/csp");
    const page = site({ [POLICY]: `default-src 'self'; report-uri ${ours.url} ${elsewhere}` });
    const quiet = await doctor(page, "--no-send");
    expect([ours.sent.length, other.sent.length]).toEqual([0, 0]);
    expect(quiet.states).not.toContain("report-taken ok");
    const { json } = await doctor(page);
    expect([ours.sent.length, other.sent.length]).toEqual([1, 0]);
    expect(json.endpoints.map(({ asked }) => asked)).toEqual([true, false]);
  });

  test("reports by the Reporting API where that is how the page does it", async () => {
    const { url, sent } = endpoint();
    await doctor(
      site({ [POLICY]: "default-src 'self'; report-to a", "reporting-endpoints": `a="${url}"` }),
    );
    expect(sent[0]?.request.headers.get("content-type")).toBe("application/reports+json");
    expect(JSON.parse(sent[0]?.body ?? "")).toMatchObject([
      { type: "csp-violation", body: { blockedURL: DOCTOR_URL } },
    ]);
  });

  test("follows redirects with the credentials of the first origin alone, and prints none", async () => {
    const seen: Array<string | null> = [];
    const target = serve((request) => {
      seen.push(request.headers.get("authorization"));
      return new Response("", {
        headers: {
          [POLICY]:
            "img-src https://me:pa55w0rd@cdn.example; report-uri https://me:pa55w0rd@csp.example/csp?session_id=s3cr3t",
        },
      });
    });
    const start = serve((request) => {
      seen.push(request.headers.get("authorization"));
      return Response.redirect(`${target}/page?token=s3cr3t`, 302);
    });
    const { json, text } = await doctor(start.replace("//", "//user:pa55w0rd@"));
    expect(json).toMatchObject({ url: `${target}/page`, redirects: [`${start}/`] });
    expect(text).not.toMatch(/pa55w0rd|s3cr3t/);
    expect(seen).toEqual([
      `Basic ${btoa("user:pa55w0rd")}`,
      null,
      `Basic ${btoa("user:pa55w0rd")}`,
      null,
    ]);
  });

  test("sees what a cache keeps too long", async () => {
    const page = serve((request) => {
      const headers = request.headers.has("cache-control")
        ? { [POLICY]: "default-src 'self'; report-uri https://x.example/csp" }
        : {};
      return new Response("", { headers: headers as Record<string, string> });
    });
    expect((await doctor(page)).states).toContain("cache-headers warn");
  });

  test("says why a page cannot be fetched", async () => {
    const loop = serve(() => Response.redirect("/", 302));
    expect(await doctor(loop)).toMatchObject({ code: 8, states: ["site-answers fail"] });
    const gone = serve(() => new Response());
    await servers.pop()?.stop(true);
    expect(await doctor(gone)).toMatchObject({ code: 8, states: ["site-answers fail"] });
    const file = serve(
      () => new Response(null, { status: 302, headers: { location: "file:///etc/passwd" } }),
    );
    expect(await doctor(file)).toMatchObject({ code: 8, states: ["site-answers fail"] });
  });

  test("reads no more of a page than a head can be long", async () => {
    let pulled = 0;
    const endless = serve(
      () =>
        new Response(
          new ReadableStream({
            pull(controller) {
              pulled += 1;
              controller.enqueue(new Uint8Array(65_536).fill(32));
            },
          }),
        ),
    );
    expect((await doctor(endless)).states).toEqual(["site-answers ok", "policy-present fail"]);
    expect(pulled).toBeLessThan(2_000);
  });

  test("looks at the headers of a page that breaks off", async () => {
    await using page = await startRawServer((socket) => {
      socket.end(
        "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nContent-Security-Policy: default-src 'self'\r\n\r\n<p>",
      );
    });
    const { states } = await doctor(page.url);
    expect(states).toContain("site-answers ok");
    expect(states).toContain("policy-reports fail");
  });

  test("prints nothing of a page that could command a terminal", async () => {
    const run = new Run();
    const page = site(
      {},
      `<meta http-equiv="Content-Security-Policy" content="img-src \u001b[31mred\u202e">`,
    );
    await run.start(["doctor", page]);
    expect(run.stdout).toMatch(/^[\n\P{C}]*$/u);
  });

  test.each(["", "ftp://x.example", "http://"])("does not take %j for a page", async (url) => {
    const run = new Run();
    expect(await run.start(["doctor", url])).toBe(2);
    expect(run.stdout).toBe("");
  });
});
