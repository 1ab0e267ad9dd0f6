import { Database } from "bun:sqlite";
import {
  type AlertStore,
  Alerts,
  type Declared,
  type Explain,
  type Explained,
} from "../../../src/alerts/index.ts";
import type { Message } from "../../../src/alerts/message.ts";
import { ALERT_MIGRATIONS } from "../../../src/alerts/migrations.ts";
import type { Evidence } from "../../../src/alerts/rules/index.ts";
import { AlertStore as Store } from "../../../src/alerts/store.ts";
import { type AlertConfig, Secret } from "../../../src/config/config.ts";
import type { HourCount } from "../../../src/journal/index.ts";
import { SinkError } from "../../../src/sink/error.ts";
import type { IssueMark, IssueQuery, IssueSummary, Point } from "../../../src/sink/reader.ts";
import { migrate } from "../../../src/sqlite/index.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { MemoryLog } from "../../support/memory-log.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** An alert with everything at its default. */
export function anAlert(over: Partial<AlertConfig> = {}): AlertConfig {
  return {
    name: "test",
    kind: "new_issue",
    via: "json",
    url: new Secret("http://127.0.0.1:1/hook"),
    to: [],
    secret: null,
    privateAddresses: "allow",
    projects: null,
    noise: "exclude",
    minCount: null,
    directives: ["script-src", "connect-src", "form-action"],
    after: DAY,
    atMost: { count: 1000, per: MINUTE },
    quiet: null,
    ...over,
  };
}

/** An alert of the config file. */
export function declared(alert: AlertConfig, over: Partial<Declared> = {}): Declared {
  return { alert, source: "file", enabled: true, begunAt: null, changedAt: null, ...over };
}

/** An issue as the fake reader has it. */
export function anIssue(id: string, over: Partial<IssueSummary> = {}): IssueSummary {
  const counts = { received: 3, estimated: 3, interval: { low: 3, high: 3 } };
  return {
    id,
    project: "shop",
    directive: "script-src-elem",
    blocked: "https://evil.example",
    source: null,
    firstSeen: 0,
    lastSeen: 0,
    counts,
    allTime: counts,
    documents: 1,
    browsers: [],
    versions: [],
    dispositions: [],
    noise: { received: 0, estimated: 0 },
    status: "open",
    regressed: null,
    sparkline: { from: 0, step: 1, received: [] },
    ...over,
  };
}

/** A reader and counters that say what the test says. Pages have two issues. */
export class FakeEvidence implements Evidence {
  issues: IssueSummary[] = [];
  points: Point[] = [];
  counts: HourCount[] = [];
  marked: IssueMark[] = [];
  /** What it was asked. */
  readonly queries: IssueQuery[] = [];

  readonly reader = {
    issues: async (query: IssueQuery) => {
      this.queries.push(query);
      const at = Number(query.cursor ?? 0);
      const items = this.issues.slice(at, at + 2);
      const next = at + 2 < this.issues.length ? `${at + 2}` : null;
      return { items, next, total: this.issues.length, covers: { from: 0, to: 0 } };
    },
    series: async () => ({
      bucket: "hour" as const,
      total: { received: 0, estimated: 0 },
      points: this.points,
      groups: [],
      rest: null,
      covers: { from: 0, to: 0 },
    }),
    facets: async () => {
      const none = { types: [], directives: [], versions: [], browsers: [], noise: [] };
      return { projects: ["shop"], ...none };
    },
  };

  marks() {
    return this.marked;
  }

  counters(since: number) {
    return this.counts.filter(({ hour }) => hour >= since - (since % HOUR));
  }
}

/** A store that no file holds. */
export function memoryAlertStore(): AlertStore {
  const db = new Database(":memory:", { strict: true });
  migrate(db, "memory", ALERT_MIGRATIONS);
  return new Store(db);
}

/** Alerts whose messages end in a list. */
export class Bench {
  readonly clock = new ManualClock();
  readonly evidence = new FakeEvidence();
  readonly messages: Message[] = [];
  readonly log = new MemoryLog();
  /** While set, nobody takes a message. */
  failure: SinkError | null = null;
  /** What issues are, by id. */
  readonly explained = new Map<string, Explained>();
  /** Which were asked for. */
  readonly asked: string[] = [];
  explain: Explain = async (issue) => {
    this.asked.push(issue);
    return this.explained.get(issue) ?? null;
  };
  /** Called when a message has come. */
  onSend: () => void = () => {};
  alerts: Alerts;
  #ids = 0;

  constructor(
    readonly configs: readonly AlertConfig[],
    readonly store = memoryAlertStore(),
  ) {
    this.alerts = this.restart();
  }

  /** New alerts on the same store, as after a kill. */
  restart(alerts = this.configs.map((alert) => declared(alert))): Alerts {
    this.alerts = new Alerts({
      alerts,
      interval: MINUTE,
      base: "https://tattle.example",
      store: this.store,
      evidence: this.evidence,
      clock: this.clock,
      log: this.log,
      newId: () => `message-${++this.#ids}`,
      explain: (issue) => this.explain(issue),
      channel: () => async (message) => {
        if (this.failure !== null) throw this.failure;
        this.messages.push(message);
        this.onSend();
        return "200: ok";
      },
    });
    return this.alerts;
  }

  /** One round after so much time. */
  async after(ms: number): Promise<void> {
    await this.clock.advance(ms);
    await this.alerts.round();
  }

  /** The keys of all that was told, message by message. */
  told(): string[][] {
    return this.messages.map(({ findings }) => findings.map(({ key }) => key));
  }
}

/** Nobody takes it. */
export function refusal(retryAfter: number | null = null): SinkError {
  return new SinkError("https://hook.example answered 503", { retryAfter });
}
