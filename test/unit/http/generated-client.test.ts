import { expect, test } from "bun:test";
import { join, resolve } from "node:path";
import { generate } from "openapi-typescript-codegen";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { REPORT, TOKEN, testAdmin } from "./support.ts";

const ROOT = resolve(import.meta.dir, "../../..");
const DOCUMENT = join(ROOT, "docs/openapi.json");

/** What somebody would write with the client: a question, a change, and an error. */
const PROGRAM = `
import { AccessService, ApiError, IssuesService, OpenAPI, ReportsService } from "./client/index.ts";
import type { IssuePage, Report } from "./client/index.ts";

OpenAPI.BASE = process.argv[2] ?? "";
OpenAPI.TOKEN = process.argv[3] ?? "";

const issues: IssuePage = await IssuesService.listIssues(undefined, undefined, "open");
const report: Report = await ReportsService.getReport("${REPORT.id}");
const made = await AccessService.createToken({ name: "generated", role: "read" });
const missing = await ReportsService.getReport("nope").catch((error: unknown) => error);
const status = missing instanceof ApiError ? missing.status : 0;
const code: unknown = missing instanceof ApiError ? missing.body.code : null;
console.log(JSON.stringify([issues.total, report.violation?.effectiveDirective, made.name, status, code]));
`;

const TSCONFIG = {
  compilerOptions: {
    target: "ESNext",
    module: "Preserve",
    moduleResolution: "bundler",
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    lib: ["ESNext", "DOM"],
    typeRoots: [join(ROOT, "node_modules")],
    types: ["bun-types"],
    skipLibCheck: true,
  },
  include: ["."],
};

test("a client that is generated from the document compiles strictly, and works", async () => {
  using folder = temporaryFolder();
  const output = join(folder.path, "client");
  await generate({ input: DOCUMENT, output, httpClient: "fetch" });
  await Bun.write(join(folder.path, "program.ts"), PROGRAM);
  await Bun.write(join(folder.path, "tsconfig.json"), JSON.stringify(TSCONFIG));
  expect(await run([join(ROOT, "node_modules/.bin/tsc"), "-p", folder.path])).toBe("");

  const admin = testAdmin();
  await using server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (r) => admin.ask(r.url, r),
  });
  const base = `http://127.0.0.1:${server.port}`;
  const said = await run([process.execPath, join(folder.path, "program.ts"), base, TOKEN]);
  expect(JSON.parse(said)).toEqual([0, "script-src-elem", "generated", 404, "report_not_found"]);
});

/** What a program prints, on both streams. */
async function run(command: string[]): Promise<string> {
  const child = Bun.spawn(command, { stdout: "pipe", stderr: "pipe" });
  const [out, error] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  await child.exited;
  return out + error;
}
