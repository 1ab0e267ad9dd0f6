import { Counter, Gauge, type Metric, Registry } from "prom-client";
import type { SinkStatus } from "../../delivery/index.ts";
import type { Count, JournalState } from "../../journal/index.ts";

/** Everything that one scrape shows. */
export interface Snapshot {
  version: string;
  /** Since ever, by project and outcome. */
  totals: readonly Count[];
  /** `null` where delivery does not answer. */
  sinks: readonly SinkStatus[] | null;
  journal: JournalState;
  /** Attempts to send messages since the start. */
  alerts: ReadonlyArray<{ alert: string; sent: number; failed: number }>;
  process: ProcessFigures;
}

/** What the process uses. */
export interface ProcessFigures {
  residentBytes: number;
  cpuSeconds: number;
  /** Milliseconds since the epoch. */
  startedAt: number;
}

const JOURNAL_STATES: readonly JournalState[] = ["ok", "failing", "blocked"];
const SINK_STATES: readonly SinkStatus["state"][] = [
  "opening",
  "running",
  "retrying",
  "hanging",
  "stopped",
  "closed",
];

const SINK_LABELS = ["sink", "type"];

/**
 * The snapshot in the Prometheus text format. Counters are set, not counted here: they come from
 * disk and so survive restarts.
 */
export function renderMetrics(snapshot: Snapshot): Promise<string> {
  const registry = new Registry();
  for (const metric of [
    buildInfo(snapshot.version),
    reports(snapshot.totals),
    journalState(snapshot.journal),
    ...sinkMetrics(snapshot.sinks ?? []),
    alertMessages(snapshot.alerts),
    ...processMetrics(snapshot.process),
    gauge("tattle_delivery_up", "Whether delivery answers.", snapshot.sinks === null ? 0 : 1),
  ]) {
    registry.registerMetric(metric);
  }
  return registry.metrics();
}

function buildInfo(version: string): Metric {
  const metric = labelled(Gauge, "tattle_build_info", "Always 1.", ["version"]);
  metric.set({ version }, 1);
  return metric;
}

/** The project is empty where the token names none. */
function reports(totals: readonly Count[]): Metric {
  const help = "Reports by project and by what became of them: kept, imported, or a reason.";
  const metric = labelled(Counter, "tattle_reports_total", help, ["project", "outcome"]);
  for (const { project, outcome, count } of totals) {
    metric.inc({ project: project ?? "", outcome }, count);
  }
  return metric;
}

function journalState(current: JournalState): Metric {
  const help = "1 for the state that the journal is in.";
  const metric = labelled(Gauge, "tattle_journal_state", help, ["state"]);
  for (const state of JOURNAL_STATES) metric.set({ state }, state === current ? 1 : 0);
  return metric;
}

function alertMessages(alerts: Snapshot["alerts"]): Metric {
  const help = "Attempts to send messages of alerts since Tattle started.";
  const labels = ["alert", "outcome"];
  const metric = labelled(Counter, "tattle_alert_messages_total", help, labels);
  for (const { alert, sent, failed } of alerts) {
    metric.inc({ alert, outcome: "sent" }, sent);
    metric.inc({ alert, outcome: "failed" }, failed);
  }
  return metric;
}

/** Gauges of one sink: name, help, value. */
const SINK_GAUGES: ReadonlyArray<[name: string, help: string, of: (sink: SinkStatus) => number]> = [
  ["lag_reports", "Reports that wait for the sink.", ({ lag }) => lag.reports],
  ["lag_seconds", "Age of the oldest of them; 0 where none waits.", ({ lag }) => lag.seconds],
  ["backlog_bytes", "Their size in the journal.", ({ backlog }) => backlog.bytes],
  ["backlog_reports", "Older name of tattle_sink_lag_reports.", ({ lag }) => lag.reports],
  ["backlog_seconds", "Older name of tattle_sink_lag_seconds.", ({ lag }) => lag.seconds],
  ["dead_letters", "Dead letters that are kept.", ({ deadLetters }) => deadLetters],
  ["replaying", "Dead letters that wait to be written again.", ({ replaying }) => replaying],
];

/** Counters of one sink by outcome: of the reports of the journal, and of what was dead-lettered. */
const SINK_COUNTERS = {
  reports_total: {
    help: "Reports of the journal by sink and by what became of them there.",
    of: ({ delivered, rejected, dropped }: SinkStatus) => ({ delivered, rejected, dropped }),
  },
  dead_letters_total: {
    help: "Dead letters that are gone: accepted by a replay, or dropped.",
    of: ({ replayed, discarded }: SinkStatus) => ({ replayed, discarded }),
  },
};

function sinkMetrics(sinks: readonly SinkStatus[]): Metric[] {
  return [sinkStates(sinks), ...sinkGauges(sinks), ...sinkCounters(sinks), restarts(sinks)];
}

/** Only of sinks that have a process of their own. */
function restarts(sinks: readonly SinkStatus[]): Metric {
  const help = "Restarts of the sink's process since Tattle started.";
  const metric = labelled(Counter, "tattle_sink_restarts_total", help, SINK_LABELS);
  for (const { name: sink, type, restarts: count } of sinks) {
    if (count !== null) metric.inc({ sink, type }, count);
  }
  return metric;
}

function sinkStates(sinks: readonly SinkStatus[]): Metric {
  const help = "1 for the state that the sink is in.";
  const states = labelled(Gauge, "tattle_sink_state", help, [...SINK_LABELS, "state"]);
  for (const status of sinks) {
    const { name: sink, type } = status;
    for (const state of SINK_STATES) {
      states.set({ sink, type, state }, state === status.state ? 1 : 0);
    }
  }
  return states;
}

function sinkGauges(sinks: readonly SinkStatus[]): Metric[] {
  return SINK_GAUGES.map(([name, help, of]) => {
    const metric = labelled(Gauge, `tattle_sink_${name}`, help, SINK_LABELS);
    for (const status of sinks) metric.set({ sink: status.name, type: status.type }, of(status));
    return metric;
  });
}

function sinkCounters(sinks: readonly SinkStatus[]): Metric[] {
  return Object.entries(SINK_COUNTERS).map(([name, { help, of }]) => {
    const metric = labelled(Counter, `tattle_sink_${name}`, help, [...SINK_LABELS, "outcome"]);
    for (const status of sinks) {
      for (const [outcome, count] of Object.entries(of(status))) {
        metric.inc({ sink: status.name, type: status.type, outcome }, count);
      }
    }
    return metric;
  });
}

function processMetrics({ residentBytes, cpuSeconds, startedAt }: ProcessFigures): Metric[] {
  const cpu = labelled(Counter, "process_cpu_seconds_total", "CPU time, user and system.", []);
  cpu.inc(cpuSeconds);
  return [
    cpu,
    gauge("process_resident_memory_bytes", "Resident memory.", residentBytes),
    gauge("process_start_time_seconds", "Start, in seconds since 1970.", startedAt / 1000),
  ];
}

function gauge(name: string, help: string, value: number): Metric {
  const metric = labelled(Gauge, name, help, []);
  metric.set(value);
  return metric;
}

/** Registered nowhere: prom-client's own registry is global. */
function labelled<M>(
  Kind: new (options: { name: string; help: string; labelNames: string[]; registers: [] }) => M,
  name: string,
  help: string,
  labelNames: string[],
): M {
  return new Kind({ name, help, labelNames, registers: [] });
}
