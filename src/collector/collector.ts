import { Admission, rulesInUse } from "../admission/index.ts";
import { openAlertStore } from "../alerts/index.ts";
import type { Config } from "../config/config.ts";
import { Control, openControl } from "../control/index.ts";
import { dashboardFiles } from "../dashboard/index.ts";
import type { DescribeSink } from "../external/index.ts";
import { ensureAdminToken } from "../http/admin-token.ts";
import { BodyReader, Ingest } from "../http/report/index.ts";
import type { Listener } from "../http/server/index.ts";
import type { Services } from "../http/services.ts";
import { Importer } from "../imports/index.ts";
import { type DataLock, Journal, KEPT, lockDataFolder } from "../journal/index.ts";
import { CodedError } from "../report/errors.ts";
import { type Clock, type Log, settledWithin } from "../sink/context.ts";
import { DeliveryThread, QueryThread } from "../threads/index.ts";
import { alertOptions, makeAlerts } from "./alerts.ts";
import { onDeliveryEvent } from "./delivery-events.ts";
import { type Listeners, openListeners } from "./listeners.ts";
import { once } from "./once.ts";
import { projectInfos } from "./project-infos.ts";
import { settingsKeeper } from "./settings-keeper.ts";
import { admissionSettings, importSinks, type Plugins, querySetup, sinkSetups } from "./setup.ts";

/** What a collector is made of, besides its configuration. */
export interface CollectorDeps {
  plugins: Plugins;
  /** Says what a third party's module is; asked for each sink that uses one. */
  describe: DescribeSink;
  version: string;
  clock: Clock;
  log: Log;
  /** Root files of the threads. They lie beside `main.ts`, which the compiled binary requires. */
  entries: { delivery: URL; query: URL };
}

/** A running collector. */
export interface Collector {
  /** Where reports are taken: `http://127.0.0.1:8787`, with the port that was really taken. */
  readonly url: string;
  /** Where dashboard and API are: the same, unless `admin.listen` says otherwise. */
  readonly adminUrl: string;
  /** A URL that logs in one browser, once, within ten minutes. */
  loginUrl(): string;
  /** The token of the first project that is not retired; `null` where none is needed. */
  projectToken(): string | null;
  /** Reads the TLS certificate again. @throws CodedError `tls_unusable`; the old one stays then */
  reload(): Promise<void>;
  /** Takes no more requests, answers and delivers what it can within `shutdown.timeout`, and lets go of the data folder. */
  stop(): Promise<void>;
}

/**
 * A journal that was failing is tried this often, in milliseconds, so that it is found healthy
 * without traffic; and so late at most a token ends.
 */
const PROBE = 1_000;

type Close = () => void | Promise<void>;

const DAY = 24 * 3_600_000;

/**
 * Starts everything that the configuration says. What was opened before something failed is
 * closed again.
 *
 * @throws CodedError `data_locked`, `data_unusable`, `data_newer`, `listen_failed`,
 *   `tls_unusable`, `projects_invalid`, `sink_unusable`
 */
export async function startCollector(config: Config, deps: CollectorDeps): Promise<Collector> {
  const closing: Close[] = [];
  try {
    return await start(config, deps, closing);
  } catch (error) {
    // Why it could not start is what matters; what else fails because of that is only told.
    const failures = await closeAll(closing.toReversed());
    for (const failure of failures) deps.log.warn("a failed start left something open", failure);
    throw error;
  }
}

