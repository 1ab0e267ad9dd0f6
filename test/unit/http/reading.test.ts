import { afterAll, describe, expect, test } from "bun:test";
import { sampleReports } from "../../../plugins/sqlite/testing/sample-reports.ts";
import { issueId } from "../../../src/report/fingerprint.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../src/report/json.ts";
import { askedReader } from "../../support/readers.ts";
import { storedReports } from "../../support/stored.ts";
import { answerSchemas } from "./answer-schemas.ts";
import { violations } from "./schema.ts";
import { BEARER, HOUR, type Setup, send, testAdmin } from "./support.ts";

const DAY = 24 * HOUR;
const FROM = Date.UTC(2026, 4, 1);
/** After all reports. */
const NOW = FROM + 3 * DAY;
const RANGE = "from=2026-05-01&to=2026-05-04";

const reports = [...sampleReports({ from: FROM, days: 3, reports: 900, issues: 40 })];
const stored = await storedReports(reports);
afterAll(() => stored[Symbol.asyncDispose]());
const schemas = answerSchemas();

function adminOf(setup: Setup = {}) {
  return testAdmin({ services: { reader: stored.reader, now: () => NOW, ...setup.services } });
}

async function get(path: string, admin = adminOf()): Promise<{ status: number; body: JsonObject }> {
  const answer = await admin.ask(`/api/v1/${path}`, { headers: BEARER });
  const body: unknown = await answer.json();
  if (!isJsonObject(body)) throw new Error("the answer is no object");
  return { status: answer.status, body };
}

