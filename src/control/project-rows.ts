import { readProjectSettings } from "../config/index.ts";
import { CodedError } from "../report/errors.ts";
import { isJsonObject } from "../report/json.ts";
import type { ControlDatabase } from "./database.ts";
import type { ProjectToken, RuntimeProject } from "./runtime-project.ts";

interface ProjectRow extends Omit<RuntimeProject, "settings" | "tokens"> {
  readonly settings: string;
}

type TokenRow = ProjectToken & { readonly project: string };

/** All projects of the file by name, in the order in which they were made. @throws CodedError `data_unusable` */
export function loadProjects(store: ControlDatabase): Map<string, RuntimeProject> {
  return store.load(() => {
    const tokens = store.db
      .query<TokenRow, []>(
        `SELECT token, project, created_at AS createdAt, ends_at AS endsAt
         FROM project_token ORDER BY created_at DESC, rowid DESC`,
      )
      .all();
    const byProject = Map.groupBy(tokens, ({ project }) => project);
    const rows = store.db
      .query<ProjectRow, []>(
        `SELECT name, state, settings, created_at AS createdAt, changed_at AS changedAt
         FROM project ORDER BY rowid`,
      )
      .all();
    return new Map(rows.map((row) => [row.name, projectOf(row, byProject.get(row.name) ?? [])]));
  });
}

/**
 * Writes a project as a whole, tokens included, and removes all tokens that have ended, whose
 * texts are free then. Belongs into a change of the store.
 */
export function saveProject({ db }: ControlDatabase, project: RuntimeProject, now: number): void {
  const { name, state, settings, tokens, createdAt, changedAt } = project;
  db.query(
    `INSERT INTO project (name, state, settings, created_at, changed_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE
     SET state = excluded.state, settings = excluded.settings, changed_at = excluded.changed_at`,
  ).run(name, state, JSON.stringify(settings), createdAt, changedAt);
  db.query("DELETE FROM project_token WHERE project = ? OR ends_at <= ?").run(name, now);
  const insert = db.query("INSERT INTO project_token VALUES (?, ?, ?, ?)");
  for (const { token, createdAt: made, endsAt } of tokens.toReversed()) {
    insert.run(token, name, made, endsAt);
  }
}

function projectOf(row: ProjectRow, rows: readonly TokenRow[]): RuntimeProject {
  const json: unknown = JSON.parse(row.settings);
  const reading = readProjectSettings(isJsonObject(json) ? json : {});
  if (!reading.ok) {
    const [problem] = reading.problems;
    const what = `${problem?.path} ${problem?.message}`;
    throw new CodedError("data_unusable", `The project "${row.name}" of control.db: ${what}`);
  }
  const tokens = rows.map(({ token, createdAt, endsAt }) => ({ token, createdAt, endsAt }));
  return { ...row, settings: reading.value, tokens };
}
