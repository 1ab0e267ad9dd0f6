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
  /** Milliseconds since the epoch. */
  now: number;
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
    ...sinkMetrics(snapshot.sinks ?? [], snapshot.now),
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
  const help = "Reports by project and by what became of them: kept, or a reason.";
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

function sinkMetrics(sinks: readonly SinkStatus[], now: number): Metric[] {
  const labels = ["sink", "type"];
  const outcomes = labelled(
    Counter,
    "tattle_sink_reports_total",
    "Reports by sink and by what became of them there.",
    [...labels, "outcome"],
  );
  const states = labelled(Gauge, "tattle_sink_state", "1 for the state that the sink is in.", [
    ...labels,
    "state",
  ]);
  const backlog = labelled(Gauge, "tattle_sink_backlog_reports", "Reports that wait.", labels);
  const bytes = labelled(Gauge, "tattle_sink_backlog_bytes", "Their size.", labels);
  const age = labelled(Gauge, "tattle_sink_backlog_seconds", "Age of the oldest.", labels);
  const letters = labelled(Gauge, "tattle_sink_dead_letters", "Rejected reports kept.", labels);
  for (const status of sinks) {
    const sink = { sink: status.name, type: status.type };
    const { delivered, rejected, dropped } = status;
    for (const [outcome, count] of Object.entries({ delivered, rejected, dropped })) {
      outcomes.inc({ ...sink, outcome }, count);
    }
    for (const state of SINK_STATES) states.set({ ...sink, state }, state === status.state ? 1 : 0);
    backlog.set(sink, status.backlog.reports);
    bytes.set(sink, status.backlog.bytes);
    age.set(sink, secondsSince(status.backlog.oldestAt, now));
    letters.set(sink, status.deadLetters);
  }
  return [outcomes, states, backlog, bytes, age, letters];
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

function secondsSince(at: number | null, now: number): number {
  return at === null ? 0 : Math.max(0, (now - at) / 1000);
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