function list(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** Issues by id, over all pages. */
async function issuesOf(query: string, admin = adminOf()): Promise<string[]> {
  const ids: string[] = [];
  let cursor = "";
  for (;;) {
    const { status, body } = await get(`issues?${query}${cursor}`, admin);
    expect(status).toBe(200);
    for (const { id } of list(body.items)) ids.push(String(id));
    if (body.next === null) return ids;
    cursor = `&cursor=${encodeURIComponent(String(body.next))}`;
  }
}

const [anIssue = ""] = await issuesOf(RANGE);

describe("every answer keeps to its schema, and has what it was asked for", () => {
  test.each([
    ["overview", `overview?${RANGE}&noise=without`],
    ["series", `series?${RANGE}&by=browser&groups=2`],
    ["top/{dimension}", `top/blocked?${RANGE}&limit=3`],
    ["types", `types?${RANGE}`],
    ["facets", "facets"],
    ["issues", `issues?${RANGE}&limit=5&search=VENDOR`],
    ["issues/{id}", `issues/${anIssue}`],
    ["issues/{id}/explanation", `issues/${anIssue}/explanation`],
    ["versions/compare", "versions/compare?project=shop&a=41&b=43"],
    ["reports", `reports?${RANGE}&browser=Firefox&search=catalogue`],
  ])("%s", async (name, path) => {
    const { status, body } = await get(path);
    expect(status).toBe(200);
    const schema = schemas.get(`GET /api/v1/${name}`);
    if (schema === undefined) throw new Error("there is no such operation");
    expect(violations(schema, body)).toEqual([]);
    const lists = Object.values(body).filter(Array.isArray);
    for (const one of lists.slice(0, 1)) expect(one).not.toBeEmpty();
  });
});

describe("counts", () => {
  test("add up, and are given both ways", async () => {
    // The first ones occurred before they were received.
    const range = "from=2026-04-30&to=2026-05-04";
    const { body } = await get(`overview?${range}`);
    const received = reports.length;
    const estimated = reports.reduce((sum, { weight }) => sum + weight, 0);
    expect(body.total).toEqual({ received, estimated });
    for (const path of [`series?${range}`, `top/type?${range}`]) {
      expect((await get(path)).body.total).toEqual({ received, estimated });
    }
    const types = list((await get(`types?${range}`)).body.items);
    expect(types.reduce((sum, one) => sum + Number(one.received), 0)).toBe(received);
  });

  test("say which span was summed", async () => {
    const { body } = await get("top/version?from=2026-05-01T10:30:00Z&to=2026-05-01T11:30:00Z");
    expect(body).toMatchObject({
      from: "2026-05-01T10:30:00.000Z",
      covers: { from: "2026-05-01T00:00:00.000Z", to: "2026-05-02T00:00:00.000Z" },
    });
  });

  test("are asked for with every filter that the address names", async () => {
    const { reader, asked } = askedReader();
    const filters =
      "project=p&type=t&issue=0123456789abcdef&directive=&blocked=inline&source=&disposition=" +
      "&version=&browser=Firefox&noise=extension-scheme/chrome&document=https://a.example/";
    await get(`series?from=0&to=9&${filters}`, adminOf({ services: { reader } }));
    await get(
      "series?from=0&to=9&disposition=report&noise=only&by=noise",
      adminOf({ services: { reader } }),
    );
    expect(asked).toEqual([
      {
        from: 0,
        to: 9,
        project: "p",
        type: "t",
        issue: "0123456789abcdef",
        directive: null,
        blocked: "inline",
        source: null,
        disposition: null,
        version: null,
        browser: "Firefox",
        noise: { rule: "extension-scheme/chrome" },
        document: "https://a.example/",
      },
      { from: 0, to: 9, disposition: "report", noise: "only", by: "noise", groups: 8 },
    ]);
  });
});

describe("issues", () => {
  test("come in pages without a gap, in the order asked for", async () => {
    for (const sort of ["received", "estimated", "lastSeen", "firstSeen", "new"]) {
      const all = await issuesOf(`${RANGE}&sort=${sort}&limit=200`);
      expect(await issuesOf(`${RANGE}&sort=${sort}&limit=7`)).toEqual(all);
      expect(new Set(all).size).toBe(all.length);
    }
  });

  test("are those of a filter, a search, or both", async () => {
    const shop = await issuesOf(`${RANGE}&project=shop`);
    const blog = await issuesOf(`${RANGE}&project=blog`);
    expect([...shop, ...blog].sort()).toEqual((await issuesOf(RANGE)).sort());
    expect(await issuesOf(`${RANGE}&search=${encodeURIComponent("no such text")}`)).toEqual([]);
    const found = await issuesOf(`${RANGE}&search=HOST7.VENDOR`);
    expect(found).toContain(
      issueId("shop", {
        directive: "directive-1-src",
        blocked: "https://host7.vendor.example",
        source: null,
      }),
    );
  });

  test("have the status that people gave them, until they return", async () => {
    const admin = adminOf();
    const ids = await issuesOf(RANGE, admin);
    const [resolved = "", ignored = ""] = ids;
    await send(admin, "PATCH", `/api/v1/issues/${resolved}`, { status: "resolved", note: "why" });
    await send(admin, "PATCH", `/api/v1/issues/${ignored}`, { status: "ignored" });
    expect(await issuesOf(`${RANGE}&status=resolved`, admin)).toEqual([resolved]);
    expect(await issuesOf(`${RANGE}&status=ignored`, admin)).toEqual([ignored]);
    expect(await issuesOf(`${RANGE}&status=open`, admin)).toEqual(ids.slice(2));
    const { body } = await get(`issues/${resolved}`, admin);
    expect(body).toMatchObject({ status: "resolved", regressed: null, mark: { note: "why" } });
    const by = { by: "admin", at: new Date(NOW).toISOString() };
    for (const [status, note] of [
      ["resolved", "why"],
      ["ignored", null],
    ]) {
      const { body: page } = await get(`issues?${RANGE}&status=${status}`, admin);
      expect(page.items).toMatchObject([{ mark: { status, note, ...by } }]);
    }
    const { body: open } = await get(`issues?${RANGE}&status=open&limit=1`, admin);
    expect(open.items).toMatchObject([{ mark: null }]);
  });

  test("that return are open, with the version that they came back in", async () => {
    let now = FROM + DAY;
    const admin = adminOf({ services: { now: () => now } });
    await send(admin, "PATCH", `/api/v1/issues/${anIssue}`, { status: "resolved" });
    now = NOW;
    const { body } = await get(`issues/${anIssue}`, admin);
    expect(body.status).toBe("open");
    expect(body.regressed).toMatchObject({ version: expect.stringMatching(/^4[123]$/) });
    expect(await issuesOf(`${RANGE}&status=resolved`, admin)).toEqual([]);
  });

  test.each(["0123456789abcdef", "unknown", "%00", "%FF"])(
    "that are not there are a problem: %s",
    async (id) => {
      const { status, body } = await get(`issues/${id}`);
      expect([status, body.code]).toEqual([404, "issue_not_found"]);
    },
  );
});

describe("a question that is wrong", () => {
  test.each([
    ["issues?status=closed", "query", "status"],
    ["issues?sort=received,estimated", "query", "sort"],
    ["issues?limit=201", "query", "limit"],
    [`issues?search=${"x".repeat(513)}`, "query", "search"],
    ["issues?from=2026-05-02&to=2026-05-01", "query", "from"],
    ["issues?from=1900-01-01", "query", "from"],
    ["reports?from=2026-05-02&to=2026-05-01", "query", "from"],
    ["overview?issue=nothing", "query", "issue"],
    ["overview?noise=maybe", "query", "noise"],
    ["overview?project=", "query", "project"],
    ["overview?document=https://a.example/&version=7", "query", "document"],
    ["series?by=colour", "query", "by"],
    ["series?from=2026-01-01&to=2026-05-01&bucket=hour", "query", "bucket"],
    ["series?bucket=hour&by=browser", "query", "bucket"],
    ["top/colour", "path", "dimension"],
    ["versions/compare?project=shop&a=1", "query", "b"],
  ])("%s names the parameter", async (path, place, name) => {
    const { status, body } = await get(path);
    expect([status, body.code]).toEqual([400, "request_invalid"]);
    const errors = list(body.errors).map((error) => [error.in, error.name]);
    expect(errors).toContainEqual([place, name]);
    expect(new Set(errors.map(String)).size).toBe(errors.length);
  });

  test.each(["issues", "reports"])("a cursor of other %s is told apart", async (name) => {
    const { body } = await get(`${name}?${RANGE}&limit=1`);
    const cursor = encodeURIComponent(String(body.next));
    expect((await get(`${name}?${RANGE}&limit=2&cursor=${cursor}`)).status).toBe(200);
    for (const other of [`${RANGE}&project=shop&cursor=${cursor}`, `${RANGE}&cursor=AAAA`]) {
      const { status, body: problem } = await get(`${name}?${other}`);
      expect([status, problem.code]).toEqual([400, "cursor_invalid"]);
    }
  });
});