async function start(config: Config, deps: CollectorDeps, closing: Close[]): Promise<Collector> {
  const { clock, log } = deps;
  const sinks = await sinkSetups(config, deps.describe);
  const lock: DataLock = lockDataFolder(config.data);
  closing.push(() => lock.release());
  const journal = new Journal({ dir: config.data, durability: config.durability, clock });
  closing.push(() => journal.close());
  const store = openControl(config.data);
  closing.push(() => store.close());
  const configured = admissionSettings(config);
  const control = new Control({ store, clock, configured, alerts: alertOptions(config) });
  const admission = new Admission(control.settings, {
    clock,
    keptToday: keptToday(journal, clock.now()),
  });

  const delivery = new DeliveryThread({
    entry: deps.entries.delivery,
    setup: {
      dir: config.data,
      durability: config.durability,
      logLevel: config.log.level,
      sinks,
      noise: rulesInUse(control.settings.noise),
    },
    log,
    onEvent: (event) => onDeliveryEvent(event, journal, delivery),
  });
  closing.push(() => delivery.stop(0));
  await delivery.start();
  journal.onCommit = () => delivery.wake();
  journal.onState = (state) => logState(log, state, journal);
  control.onSettings = settingsKeeper(control.settings, { admission, journal, delivery });
  const probe = setInterval(() => {
    if (journal.state === "failing") journal.probe();
    control.tick();
  }, PROBE);
  closing.push(() => clearInterval(probe));

  const setup = querySetup(config, sinks, deps.plugins);
  const query =
    setup && new QueryThread(deps.entries.query, setup, log, () => control.issues.marks());
  if (query) {
    control.issues.onChange = (changed) => query.mark(changed);
    closing.push(() => query.stop());
    await query.start();
  }

  const reader = query?.reader ?? null;
  const told = openAlertStore(config.data);
  closing.push(() => told.close());
  const alerts = makeAlerts(config, {
    store: told,
    declared: control.alerts.list(),
    reader,
    evidence: {
      marks: () => control.issues.marks(),
      counters: (since) => journal.counters(since),
    },
    clock,
    log,
  });
  closing.push(() => alerts.stop());
  control.alerts.onChange = (declared) => alerts.configure(declared);

  const { limits } = config;
  const ingest = new Ingest({
    admission,
    journal,
    bodies: new BodyReader(limits),
    reportsPerBody: limits.reportsPerBody,
    urls: config.privacy.urls,
    clock,
    log,
    newId: orderedIds(),
  });
  const importer = new Importer({
    admission,
    journal,
    sinks: importSinks(sinks, deps.plugins),
    statuses: () => delivery.statuses(),
    reportsPerBody: limits.reportsPerBody,
    urls: config.privacy.urls,
    expect: (violations) => alerts.expect(violations),
    clock,
    log,
  });
  const services: Services = {
    version: deps.version,
    adminToken: config.admin.token?.reveal() ?? ensureAdminToken(config.data),
    reader,
    news: (question) => (query === null ? noReader() : query.reader.news(question)),
    previewNoise: (question) => (query === null ? noReader() : query.reader.previewNoise(question)),
    sinks: () => delivery.statuses(),
    deadLetters: delivery.letters,
    erasures: {
      request: (request) => delivery.erasures.requestErasure(request),
      get: (id) => delivery.erasures.getErasure(id),
      list: (query) => delivery.erasures.listErasures(query),
    },
    retags: () => delivery.retags(),
    imports: importer,
    journal: () => ({ state: journal.state, error: journal.failure?.message ?? null }),
    counters: (since) => journal.counters(since),
    warnings: () => admission.warnings(),
    tokens: control.tokens,
    issues: control.issues,
    get projects() {
      return projectInfos(configured, control, clock.now());
    },
    projectChanges: control.projects,
    noise: control.noise,
    alerts,
    dashboard: once(dashboardFiles),
    alertChanges: control.alerts,
    now: clock.now,
    sleep: clock.sleep,
    log,
  };
  const listeners = await openListeners(config, ingest, services);
  alerts.start();
  const stop = async () => {
    listeners.endStreams();
    const deadline = clock.now() + config.shutdown.timeout;
    const failures = await closeAll([
      async () => void (await settledWithin(clock, config.shutdown.timeout, stopAll(listeners))),
      () => alerts.stop(),
      () => told.close(),
      // Before the sinks: while it reads, they cannot close their files for good.
      async () => query?.stop(),
      () => delivery.stop(Math.max(0, deadline - clock.now())),
      () => clearInterval(probe),
      () => journal.close(),
      () => control.close(),
      () => lock.release(),
    ]);
    for (const failure of failures) log.error("something could not be closed", failure);
  };
  return {
    url: listeners.reports.url,
    adminUrl: listeners.admin.url,
    loginUrl: listeners.loginUrl,
    projectToken: () => services.projects.find(({ retired }) => !retired)?.token ?? null,
    reload: async () => {
      for (const listener of each(listeners)) await listener.renew();
    },
    stop,
  };
}

function noReader(): Promise<never> {
  return Promise.reject(new CodedError("reader_missing", "No sink can be read from."));
}

function logState(log: Log, state: string, journal: Journal): void {
  const error = journal.failure?.message ?? "a sink with on_full = block is full";
  if (state === "ok") log.info("the journal takes reports again");
  else log.error("the journal takes no reports; they are answered 503", { state, error });
}

/** Calls one after the other, each whatever became of those before. Returns what went wrong. */
async function closeAll(closing: readonly Close[]): Promise<Array<{ error: string }>> {
  const failures: Array<{ error: string }> = [];
  for (const close of closing) {
    try {
      await close();
    } catch (error) {
      failures.push({ error: String(error) });
    }
  }
  return failures;
}

/** A restart refills no quota. */
function keptToday(journal: Journal, now: number): Map<string, number> {
  const kept = new Map<string, number>();
  for (const { project, outcome, count } of journal.counters(now - (now % DAY))) {
    if (project === null || outcome !== KEPT) continue;
    kept.set(project, (kept.get(project) ?? 0) + count);
  }
  return kept;
}

function each({ reports, admin }: Listeners): Set<Listener> {
  return new Set([reports, admin]);
}

async function stopAll(listeners: Listeners): Promise<void> {
  await Promise.all([...each(listeners)].map((listener) => listener.stop()));
}

/** Ids in the order in which they are asked for, also where the clock steps back. */
function orderedIds(): (now: number) => string {
  let latest = 0;
  return (now) => {
    latest = Math.max(latest, now);
    return Bun.randomUUIDv7("hex", latest);
  };
}
