import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { type Collector, startCollector } from "../../../src/collector/collector.ts";
import {
  demoClock,
  fill,
  liveRequests,
  planOf,
  type Receiver,
  send,
  startReceiver,
} from "../../../src/demo/index.ts";
import { describeSink } from "../../../src/external/index.ts";
import { PLUGINS } from "../../../src/registry.ts";
import { eventually } from "../../support/eventually.ts";
import { MemoryLog } from "../../support/memory-log.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { demoConfig, NOW, OPTIONS } from "./support.ts";

setDefaultTimeout(60_000);

const SRC = new URL("../../../src/", import.meta.url);
const RANGE = `from=${new Date(NOW - 15 * 86_400_000).toISOString()}&to=${new Date(NOW + 60_000).toISOString()}`;

interface Issue {
  id: string;
  project: string;
  directive: string;
  blocked: string;
  status: string;
  regressed: { version: string | null } | null;
  counts: { received: number; estimated: number };
  noise: { received: number };
  dispositions: Array<{ value: string | null }>;
  versions: Array<{ value: string | null }>;
}

interface Sink {
  name: string;
  state: string;
  delivered: number;
  deadLetters: number;
  lag: { reports: number };
  lastError: { message: string } | null;
}

const plan = planOf(OPTIONS);
const folder = temporaryFolder();
let receiver: Receiver;
let collector: Collector;
let token = "";
let issues: Issue[] = [];

