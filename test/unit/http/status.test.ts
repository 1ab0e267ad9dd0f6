import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import type { SinkState } from "../../../src/delivery/index.ts";
import { Totals } from "../../../src/http/status/totals.ts";
import type { HourCount, JournalState } from "../../../src/journal/index.ts";
import { BEARER, HOUR, NOW, type Setup, SINK, testAdmin } from "./support.ts";

test("/healthz says that the process is up, whatever else is wrong", async () => {
  const answer = await testAdmin({
    services: {
      sinks: () => Promise.reject(new Error("down")),
      journal: () => ({ state: "failing", error: "x" }),
    },
  }).ask("/healthz");
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ status: "up" });
});

describe("/readyz", () => {
  async function readyz(journal: JournalState, states: SinkState[] | null) {
    const sinks = async () => {
      if (states === null) throw new Error("delivery is gone");
      const lastError = { message: "password=hunter2 refused", at: NOW };
      return states.map((state, i) => ({ ...SINK, name: `sink-${i}`, state, lastError }));
    };
    const setup: Setup = {
      services: { sinks, journal: () => ({ state: journal, error: "EIO /secret" }) },
    };
    const answer = await testAdmin(setup).ask("/readyz");
    return { status: answer.status, text: await answer.text() };
  }

  test.each<[JournalState, SinkState[] | null, number, string]>([
    ["ok", ["running", "running"], 200, "ready"],
    ["ok", [], 200, "ready"],
    ["ok", ["opening"], 200, "ready"],
    ["ok", ["running", "retrying"], 200, "degraded"],
    ["ok", ["stopped"], 200, "degraded"],
    ["ok", ["hanging"], 200, "degraded"],
    ["ok", null, 200, "degraded"],
    ["failing", ["running"], 503, "unavailable"],
    ["blocked", ["running"], 503, "unavailable"],
    ["failing", null, 503, "unavailable"],
  ])(
    "with a journal that is %s and sinks %j answers %i %s",
    async (journal, states, status, word) => {
      const answer = await readyz(journal, states);
      expect(answer.status).toBe(status);
      expect(JSON.parse(answer.text)).toEqual({
        status: word,
        journal,
        sinks: states === null ? null : states.map((state, i) => ({ name: `sink-${i}`, state })),
      });
    },
  );

  test("shows no words of errors to strangers", async () => {
    const { text } = await readyz("failing", ["stopped"]);
    expect(text).not.toMatch(/hunter2|secret/);
  });
});

describe("/metrics", () => {
  const counters = () => [
    { project: "shop", outcome: "kept", hour: 0, count: 40 },
    { project: "shop", outcome: "kept", hour: NOW - (NOW % HOUR), count: 2 },
    { project: null, outcome: "unknown_token", hour: 0, count: 5 },
  ];

  async function lines(setup: Setup = {}): Promise<string[]> {
    const answer = await testAdmin(setup).ask("/metrics");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toStartWith("text/plain; version=0.0.4");
    return (await answer.text()).split("\n");
  }

  test("shows what became of reports, since ever", async () => {
    const all = await lines({ services: { counters } });
    expect(all).toContain('tattle_reports_total{project="shop",outcome="kept"} 42');
    expect(all).toContain('tattle_reports_total{project="",outcome="unknown_token"} 5');
  });

  test("shows the sinks", async () => {
    const counted = { ...SINK, replayed: 4, discarded: 6, restarts: 2 };
    const all = await lines({ services: { sinks: async () => [counted] } });
    const sink = 'sink="sqlite",type="sqlite"';
    expect(all).toEqual(
      expect.arrayContaining([
        `tattle_sink_reports_total{${sink},outcome="delivered"} 7`,
        `tattle_sink_reports_total{${sink},outcome="rejected"} 1`,
        `tattle_sink_reports_total{${sink},outcome="dropped"} 2`,
        `tattle_sink_state{${sink},state="running"} 1`,
        `tattle_sink_state{${sink},state="stopped"} 0`,
        `tattle_sink_lag_reports{${sink}} 3`,
        `tattle_sink_lag_seconds{${sink}} 5`,
        `tattle_sink_dead_letters_total{${sink},outcome="replayed"} 4`,
        `tattle_sink_dead_letters_total{${sink},outcome="discarded"} 6`,
        `tattle_sink_replaying{${sink}} 0`,
        `tattle_sink_restarts_total{${sink}} 2`,
        `tattle_sink_backlog_reports{${sink}} 3`,
        `tattle_sink_backlog_bytes{${sink}} 900`,
        `tattle_sink_backlog_seconds{${sink}} 5`,
        `tattle_sink_dead_letters{${sink}} 1`,
        "tattle_delivery_up 1",
      ]),
    );
  });

  test("shows journal, build and process", async () => {
    const all = await lines();
    expect(all).toContain('tattle_journal_state{state="ok"} 1');
    expect(all).toContain('tattle_journal_state{state="failing"} 0');
    expect(all).toContain('tattle_build_info{version="0.1.0-test"} 1');
    expect(all).toContain(`process_start_time_seconds ${NOW / 1000}`);
    expect(all.find((line) => line.startsWith("process_resident_memory_bytes "))).toMatch(
      / \d{7,}$/,
    );
    expect(all.find((line) => line.startsWith("process_cpu_seconds_total "))).toMatch(/ [\d.]+$/);
  });

  test("is answered when delivery does not answer", async () => {
    const all = await lines({ services: { sinks: () => Promise.reject(new Error("gone")) } });
    expect(all).toContain("tattle_delivery_up 0");
  });

  test("has every metric that the operator's guide names", async () => {
    const guide = await Bun.file(join(import.meta.dir, "../../../docs/operating.md")).text();
    const named = new Set([...guide.matchAll(/\btattle_[a-z_]+/g)].map(([name]) => name));
    const restarted = async () => [{ ...SINK, restarts: 1 }];
    const all = await lines({ services: { counters, sinks: restarted } });
    const missing = [...named].filter((name) => !all.some((line) => line.startsWith(`${name}{`)));
    expect(missing.filter((name) => !all.some((line) => line.startsWith(`${name} `)))).toEqual([]);
    expect(named.size).toBeGreaterThan(5);
  });

  test("quotes names", async () => {
    const all = await lines({
      services: { counters: () => [{ project: 'a"b\n', outcome: "kept", hour: 0, count: 1 }] },
    });
    expect(all).toContain('tattle_reports_total{project="a\\"b\\n",outcome="kept"} 1');
  });

  test("needs the token where the configuration says so", async () => {
    const { ask } = testAdmin({ settings: { metrics: "token" } });
    expect((await ask("/metrics")).status).toBe(401);
    expect((await ask("/metrics", { headers: BEARER })).status).toBe(200);
  });
});

describe("totals", () => {
  test("read each finished hour once and lose nothing", () => {
    const store: HourCount[] = [];
    const asked: number[] = [];
    const totals = new Totals((since) => {
      asked.push(since);
      return store
        .filter(({ hour }) => hour >= since - (since % HOUR))
        .map((count) => ({ ...count }));
    });
    let sum = 0;
    for (let i = 0; i < 50; i++) {
      const now = NOW + i * (HOUR / 3);
      store.push({ project: "shop", outcome: "kept", hour: now - (now % HOUR), count: i });
      sum += i;
      expect(totals.read(now)).toEqual([{ project: "shop", outcome: "kept", count: sum }]);
    }
    expect(asked[0]).toBe(0);
    expect(asked.at(-1)).toBeGreaterThan(NOW + 14 * HOUR);
  });
});
