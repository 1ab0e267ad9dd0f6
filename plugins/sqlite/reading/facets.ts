import type { Database } from "bun:sqlite";
import type { Facets } from "tattle/sink";
import { columnText } from "../codec/report.ts";
import { UNKNOWN_DIRECTIVE } from "./conditions.ts";

/** The values that a filter can take. Browsers and noise rules are those of all projects. */
export function facetsOf(db: Database, { project }: { project?: string }): Facets {
  const of = project === undefined ? null : columnText(project);
  const list = (query: string, ...values: Array<string | null>) =>
    db
      .query<{ name: string }, Array<string | null>>(query)
      .all(...values)
      .map(({ name }) => name);
  const labels = (kind: string) =>
    list("SELECT label AS name FROM labels WHERE kind = ? AND first_day >= 0 ORDER BY 1", kind);
  const column = (name: string) =>
    list(
      `SELECT DISTINCT ${name} AS name FROM directives
       WHERE (?1 IS NULL OR project = ?1) AND ${name} NOT IN ('', '${UNKNOWN_DIRECTIVE}') ORDER BY 1`,
      of,
    );
  return {
    projects: list("SELECT DISTINCT project AS name FROM directives ORDER BY 1"),
    types: column("type"),
    directives: column("directive"),
    versions:
      of === null
        ? labels("version")
        : list(
            `SELECT DISTINCT label AS name FROM issue_versions
             JOIN labels ON labels.id = version_id JOIN streams ON streams.id = stream_id
             WHERE project = ? ORDER BY 1`,
            of,
          ),
    browsers: labels("browser"),
    noise: labels("noise"),
  };
}
