import { afterAll, describe, expect, test } from "bun:test";
import { sampleReports } from "../../../plugins/sqlite/testing/sample-reports.ts";
import type { RemoteReader } from "../../../src/http/services.ts";
import { storedReports } from "../../support/stored.ts";
import { testAdmin } from "../http/support.ts";
import { Run } from "./support.ts";

const TOKEN = "a-long-enough-token";
const FROM = Date.UTC(2026, 4, 1);
const NOW = FROM + 86_400_000;
const HOSTILE = "a\u001b[31mred\u202e\n\u0085b";

const [first, ...others] = sampleReports({ from: FROM, days: 1, reports: 400, issues: 30 });
const violation = others.find((report) => report.violation !== null);
if (first === undefined || violation?.violation == null) throw new Error("no violation to change");
const hostile = {
  ...violation,
  project: HOSTILE,
  url: HOSTILE,
  violation: { ...violation.violation, effectiveDirective: HOSTILE, sample: HOSTILE },
};
const reports = [first, ...others.map((report) => (report === violation ? hostile : report))];
const stored = await storedReports(reports);

let reader: RemoteReader | null = stored.reader;

/** The real API over a real store. */
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch: (request) => {
    const services = { adminToken: TOKEN, reader, now: () => NOW };
    return testAdmin({ services }).ask(request.url, request);
  },
});

afterAll(async () => {
  await server.stop(true);
  await stored[Symbol.asyncDispose]();
});

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const line = new Run({ TATTLE_ADMIN_TOKEN: TOKEN });
  const [command = "", ...rest] = args;
  const listen = ["--listen", `127.0.0.1:${server.port}`];
  const code = await line.start([command, ...listen, ...rest]);
  return { code, out: line.stdout, err: line.stderr };
}

const SPAN = ["--from", "2026-04-30", "--to", "2026-05-03"];

describe("tattle issues", () => {
  test("shows the largest first, as many as asked for, and says that there are more", async () => {
    const { code, out, err } = await run("issues", ...SPAN, "--limit", "5");
    expect(code).toBe(0);
    const [head, ...rows] = out.trimEnd().split("\n");
    expect(head).toMatch(
      /^ID +STATUS +RECEIVED +ESTIMATED +PROJECT +DIRECTIVE +BLOCKED +SOURCE +DOCUMENTS +LAST SEEN$/,
    );
    expect(rows).toHaveLength(5);
    const received = rows.map((row) => Number(row.split(/ +/)[2]));
    expect(received).toEqual(received.toSorted((a, b) => b - a));
    expect(err).toMatch(/^5 of \d+ issues; --limit shows more\.\n$/);
  });

  test("gives what the filters let through, as JSON too", async () => {
    const { out } = await run("issues", ...SPAN, "--project", "blog", "--json", "--limit", "999");
    const issues: Array<{ project: string }> = JSON.parse(out);
    expect(new Set(issues.map(({ project }) => project))).toEqual(new Set(["blog"]));
    expect((await run("issues", ...SPAN, "--search", "no such text")).out).toBe("No issues.\n");
  });

  test.each([[[]], [["--json"]]])("makes hostile text printable (%j)", async (args) => {
    const { out } = await run("issues", ...SPAN, "--limit", "999", ...args);
    expect(out).toContain("red");
    expect(out).not.toMatch(/[^\n\P{C}]/u);
  });

  test("names what the running Tattle refuses", async () => {
    const { code, err } = await run("issues", "--from", "yesterday");
    expect(code).toBe(6);
    expect(err).toContain("from: Expected an RFC 3339 date or time");
    expect(err).toContain("[request_invalid]");
  });

  test.each<[string, string]>([
    ["--status", "closed"],
    ["--limit", "0"],
    ["--sort", "size"],
  ])("refuses %s %s", async (option, value) => {
    expect((await run("issues", option, value)).code).toBe(2);
  });
});

describe("tattle export", () => {
  test("prints every report on a line of its own", async () => {
    const { code, out } = await run("export");
    expect(code).toBe(0);
    const lines = out.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(reports.toReversed());
  });

  test("prints what the filters let through, as CSV", async () => {
    const { out } = await run("export", "--format", "csv", "--type", "crash", "--limit", "2");
    expect(out.split("\r\n")).toHaveLength(4);
  });

  test.each(["ndjson", "csv"])("makes hostile text printable (%s)", async (format) => {
    const { out } = await run("export", "--format", format);
    expect(out).toContain("red");
    expect(out).not.toMatch(/[^\r\n\P{C}]/u);
  });

  test("says so where no sink can be read", async () => {
    reader = null;
    const { code, err } = await run("export");
    reader = stored.reader;
    expect(code).toBe(6);
    expect(err).toContain("[reader_missing]");
  });

  test("says that what it printed is a part, when the answer breaks off", async () => {
    let asked = 0;
    reader = {
      ...stored.reader,
      reports: (query) =>
        asked++ > 0 ? Promise.reject(new Error("disk")) : stored.reader.reports(query),
    };
    const { code, err } = await run("export");
    reader = stored.reader;
    expect(code).toBe(6);
    expect(err).toContain("broke off");
  });
});
