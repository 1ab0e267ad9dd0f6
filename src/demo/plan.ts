import { Random } from "./random.ts";
import { type ReportRequest, requestsOf } from "./request.ts";
import { Calendar, DAY, type Span } from "./span.ts";
import type { Tale } from "./tale.ts";
import { DROPPED_TALES } from "./tales/dropped.ts";
import { TALES } from "./tales/index.ts";

/** What decides about all data of a demo. */
export interface PlanOptions {
  readonly seed: number;
  /** Where the data end, milliseconds since the epoch. */
  readonly now: number;
  readonly days: number;
  /** Reports that are sent. Those of {@link MISTAKES} are among them. */
  readonly reports: number;
}

/** Fewer cannot tell all that there is to be told. */
export const FEWEST_REPORTS = 2_000;

/** Requests of one visit. */
export interface Arrival {
  readonly at: number;
  readonly tale: Tale;
  readonly requests: readonly ReportRequest[];
}

/** Everything that happens, the same for the same options. */
export interface Plan {
  readonly options: PlanOptions;
  readonly span: Span;
  /** In order of time, made while they are taken. */
  arrivals(): Generator<Arrival>;
  /** What a running collector is sent at last, since it warns of what it has seen itself. */
  readonly mistakes: readonly ReportRequest[];
}

/** Reports that a running collector warns of: mistakes in the headers of sites. */
const MISTAKES = 12;

interface Visit {
  readonly at: number;
  readonly tale: Tale;
  readonly reports: number;
  readonly random: Random;
}

/** @param options at least {@link FEWEST_REPORTS} */
export function planOf(options: PlanOptions): Plan {
  const { seed, now, days, reports } = options;
  const span = { start: now - days * DAY, end: now };
  const random = new Random(`${seed}`);
  const visits = visitsOf(span, reports - MISTAKES, random);
  return {
    options,
    span,
    *arrivals() {
      for (const visit of visits) {
        const { at, tale, reports: count } = visit;
        yield { at, tale, requests: requestsOf(tale, span, at, count, visit.random.fork("page")) };
      }
    },
    mistakes: mistakesOf(span, random.fork("mistakes")),
  };
}

/**
 * How many reports there are of each tale: the least that it needs, and of the rest what its share
 * says. They add up to `reports`.
 */
export function countsOf(tales: readonly Tale[], reports: number): Map<Tale, number> {
  const sum = (of: (tale: Tale) => number) => tales.reduce((total, tale) => total + of(tale), 0);
  const rest = reports - sum(({ least }) => least);
  const shares = sum(({ share }) => share);
  let shared = 0;
  let given = 0;
  const counts = new Map<Tale, number>();
  for (const tale of tales) {
    shared += tale.share;
    // Rounded along the way, so that nothing is left at the end.
    const reached = Math.round((rest * shared) / shares);
    counts.set(tale, tale.least + reached - given);
    given = reached;
  }
  return counts;
}

function visitsOf(span: Span, reports: number, random: Random): Visit[] {
  const calendars = new Map(TALES.map(({ site }) => [site, new Calendar(span, site.rhythm)]));
  const visits: Visit[] = [];
  for (const [tale, count] of countsOf(TALES, reports)) {
    const own = random.fork(tale.name);
    const calendar = calendars.get(tale.site);
    if (calendar === undefined) continue;
    for (let left = count, number = 0; left > 0; number += 1) {
      const each = own.fork(number);
      const seen = Math.min(left, each.between(1, tale.each));
      visits.push({ at: momentOf(tale, span, calendar, each), tale, reports: seen, random: each });
      left -= seen;
    }
  }
  // Sorting keeps the order of what happens in the same millisecond.
  return visits.sort((a, b) => a.at - b.at);
}

function momentOf(tale: Tale, span: Span, calendar: Calendar, random: Random): number {
  const from = tale.from?.(span) ?? span.start;
  const to = tale.to?.(span) ?? span.end;
  for (;;) {
    const moment = calendar.between(from, to, random.next());
    if (tale.pause === null) return moment;
    const [start, end] = tale.pause.map((each) => each(span));
    if (moment < (start ?? 0) || moment >= (end ?? 0)) return moment;
  }
}

/** A token with a letter too few, and a rate that was meant as a percentage: what the overview warns of. */
function mistakesOf(span: Span, random: Random): ReportRequest[] {
  const [mistyped, staging] = DROPPED_TALES;
  if (mistyped === undefined || staging === undefined) return [];
  const percent: Tale = { ...staging, fault: { sampleRate: "10" } };
  return Array.from({ length: MISTAKES }, (_, number) => {
    const tale = number % 3 === 0 ? percent : mistyped;
    return requestsOf(tale, span, span.end, 1, random.fork(number));
  }).flat();
}
