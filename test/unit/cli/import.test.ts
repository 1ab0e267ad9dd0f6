import { afterAll, beforeEach, expect, test } from "bun:test";
import { ImportBench } from "../../support/importer.ts";
import { testAdmin } from "../http/support.ts";
import { Run } from "./support.ts";

const TOKEN = "a-long-enough-token";

const BODY = JSON.stringify({
  "csp-report": { "document-uri": "https://a.test/", "violated-directive": "img-src" },
});

let bench = new ImportBench();
beforeEach(() => {
  bench = new ImportBench();
});

/** The real API over an importer whose journal the test reads. */
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch: (request) =>
    testAdmin({ services: { adminToken: TOKEN, imports: bench.importer } }).ask(
      request.url,
      request,
    ),
});
afterAll(() => server.stop(true));

async function run(args: string[], { stdin = "", files = {} } = {}) {
  const line = new Run({ TATTLE_ADMIN_TOKEN: TOKEN });
  line.stdin = stdin;
  for (const [path, text] of Object.entries(files)) line.files.set(path, String(text));
  await line.clock.advance(bench.clock.now() - line.clock.now());
  const code = await line.start(["import", ...args, "--listen", `127.0.0.1:${server.port}`]);
  return { code, out: line.stdout, err: line.stderr };
}

test("tattle import says what became of a file, and its lines are of when it was changed", async () => {
  const files = { "/srv/reports.txt": `${BODY}\n${BODY}\n\nx\n` };
  const { code, out, err } = await run(["reports.txt"], { files });
  expect([code, err]).toEqual([0, ""]);
  expect(out).toBe(
    [
      "2 of 2 reports imported into sqlite, received from 2026-11-29T12:00:00.000Z to 2026-11-29T12:00:00.000Z",
      "4 lines: 1 malformed, 1 empty",
      "line 4: neither JSON nor an access log's line with a request body",
      "",
    ].join("\n"),
  );
  expect(bench.journal.reports).toHaveLength(2);
});

test("tattle import reads the standard input, and passes on what it is told", async () => {
  const args = ["-", "--project", "default", "--format", "body", "--json"];
  const more = ["--sinks", "posthog,sqlite", "--received-at", "2026-11-20"];
  const { code, out } = await run([...args, ...more], { stdin: BODY });
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    imported: 1,
    sinks: ["posthog", "sqlite"],
    from: "2026-11-20T00:00:00.000Z",
    problems: [],
  });
});

test.each([
  [["nowhere.txt"], 2, "import_unreadable"],
  [["-", "--project", "nobody"], 6, "project_unknown"],
  [["-", "--sinks", "nobody"], 6, "sink_unknown"],
  [["-", "--received-at", "soon"], 6, "request_invalid"],
  [["-", "--format", "nginx"], 2, "import_unusable"],
])("tattle import %j ends with %i and %s", async (args, code, error) => {
  const { err, ...rest } = await run(args, { stdin: BODY });
  expect(rest.code).toBe(code);
  expect(err).toContain(`[${error}]`);
  expect(bench.journal.appends).toEqual([]);
});
