import type { TattleProcess } from "./server-process.ts";

/** What became of a project's reports, as the API tells it. */
export interface Tally {
  received: number;
  kept: number;
  dropped: number;
  byReason: Record<string, number>;
  refused: number;
  imported: number;
}

export interface ProjectView {
  name: string | null;
  total: Tally;
  warnings: Array<{ code: string; value: string }>;
}

export interface SinkView {
  name: string;
  state: string;
  delivered: number;
  rejected: number;
  dropped: number;
  deadLetters: number;
  replayed: number;
  lag: { reports: number; seconds: number };
  backlog: { reports: number };
  lastError: { message: string } | null;
}

export interface ReportView {
  id: string;
  project: string;
  /** ISO 8601. */
  receivedAt: string;
  occurredAt: string;
  type: string;
  url: string | null;
  userAgent: string | null;
  disposition: string | null;
  violation: Record<string, unknown> | null;
  body: Record<string, unknown> | null;
  raw: Record<string, unknown>;
  request: { token: string | null; version: string | null };
  weight: number;
}

interface Page<T> {
  items: T[];
  next: string | null;
}

/** All reports of the store, newest first, page by page. */
export async function allReports(tattle: TattleProcess): Promise<ReportView[]> {
  const all: ReportView[] = [];
  let cursor = "";
  for (;;) {
    const { items, next } = await tattle.api<Page<ReportView>>(
      `/api/v1/reports?limit=1000${cursor}`,
    );
    all.push(...items);
    if (next === null) return all;
    cursor = `&cursor=${encodeURIComponent(next)}`;
  }
}

/** What became of the reports of a project; `null` stands for those whose token names none. */
export async function tallyOf(tattle: TattleProcess, project: string | null): Promise<Tally> {
  const { items } = await tattle.api<{ items: ProjectView[] }>("/api/v1/projects");
  const found = items.find(({ name }) => name === project);
  return (
    found?.total ?? { received: 0, kept: 0, dropped: 0, byReason: {}, refused: 0, imported: 0 }
  );
}

/** A sink of the config, by name. */
export async function sinkOf(tattle: TattleProcess, name: string): Promise<SinkView> {
  const { items } = await tattle.api<{ items: SinkView[] }>("/api/v1/sinks");
  const found = items.find((sink) => sink.name === name);
  if (found === undefined) throw new Error(`no sink ${name}`);
  return found;
}

/** Throws until every sink of the config has everything. */
export async function assertDelivered(tattle: TattleProcess): Promise<void> {
  const { items } = await tattle.api<{ items: SinkView[] }>("/api/v1/sinks");
  const behind = items.filter(({ backlog }) => backlog.reports > 0);
  if (behind.length > 0) throw new Error(`behind: ${JSON.stringify(behind)}`);
}
