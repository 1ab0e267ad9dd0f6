import type { Database } from "bun:sqlite";
import { UNKNOWN_DIRECTIVE } from "./conditions.ts";

/** What the store says of an issue, over all time. Times in milliseconds since the epoch. */
export interface IssueRow {
  stream: number;
  id: string;
  project: string;
  directive: string | null;
  blocked: string;
  source: string | null;
  firstSeen: number;
  lastSeen: number;
  received: number;
  estimated: number;
  variance: number;
}

const SELECT = `
  SELECT streams.id AS stream, fingerprint AS id, project,
    nullif(directive, '${UNKNOWN_DIRECTIVE}') AS directive, blocked, source,
    first_seen AS firstSeen, last_seen AS lastSeen, received, estimated, variance
  FROM issues JOIN streams USING (id)`;

/** The issues of some streams. */
export function issueRows(db: Database, streams: readonly number[]): IssueRow[] {
  return db
    .query<IssueRow, [string]>(`${SELECT} WHERE streams.id IN (SELECT value FROM json_each(?))`)
    .all(JSON.stringify(streams));
}

/** Every issue: what a list is sorted by, without the rest. */
export function allIssues(
  db: Database,
): Array<Pick<IssueRow, "stream" | "id" | "firstSeen" | "lastSeen">> {
  return db
    .query<unknown, []>(
      "SELECT id, fingerprint, first_seen, last_seen FROM issues JOIN streams USING (id)",
    )
    .values()
    .map(([stream, id, firstSeen, lastSeen]) => ({
      stream: Number(stream),
      id: String(id),
      firstSeen: Number(firstSeen),
      lastSeen: Number(lastSeen),
    }));
}

/** The issue of an id; `null` where there is none. */
export function issueRow(db: Database, id: string): IssueRow | null {
  return db.query<IssueRow, [string]>(`${SELECT} WHERE fingerprint = ?`).get(id);
}

/** Other issues of the project that name the same thing as blocked, those seen last first. */
export function relatedRows(db: Database, { stream, project, blocked }: IssueRow): IssueRow[] {
  return db
    .query<IssueRow, [string, string, number]>(
      `${SELECT} WHERE blocked = ? AND project = ? AND streams.id <> ?
       ORDER BY last_seen DESC, streams.id LIMIT 20`,
    )
    .all(blocked, project, stream);
}
