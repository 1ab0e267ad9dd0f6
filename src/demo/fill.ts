import { Admission } from "../admission/index.ts";
import { admissionSettings } from "../collector/setup.ts";
import type { Config } from "../config/config.ts";
import { Control, openControl } from "../control/index.ts";
import {
  BodyReader,
  Ingest,
  type IngestOptions,
  reportParametersOf,
} from "../http/report/index.ts";
import { decodeBody } from "../intake/index.ts";
import { Journal, lockDataFolder } from "../journal/index.ts";
import { fingerprint } from "../report/fingerprint.ts";
import { type Clock, type Log, systemClock } from "../sink/context.ts";
import { seededIds } from "./ids.ts";
import type { Arrival, Plan } from "./plan.ts";
import { Random } from "./random.ts";
import { type ReportRequest, requestsOf } from "./request.ts";
import { TALES } from "./tales/index.ts";

const HOUR = 3_600_000;

/** Visits whose reports become durable together. */
const GROUP = 250;

/** What came of the requests. */
export interface Filled {
  /** Answers by status. */
  readonly answers: ReadonlyMap<number, number>;
}

/**
 * Sends everything that a plan says through intake and admission to the journal of an empty data
 * folder, at the times that the plan says, and writes down what people said of issues. A
 * collector that is started on the folder delivers it.
 *
 * @throws CodedError `data_locked`, `data_unusable`
 */
export async function fill(config: Config, plan: Plan, log: Log): Promise<Filled> {
  await using stack = new AsyncDisposableStack();
  const lock = lockDataFolder(config.data);
  stack.defer(() => lock.release());
  let now = plan.span.start;
  const clock: Clock = { now: () => now, sleep: systemClock.sleep };
  const journal = new Journal({ dir: config.data, durability: "os", clock });
  stack.defer(() => journal.close());
  const control = new Control({
    store: openControl(config.data),
    clock,
    configured: admissionSettings(config),
  });
  stack.defer(() => control.close());

  const { limits, privacy } = config;
  const options: Omit<IngestOptions, "clock"> = {
    admission: new Admission(control.settings, { clock }),
    journal,
    bodies: new BodyReader(limits),
    reportsPerBody: limits.reportsPerBody,
    urls: privacy.urls,
    log,
    newId: seededIds(new Random(`${plan.options.seed}/ids`)),
  };
  const answers = new Map<number, number>();
  for (const group of groupsOf(plan)) {
    // The journal counts by the hour of its commit, which is that of the whole group.
    now = group.at(-1)?.at ?? now;
    const statuses = group.flatMap(({ at, requests }) => {
      const ingest = new Ingest({ ...options, clock: { ...clock, now: () => at } });
      return requests.map((request) => take(ingest, request));
    });
    for (const status of await Promise.all(statuses)) {
      answers.set(status, (answers.get(status) ?? 0) + 1);
    }
  }
  mark(control, plan);
  return { answers };
}

/** Visits that follow each other within one hour. */
function* groupsOf(plan: Plan): Generator<Arrival[]> {
  let group: Arrival[] = [];
  const hourOf = (arrival: Arrival | undefined) => Math.floor((arrival?.at ?? 0) / HOUR);
  for (const arrival of plan.arrivals()) {
    const full = group.length === GROUP || hourOf(group[0]) !== hourOf(arrival);
    if (full && group.length > 0) {
      yield group;
      group = [];
    }
    group.push(arrival);
  }
  if (group.length > 0) yield group;
}

async function take(ingest: Ingest, { query, ...request }: ReportRequest): Promise<number> {
  const bytes = new TextEncoder().encode(request.body);
  const headers = new Headers({
    "content-length": `${bytes.length}`,
    "content-type": request.contentType,
    "user-agent": request.userAgent,
  });
  const incoming = { headers, body: null, bytes: () => Promise.resolve(bytes) };
  return (await ingest.handle(incoming, reportParametersOf(query), null)).status;
}

/** Says of issues what the tales say that people said. */
function mark(control: Control, { span, options }: Plan): void {
  for (const tale of TALES) {
    const [said] = tale.marks;
    if (said === undefined) continue;
    const random = new Random(`${options.seed}/marks`);
    const [request] = requestsOf(tale, span, said.at(span), 1, random);
    const bytes = new TextEncoder().encode(request?.body);
    const { items } = decodeBody(bytes, request?.contentType ?? null, { reportsPerBody: 1 });
    const violation = items[0]?.violation;
    if (violation == null) continue;
    const id = fingerprint(tale.site.name, violation);
    for (const { at, status, note } of tale.marks) {
      control.issues.change([id], { status, note }, "admin", at(span));
    }
  }
}