async function api<T>(path: string): Promise<T> {
  const answer = await fetch(`${collector.adminUrl}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(200);
  return JSON.parse(await answer.text());
}

const items = async <T>(path: string) => (await api<{ items: T[] }>(path)).items;
const sinkNamed = async (name: string) =>
  (await items<Sink>("/api/v1/sinks")).find((sink) => sink.name === name);

function issueOf(project: string, directive: string, blocked: string): Issue {
  const found = issues.find(
    (issue) =>
      issue.project === project && issue.directive === directive && issue.blocked === blocked,
  );
  if (found === undefined) throw new Error(`no issue ${project} ${directive} ${blocked}`);
  return found;
}

const verdictOf = async ({ id }: Issue) =>
  (await api<{ verdict: string }>(`/api/v1/issues/${id}/explanation?${RANGE}`)).verdict;

beforeAll(async () => {
  receiver = startReceiver(1_000);
  const config = demoConfig(folder.path, receiver.url);
  await fill(config, plan, new MemoryLog());
  collector = await startCollector(config, {
    plugins: PLUGINS,
    describe: describeSink,
    version: "0.0.0-test",
    clock: demoClock(NOW, true),
    log: new MemoryLog(),
    entries: {
      delivery: new URL("delivery.entry.ts", SRC),
      query: new URL("query.entry.ts", SRC),
    },
  });
  token = (await Bun.file(`${folder.path}/admin-token`).text()).trim();
  const to = { url: collector.url, unix: null, fetch };
  for (const request of plan.mistakes) await send(request, to);
  await eventually(async () => expect((await sinkNamed("sqlite"))?.lag.reports).toBe(0));
  issues = await items<Issue>(`/api/v1/issues?limit=100&${RANGE}`);
}, 60_000);

afterAll(async () => {
  await collector?.stop();
  await receiver?.stop();
  folder[Symbol.dispose]();
});

describe("the demo's data, as the API shows them", () => {
  test("add up: kept and dropped are all that was sent", async () => {
    interface Project {
      name: string | null;
      total: { received: number; kept: number; dropped: number };
    }
    const projects = await items<Project>("/api/v1/projects");
    const totals = projects.map(({ total }) => total);
    const sum = (of: "received" | "kept" | "dropped") =>
      totals.reduce((all, total) => all + total[of], 0);
    expect(projects.map(({ name }) => name)).toEqual([
      "shop",
      "blog",
      "intranet",
      "old-shop",
      null,
    ]);
    expect(sum("received")).toBe(OPTIONS.reports);
    expect(sum("kept") + sum("dropped")).toBe(OPTIONS.reports);
    expect((await sinkNamed("sqlite"))?.delivered).toBe(sum("kept"));
  });

  test("are 30 to 50 issues, some of them noise", () => {
    expect(issues.length).toBeGreaterThanOrEqual(30);
    expect(issues.length).toBeLessThanOrEqual(50);
    const noise = issues.filter(({ noise: { received }, counts }) => received === counts.received);
    expect(noise.length).toBeGreaterThanOrEqual(8);
  });

  test.each([
    ["shop", "script-src-elem", "chrome-extension", "noise"],
    ["shop", "style-src-elem", "https://www.gstatic.com", "noise"],
    ["shop", "frame-src", "gsa", "noise"],
    ["shop", "script-src-elem", "https://gc.kis.v2.scr.kaspersky-labs.com", "noise"],
    ["shop", "script-src-elem", "https://plausible.io", "broken-page"],
    ["shop", "script-src", "eval", "broken-page"],
    ["shop", "script-src-attr", "inline", "broken-page"],
    ["shop", "style-src-attr", "inline", "broken-page"],
    ["shop", "img-src", "https://cdn.harborlane.example", "broken-page"],
    ["shop", "script-src-elem", "https://client.crisp.chat", "new-dependency"],
    ["shop", "script-src-elem", "https://cdn.harbor1ane.example", "attack"],
    ["shop", "connect-src", "https://collect.harbor1ane.example", "attack"],
  ])("explain %s %s %s as %s", async (project, directive, blocked, verdict) => {
    expect(await verdictOf(issueOf(project, directive, blocked))).toBe(verdict);
  });

  test.each([
    ["frame-ancestors", "self"],
    ["worker-src", "blob"],
    ["script-src", "wasm-eval"],
    ["require-trusted-types-for", "trusted-types-sink"],
    ["trusted-types", "trusted-types-policy"],
    ["font-src", "data"],
    ["form-action", "https://www.paypal.com"],
  ])("have an issue of %s %s", (directive, blocked) => {
    expect(issueOf("shop", directive, blocked).counts.received).toBeGreaterThan(0);
  });

  test("have a resolved issue, one that came back, and an ignored one, with notes", async () => {
    const back = issueOf("shop", "style-src-elem", "https://use.typekit.net");
    expect(back).toMatchObject({ status: "open", regressed: { version: "2" } });
    expect(issueOf("shop", "style-src-elem", "inline").status).not.toBe("ignored");
    const statuses = issues.map(({ status }) => status);
    expect(statuses.filter((status) => status === "resolved").length).toBe(1);
    const ignored = issueOf("shop", "img-src", "https://pixel.loyalty-partner.example");
    expect(ignored.status).toBe("ignored");
    const { mark } = await api<{ mark: { note: string } }>(`/api/v1/issues/${ignored.id}?${RANGE}`);
    expect(mark.note).toContain("on purpose");
  });

  test("are of two versions and both dispositions, and a sampled project is estimated", () => {
    const handlers = issueOf("shop", "script-src-attr", "inline");
    expect(handlers.versions.map(({ value }) => value).toSorted()).toEqual(["1", "2"]);
    expect(handlers.dispositions.map(({ value }) => value)).toContain("enforce");
    expect(handlers.dispositions.map(({ value }) => value)).toContain("report");
    const theme = issueOf("blog", "script-src-elem", "inline");
    expect(theme.counts.estimated).toBe(10 * theme.counts.received);
  });

  test("have every other type of report", async () => {
    const types = await items<{ type: string }>(`/api/v1/types?${RANGE}`);
    expect(types.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        "csp-violation",
        "deprecation",
        "intervention",
        "crash",
        "network-error",
        "integrity-violation",
        "coep",
        "coop",
        "permissions-policy-violation",
      ]),
    );
  });

  test("warn of a mistyped token and of a rate that was meant as a percentage", async () => {
    const projects = await items<{ warnings: Array<{ code: string; value: string }> }>(
      "/api/v1/projects",
    );
    const warnings = projects.flatMap((project) => project.warnings);
    expect(warnings).toContainEqual(
      expect.objectContaining({ code: "token_unknown", value: "phc_demo_harborlne_shop" }),
    );
    expect(warnings).toContainEqual(
      expect.objectContaining({ code: "sample_rate_above_one", value: "10" }),
    );
  });

  test("come to a second sink that has dead letters and then fails", async () => {
    const warehouse = await eventually(async () => {
      const sink = await sinkNamed("warehouse");
      expect(sink?.deadLetters).toBeGreaterThan(0);
      expect(sink?.lastError?.message).toContain("503: the warehouse is down");
      return sink;
    }, 60_000);
    expect(warehouse?.state).toBe("retrying");
    expect(warehouse?.lag.reports).toBeGreaterThan(0);
  }, 70_000);

  test("get more of the same while the demo runs", async () => {
    const before = (await sinkNamed("sqlite"))?.delivered ?? 0;
    const next = liveRequests(OPTIONS.seed, plan.span);
    const to = { url: collector.url, unix: null, fetch };
    for (let visit = 0; visit < 20; visit += 1) {
      for (const request of next()) await send(request, to);
    }
    await eventually(async () => {
      expect((await sinkNamed("sqlite"))?.delivered).toBeGreaterThan(before);
    });
  });
});
