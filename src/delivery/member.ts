import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { JournalReader } from "../journal/index.ts";
import { Backlog, endOf } from "./backlog.ts";
import type { Feed } from "./feed.ts";
import { SinkLoop } from "./loop.ts";
import type { DeliveryOptions, SinkSpec } from "./options.ts";
import { type Position, START } from "./position.ts";
import { Progress } from "./progress.ts";
import { resume } from "./resume.ts";
import type { SinkStatus } from "./status.ts";
import type { DeliveryStore, SinkRecord } from "./store.ts";

/** A sink that is delivered to, and all that belongs to it alone. */
export interface Member {
  readonly spec: SinkSpec;
  readonly loop: SinkLoop;
  readonly progress: Progress;
  readonly backlog: Backlog;
}

/** What all members have in common. */
export interface Commons {
  readonly journal: JournalReader;
  readonly store: DeliveryStore;
  readonly feed: Feed;
  readonly options: DeliveryOptions;
}

/** Takes a sink up where it was left, or where it is to begin. Its loop does not run yet. */
export function enroll(spec: SinkSpec, commons: Commons): Member {
  const { journal, store, feed, options } = commons;
  const { clock, fetch, random } = options;
  const log = options.log(spec.name);
  const dataDir = join(options.dir, spec.name);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const context = { name: spec.name, log, clock, fetch, dataDir };
  const { supports } = spec.plugin;
  const progress = new Progress({
    name: spec.name,
    store,
    record: recordOf(spec, commons),
    deferred: supports.deferred ?? false,
    now: clock.now,
    log,
  });
  const sink = spec.plugin.create(spec.config, context);
  const { settings } = spec;
  const letters = store.letters.queue(spec.name, clock.now);
  const replay = supports.retag ? store.retags.lettersOf(letters) : letters;
  const erasures = store.erasures.queue(spec.name);
  const retags = store.retags.queue(spec.name);
  const common = { clock, log, random };
  const loop = new SinkLoop({
    sink,
    supports,
    settings,
    feed: feed.of(spec.name),
    progress,
    replay,
    erasures,
    retags,
    ...common,
  });
  return { spec, loop, progress, backlog: new Backlog(journal, clock) };
}

/** How a sink is doing. */
export function statusOf(
  { spec, loop, progress, backlog }: Member,
  store: DeliveryStore,
): SinkStatus {
  const { count, replaying, replayed, discarded } = store.letters.total(spec.name);
  const { error, ...measured } = backlog.measure(progress.position);
  return {
    name: spec.name,
    type: spec.type,
    state: loop.state,
    ...progress.totals,
    deadLetters: count,
    replaying,
    replayed,
    discarded,
    ...measured,
    lastError: error ?? loop.lastError,
    retryAt: loop.retryAt,
    restarts: spec.restarts?.() ?? null,
  };
}

/** Written down at once: from now on the journal keeps rows for the sink. */
function recordOf({ name, start }: SinkSpec, { journal, store, options }: Commons): SinkRecord {
  const known = store.load(name);
  const { epoch } = journal;
  const extent = { epoch, beginning: beginningOf(journal), end: endOf(journal) };
  const record = resume(known, extent, start);
  const missed = record.dropped - (known?.dropped ?? 0);
  if (missed > 0) {
    options.log(name).error("reports were deleted while this sink was away", { missed });
  }
  store.save(name, record, [], options.clock.now());
  return record;
}

/** Before the oldest row that is still there. */
function beginningOf(journal: JournalReader): Position {
  const first = journal.next(0);
  if (!first) return START;
  const { seq, totalReports, reports, totalBytes, bytes } = first;
  const before = { reports: totalReports - reports, bytes: totalBytes - bytes };
  return { seq: seq - 1, offset: 0, ...before };
}
