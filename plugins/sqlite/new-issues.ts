import type { Database, Statement } from "bun:sqlite";
import { OVERFLOW } from "tattle/sink";
import { columnText } from "./codec/report.ts";
import { Generations } from "./generations.ts";
import { HeavyHitters } from "./heavy-hitters.ts";

/** How many issues were made in an hour since the epoch. */
interface Made {
  hour: number;
  made: number;
  promoted: number;
}

/** A whole project may have so many times what one of its directives may. */
const PROJECT_FACTOR = 10;

/** Violations beyond the cap that make an issue of its own of a fingerprint. */
export const PROMOTED_AT = 100;

/** Projects and directives whose overflow is watched. */
const MAX_WATCHED = 200;

/**
 * The cap on new issues of a project, directive and hour, and which of the fingerprints beyond it
 * come so often that they are issues all the same. As many may be promoted as may be made.
 */
export class NewIssues {
  readonly #perHour: number;
  readonly #select: Statement<Made, [string, string]>;
  readonly #save: Statement<unknown, [string, string, number, number, number]>;
  readonly #made = new Map<string, Made>();
  readonly #watched = new Generations<string, HeavyHitters>(MAX_WATCHED);

  constructor(db: Database, perHour: number) {
    this.#perHour = perHour;
    this.#select = db.prepare(
      "SELECT hour, made, promoted FROM new_issues WHERE project = ? AND directive = ?",
    );
    this.#save = db.prepare(
      `INSERT INTO new_issues VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
       SET hour = excluded.hour, made = excluded.made, promoted = excluded.promoted`,
    );
  }

  /**
   * Whether a violation that belongs to no issue yet makes one, which then counts as made.
   *
   * @param directive a known one; there must be no more of them than can be counted
   * @param hour of receipt, since the epoch
   */
  admits(project: string, directive: string, id: string, hour: number): boolean {
    const counts: Array<[directive: string, made: Made, limit: number]> = [
      [directive, this.#of(project, directive, hour), this.#perHour],
      [OVERFLOW, this.#of(project, OVERFLOW, hour), this.#perHour * PROJECT_FACTOR],
    ];
    const kind = this.#kind(counts, project, directive, id);
    if (kind === null) return false;
    for (const [name, made] of counts) {
      made[kind] += 1;
      this.#save.run(columnText(project), name, made.hour, made.made, made.promoted);
    }
    return true;
  }

  /** Forgets what a rolled back transaction may have taken with it. */
  forget(): void {
    this.#made.clear();
  }

  #kind(
    counts: ReadonlyArray<[string, Made, number]>,
    project: string,
    directive: string,
    id: string,
  ): "made" | "promoted" | null {
    if (counts.every(([, { made }, limit]) => made < limit)) return "made";
    const watched = this.#watched.ensure(`${project}\n${directive}`, () => new HeavyHitters());
    if (watched.add(id) < PROMOTED_AT) return null;
    if (!counts.every(([, { promoted }, limit]) => promoted < limit)) return null;
    watched.delete(id);
    return "promoted";
  }

  /** A late report counts against the newest hour that was counted in. */
  #of(project: string, directive: string, hour: number): Made {
    const key = `${project}\n${directive}`;
    const known = this.#made.get(key) ?? this.#select.get(columnText(project), directive);
    const made = known && known.hour >= hour ? known : { hour, made: 0, promoted: 0 };
    this.#made.set(key, made);
    return made;
  }
}
