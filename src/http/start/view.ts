import type { SinkStatus } from "../../delivery/index.ts";
import type { JournalState } from "../../journal/index.ts";
import type { Report } from "../../report/report.ts";
import { projectViews } from "../api/projects.ts";
import type { ProjectView, Tally } from "../api/schema/project.ts";
import type { Services } from "../services.ts";
import { tally } from "../status/tally.ts";
import type { Totals } from "../status/totals.ts";
import { type SiteHeaders, siteHeaders } from "./headers.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Newest reports shown. */
const REPORTS = 10;
/** Projects whose headers are shown. */
const PROJECTS = 5;

/** Everything that the start page shows. */
export interface StartView {
  version: string;
  now: number;
  journal: { state: JournalState; error: string | null };
  /** Since the full hour. */
  thisHour: Tally;
  /** The last day and the part of an hour before it. */
  lastDay: Tally;
  projects: readonly ProjectView[];
  headers: readonly SiteHeaders[];
  /** `null` where delivery does not answer. */
  sinks: readonly SinkStatus[] | null;
  /** Newest first; or why there are none to show. */
  reports: readonly Report[] | "reader_missing" | "reader_unavailable";
}

/** Asks the collector. Never rejects: what cannot be told is shown as such. */
export async function startView(
  services: Services,
  totals: Totals,
  base: string,
): Promise<StartView> {
  const now = services.now();
  const counts = services.counters(now - DAY);
  const sinks = services.sinks().catch(() => null);
  return {
    version: services.version,
    now,
    journal: services.journal(),
    thisHour: tally(counts.filter(({ hour }) => hour === now - (now % HOUR))),
    lastDay: tally(counts),
    projects: projectViews(services, totals),
    headers: services.projects
      .filter(({ retired }) => !retired)
      .slice(0, PROJECTS)
      .map((project) => siteHeaders(base, project)),
    sinks: await sinks,
    reports: await newestReports(services),
  };
}

async function newestReports({ reader }: Services): Promise<StartView["reports"]> {
  if (reader === null) return "reader_missing";
  return reader.reports({ limit: REPORTS }).then(
    ({ items }) => items,
    () => "reader_unavailable",
  );
}
